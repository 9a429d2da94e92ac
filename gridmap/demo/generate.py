"""The generator: a fictional city as ordinary files in a folder, one per KIND of import.

    from gridmap.demo.generate import generate
    manifest = generate(Path("demo"), scale="district", seed=7)

Same scale, seed and dirt, same content, with the same versions of NumPy, GEOS and Arrow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from gridmap.demo import addresses, areas, assets, buildings, files, incidents, streets
from gridmap.demo.camera_sites import Town
from gridmap.demo.cameras import place_cameras
from gridmap.demo.city import Scale, scale_named, to_degrees
from gridmap.demo.dirt import Dirt, merged, soil_cameras, soil_incidents
from gridmap.demo.ground import Shapes, degrees_of, lay_ground
from gridmap.demo.incident_rows import incident_tables, words_of
from gridmap.demo.manifest import DemoFile, HotSpot, Manifest, write_manifest
from gridmap.demo.pieces import pieces_of
from gridmap.demo.plan import make_plan
from gridmap.demo.purpose_areas import purpose_area_frame
from gridmap.errors import BadValue


@dataclass(frozen=True, slots=True)
class Desk:
    """What every writer needs. yards: plan metres; said: told each file's kind and rows."""

    folder: Path
    size: Scale
    seed: int
    dirt: float
    town: Town
    codes: areas.Areas
    yards: Shapes
    said: Callable[[str, int], None]


def generate(
    folder: Path,
    *,
    scale: str,
    seed: int,
    dirt: float = 0.0,
    progress: Callable[[str, int], None] = lambda _kind, _rows: None,
) -> Manifest:
    """Write the city into `folder` (made when absent; files of the same names are replaced).

    scale: block, district or city. dirt: share of camera and incident rows that get one fault, 0 to 1.
    progress: told each file's kind and rows. Raises BadValue for an unknown scale or a share beyond 0 to 1.
    """
    size = scale_named(scale)
    if not 0.0 <= dirt <= 1.0:
        raise BadValue(f"dirt is {dirt:g}; a share from 0 to 1 is needed.")
    folder.mkdir(parents=True, exist_ok=True)
    desk = _lay_desk(folder, size, seed=seed, dirt=dirt, said=progress)
    county_names, area_files = _write_areas(desk)
    service_files, service_dirt, hot = _write_service(desk)
    register_files, register_dirt = _write_register(desk, county_names)
    west, south, east, north = shapely.total_bounds(degrees_of(desk.town.ground.tiles)).tolist()
    manifest = Manifest(
        scale=scale,
        seed=seed,
        files=(*area_files, *_write_ground(desk), *service_files, *register_files),
        dirt=merged(service_dirt + register_dirt),
        hot_spots=hot,
        box=(west, south, east, north),
    )
    write_manifest(manifest, folder)
    return manifest


def _lay_desk(folder: Path, size: Scale, *, seed: int, dirt: float, said: Callable[[str, int], None]) -> Desk:
    ground = lay_ground(make_plan(size, seed), size, seed)
    land_use = buildings.choose_land_use(ground, scale=size, seed=seed)
    houses, yards, ponds = buildings.place_buildings(ground, land_use, scale=size, seed=seed)
    lines = streets.lay_streets(ground, size, seed)
    water = np.concatenate([np.array([ground.river], dtype=object), ponds])
    town = Town(ground, lines, pieces_of(lines), houses, land_use, water)
    return Desk(folder, size, seed, dirt, town, areas.code_areas(ground), yards, said)


def _write_areas(desk: Desk) -> tuple[list[str], list[DemoFile]]:
    """Areas and grids; returns the counties' names too."""
    ground, houses = desk.town.ground, desk.town.buildings
    households = np.bincount(houses.tile, houses.households, len(ground.tiles)).astype(np.int64)
    area_rows, area_shapes = areas.area_frame(ground, desk.codes, households, desk.seed)
    grid_rows, grid_shapes = areas.grid_frame(ground, desk.codes, households, scale=desk.size, seed=desk.seed)
    written = [_geojson(desk, "areas", area_rows, area_shapes), _parquet(desk, "grids", grid_rows, grid_shapes)]
    return area_rows.loc[area_rows["level"] == "county", "name"].tolist(), written


def _write_ground(desk: Desk) -> list[DemoFile]:
    """Streets, buildings, addresses, water, yards, sensitive places."""
    town = desk.town
    water_rows = streets.water_frame(len(town.water) - 1)
    address_rows, address_xy = addresses.address_frame(town.buildings.shapes, town.streets)
    yard_rows = pd.DataFrame({"ground_id": [f"YT-G{k + 1:06d}" for k in range(len(desk.yards))]})
    sensitive = buildings.sensitive_places(town.buildings, scale=desk.size, seed=desk.seed)
    sensitive_rows = pd.DataFrame({"place_id": [f"YT-Q{k + 1:05d}" for k in range(len(sensitive))]})
    return [
        _parquet(desk, "streets", streets.street_frame(town.streets), town.streets.lines, of="LineString"),
        _parquet(desk, "buildings", buildings.building_frame(town.buildings), town.buildings.shapes),
        _parquet(desk, "addresses", address_rows, shapely.points(address_xy), of="Point"),
        _geojson(desk, "water", water_rows, town.water),
        _parquet(desk, "private-ground", yard_rows, desk.yards),
        _geojson(desk, "sensitive-places", sensitive_rows, sensitive),
    ]


def _write_service(desk: Desk) -> tuple[list[DemoFile], list[Dirt], tuple[HotSpot, ...]]:
    """Units, assets, incidents."""
    town, size, seed = desk.town, desk.size, desk.seed
    things = assets.place_assets(town.streets, town.pieces, scale=size, seed=seed)
    hot = incidents.hot_places(town.pieces, town.streets, scale=size, seed=seed)
    on = incidents.incident_ground(town.pieces, town.streets, things, hot)
    words = words_of(town.streets, town.ground, desk.codes, things)
    found: list[Dirt] = []

    def parts() -> Iterator[tuple[pa.Table, pa.Array]]:
        for chunk, (table, lon_lat) in enumerate(incident_tables(on, words, scale=size, seed=seed)):
            if desk.dirt > 0:
                table, lon_lat, dirt = soil_incidents(table, lon_lat, share=desk.dirt, seed=seed, chunk=chunk)  # noqa: PLW2901
                found.extend(dirt)
            yield table, files.point_wkb(lon_lat)

    asset_rows = assets.asset_frame(things, town.streets, to_degrees(things.xy))
    path = desk.folder / "incidents.parquet"
    written = [
        _csv(desk, "units", assets.unit_frame(desk.codes), {}),
        _csv(desk, "assets", asset_rows, {"datum": "wgs84"}),
        _noted(desk, "incidents", path, files.write_geoparquet(path, parts(), geometry_types=["Point"])),
    ]
    return written, found, tuple(HotSpot(h.trade, *to_degrees(np.array([h.x_m, h.y_m])).tolist()) for h in hot)


def _write_register(desk: Desk, county_names: list[str]) -> tuple[list[DemoFile], list[Dirt]]:
    """Cameras and purpose areas."""
    found = place_cameras(desk.town, county_names, scale=desk.size, seed=desk.seed)
    zone_rows, zones = purpose_area_frame(found, desk.town, scale=desk.size, seed=desk.seed)
    rows, lon_lat, dirt = found.frame, to_degrees(found.xy), list[Dirt]()
    if desk.dirt > 0:
        rows, lon_lat, dirt = soil_cameras(rows, lon_lat, share=desk.dirt, seed=desk.seed)
    whole = dict.fromkeys(("width_px", "height_px", "retention_days"), "Int64")
    path = desk.folder / "cameras.parquet"
    count = files.write_frame(path, rows.astype(whole), files.point_wkb(lon_lat), geometry_types=["Point"])
    return [_noted(desk, "cameras", path, count), _geojson(desk, "purpose-areas", zone_rows, zones)], dirt


def _parquet(desk: Desk, kind: str, rows: pd.DataFrame, shapes_m: Shapes, *, of: str = "Polygon") -> DemoFile:
    path = desk.folder / f"{kind}.parquet"
    geometry = files.shape_wkb(degrees_of(shapes_m))
    return _noted(desk, kind, path, files.write_frame(path, rows, geometry, geometry_types=[of]))


def _geojson(desk: Desk, kind: str, rows: pd.DataFrame, shapes_m: Shapes) -> DemoFile:
    path = desk.folder / f"{kind}.geojson"
    return _noted(desk, kind, path, files.write_geojson(path, rows, degrees_of(shapes_m)))


def _csv(desk: Desk, kind: str, rows: pd.DataFrame, options: dict[str, str]) -> DemoFile:
    path = desk.folder / f"{kind}.csv"
    return _noted(desk, kind, path, files.write_csv(path, rows), options)


def _noted(desk: Desk, kind: str, path: Path, rows: int, options: dict[str, str] | None = None) -> DemoFile:
    desk.said(kind, rows)
    return DemoFile(kind, path, rows, options or {})
