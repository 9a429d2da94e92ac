"""A seeded synthetic city for measuring coverage: grids, views and footprints in one metric CRS.

The shape of ANCHORS c: small dense grids and large outer ones, 60 % fixed cameras (60 to 110°, 30 to 80 m),
30 % all-round (50 m), 10 % narrow and long (15 to 40°, 200 m), cameras and footprints where the grids are small.

    python -m gridmap.bench.coverage_workload [grids cameras buildings]
"""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.register.rules import coverage, view

CRS = "EPSG:4548"
CITY = (21_943, 57_000, 300_000)


@dataclass(frozen=True, slots=True)
class Workload:
    """Everything that coverage needs, EPSG:4548. optics: heading, angle, range per camera beside x_m, y_m."""

    grids: gpd.GeoDataFrame
    buildings: NDArray[np.object_]
    x_m: NDArray[np.float64]
    y_m: NDArray[np.float64]
    heading_deg: NDArray[np.float64]
    hfov_deg: NDArray[np.float64]
    range_m: NDArray[np.float64]


def make_workload(grids: int, cameras: int, *, buildings: int, seed: int = 7) -> Workload:
    """A city of that many grids, cameras and footprints (the counts of grids and footprints are approximate)."""
    rng = np.random.default_rng(seed)
    cells = _lay_grids(grids, rng)
    footprints = _lay_buildings(cells, buildings, rng)
    chosen = footprints[rng.integers(0, len(footprints), cameras)]
    near = shapely.get_coordinates(shapely.centroid(chosen))
    x, y = (near + rng.normal(0, 25, near.shape)).T
    kind = rng.choice(3, cameras, p=[0.6, 0.3, 0.1])
    hfov = np.choose(kind, [rng.uniform(60, 110, cameras), 360.0, rng.uniform(15, 40, cameras)])
    reach = np.choose(kind, [rng.uniform(30, 80, cameras), 50.0, 200.0])
    return Workload(cells, footprints, x, y, rng.uniform(0, 360, cameras), hfov, reach)


def _lay_grids(count: int, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """A lattice whose lines lie denser in the middle, its edges bent: no gaps and no overlaps."""
    side = int(np.ceil(np.sqrt(count)))
    line = np.sinh(np.linspace(-4, 4, side + 1)) * 55_000 / np.sinh(4)
    fine = np.interp(np.arange(side * 10 + 1) / 10, np.arange(side + 1), line)
    gx, gy = np.meshgrid(fine, fine, indexing="ij")
    gap = np.interp(np.arange(side * 10 + 1), np.arange(side * 10), np.diff(fine))
    gx, gy = (c + rng.uniform(-0.2, 0.2, gx.shape) * np.minimum.outer(gap, gap) for c in (gx, gy))
    i, j = (a.ravel() * 10 for a in np.meshgrid(np.arange(side), np.arange(side), indexing="ij"))
    t = np.arange(10)
    ring_i = np.concatenate([t, np.full(10, 10), 10 - t, np.zeros(10, int)])
    ring_j = np.concatenate([np.zeros(10, int), t, np.full(10, 10), 10 - t])
    corners = np.stack([gx[i[:, None] + ring_i, j[:, None] + ring_j], gy[i[:, None] + ring_i, j[:, None] + ring_j]], -1)
    shapes = shapely.polygons(corners + np.array([500_000.0, 4_400_000.0]))[:count]
    return gpd.GeoDataFrame({"code": [f"{n:015d}" for n in range(count)]}, geometry=shapes, crs=CRS).set_index("code")


def _lay_buildings(grids: gpd.GeoDataFrame, count: int, rng: np.random.Generator) -> NDArray[np.object_]:
    """Turned rectangles of 8 to 40 m on free cells of a 60 m lattice, dense in the middle; none overlap."""
    place = np.unique(np.round(rng.normal(0, 9_000, (count * 4, 2)) / 60).astype(int), axis=0)
    place = rng.permutation(place)[:count] * 60.0 + np.array([500_000.0, 4_400_000.0])
    half = rng.uniform(4, 20, (len(place), 2))
    angle = rng.uniform(0, np.pi, len(place))
    corner = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])[None] * half[:, None, :]
    turn = np.stack([np.stack([np.cos(angle), -np.sin(angle)], -1), np.stack([np.sin(angle), np.cos(angle)], -1)], -2)
    return np.asarray(shapely.polygons(place[:, None, :] + np.einsum("nij,nkj->nki", turn, corner)))


def main(sizes: tuple[int, int, int] = CITY) -> None:
    """Print the seconds of each step and the greatest memory."""
    work = make_workload(sizes[0], sizes[1], buildings=sizes[2])
    print(f"{len(work.grids):,} grids, {len(work.x_m):,} cameras, {len(work.buildings):,} buildings")
    footprints = gpd.GeoDataFrame(geometry=work.buildings, crs=CRS)
    clock = start = (time.perf_counter(), time.process_time())

    def step(name: str, since: tuple[float, float]) -> tuple[float, float]:
        now = (time.perf_counter(), time.process_time())
        print(f"{name:<28}{now[0] - since[0]:8.2f} s on the clock{now[1] - since[1]:8.2f} s of processor")
        return now

    shapes = view.wedges(work.x_m, work.y_m, heading_deg=work.heading_deg, hfov_deg=work.hfov_deg, range_m=work.range_m)
    clock = step("wedges", clock)
    tree = shapely.STRtree(work.buildings)
    tree.query(shapely.box(0, 0, 1, 1))
    clock = step("tree of footprints", clock)
    cut = view.cut_footprints(shapes, work.buildings, tree)
    clock = step("cut footprints", clock)
    blocked = coverage.blocked_ground(work.grids, footprints, None, None)
    clock = step("blocked ground", clock)
    rows = coverage.covered(work.grids, gpd.GeoDataFrame(geometry=cut, crs=CRS), blocked)
    step("covered", clock)
    step("all", start)
    print(f"seen {rows['seen_m2'].sum():.1f} m2 of {rows['public_m2'].sum():.1f} m2 of public space")
    print(f"memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    given = [int(a) for a in sys.argv[1:4]]
    main((given[0], given[1], given[2]) if len(given) == 3 else CITY)
