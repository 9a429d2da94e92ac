"""Audit the coverage: how much of each grid's public space is filmed, how sharply, by how many and what for, stored as a run.

Cameras whose optics are not documented have no view here: they are counted beside the figures, which are lower bounds, unless
the run carries an assumption; then it is labelled with it and leaves the stored views alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import geopandas as gpd
from sqlalchemy import Connection, Engine

from gridmap import __version__
from gridmap.access.store import logs
from gridmap.db.door import translating
from gridmap.db.scope import writing
from gridmap.errors import BadValue, TooFewData
from gridmap.grids.rules.crs import local_metric_epsg
from gridmap.register.rules import part, run
from gridmap.register.rules.assumption import Assumption
from gridmap.register.rules.cutting import cut_named
from gridmap.register.rules.look import ground_of, lay_and_cut, look, look_closer, masked_area, told_optics
from gridmap.register.store import audits, changes


@dataclass(frozen=True, slots=True)
class CoverageReport:
    """What a run found. Areas in m²; `known` says which layers made public space what it is.

    by_density: the figures of `kind` at each density (`rollup.told`), the first at px_per_m. functions: cameras by function and
    state, quality: cameras by the worst quality of their view. unknown_views: cameras that are in no figure.
    """

    run_id: int
    day: str
    px_per_m: float
    crs: str
    kind: str
    grids: int
    public_m2: float
    seen_m2: float
    share: float | None
    by_kind: dict[str, dict[str, float | int | None]]
    by_density: list[dict[str, Any]]
    cameras: int
    documented: int
    assumed: int
    unknown_views: int
    quality: dict[str, int]
    functions: dict[str, dict[str, int]]
    grids_with_views: int
    grids_without_area: int
    known: tuple[str, ...]
    occlusion: str
    assumption: str | None

    def to_json(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


def audit_coverage(
    engine: Engine,
    *,
    day: date,
    px_per_m: float,
    actor: str,
    bands: Sequence[float] = (),
    area: str | None = None,
    occlusion: str = "plane",
    assumption: Assumption | None = None,
    is_now: bool = True,
) -> CoverageReport:
    """Compute and store one run for the grids of that day, all of them or those below `area`.

    engine: the register's job role. px_per_m: the density of the run's figures per grid; bands: further ones, whose ground is
    stored beside it. is_now: whether `day` is today; a run of another day leaves the stored views and the figures of now
    alone, as one of an area or with an assumption does. Raises NotFound for an unknown area, TooFewData when there are no
    grids, BadValue for an unknown occlusion and for an assumed range, which tells of no density, at several.
    """
    cut = cut_named(occlusion)
    densities = (px_per_m, *sorted(set(bands) - {px_per_m}))
    if assumption is not None and assumption.range_m is not None and len(densities) > 1:
        raise BadValue("An assumed range_m says nothing of sharpness; run it at one density class.")
    with translating(), writing(engine, "*") as connection, ThreadPoolExecutor(1) as store:
        # the connection belongs to the store's one thread while this one computes
        keeps = is_now and area is None and assumption is None  # only a documented run of the whole city has all views
        if keeps:
            changes.await_turn(connection)
            changes.forget_changes(connection)  # before anything is read: what changes from here on waits for a refresh
        path = audits.area_path(connection, area, day=day)
        grids = audits.read_grids(connection, day=day, path=path)
        if grids.empty:
            raise TooFewData("There are no grids on this day to audit; import them first (gridmap import grids FILE).")
        listed = store.submit(audits.read_cameras, connection, day=day)
        reading = store.submit(audits.read_blocked, connection, heights=cut.needs_heights)
        declared = store.submit(audits.read_masks, connection)
        functions = store.submit(audits.read_functions, connection)
        beside = store.submit(
            lambda: (audits.read_left_out(connection, day=day), audits.read_areas(connection, day=day, path=path))
        )
        cameras = told_optics(listed.result(), assumption)
        barred, crs = reading.result(), local_metric_epsg(tuple(grids.total_bounds))
        ground = ground_of(grids, barred.outlines, declared.result(), crs=crs, height_m=barred.height_m)
        free, views = lay_and_cut(cameras, ground, cut, px_per_m=px_per_m)
        stored = store.submit(
            _replace_views, connection, views if keeps else None, px_per_m=px_per_m, ground=cut.ground
        )
        cameras["masked_m2"] = masked_area(cameras, ground.masks)
        cameras["parts"] = part.part_lists(cameras.join(functions.result()))
        tags = part.tags_of(cameras.loc[free.index])
        looks = {px_per_m: look(free, views, ground, cut, tags=tags)}
        public_m2 = looks[px_per_m].coverage.figures["public_m2"].to_numpy()
        for band in densities[1:]:
            looks[band] = look_closer(cameras, ground, cut, px_per_m=band, tags=tags, public_m2=public_m2)
        left_out, areas = beside.result()
        rows = audits.RunRows(
            run.grid_rows(ground, looks[px_per_m], cameras),
            run.camera_rows(cameras, looks[px_per_m], left_out),
            {density: seen.coverage.ground for density, seen in looks.items()},
            run.area_rows(ground, looks, areas),
        )
        headline = run.headline(ground, rows.grids, rows.cameras, looks)
        stored.result()
        values = {
            "kind": "coverage",
            "day": day,
            "px_per_m": px_per_m,
            "assumption": None if assumption is None else assumption.name,
            "code_version": __version__,
            "parameters": {
                "area": area,
                "occlusion": occlusion,
                "ground": cut.ground,
                "crs": headline["crs"],
                "optics": "documented" if assumption is None else "assumed",
                "assumption": None if assumption is None else assumption.to_json(),
                "densities": list(densities),
                "layers": dict(ground.layers),
            },
            "headline": headline,
        }
        run_id = audits.write_run(connection, values, rows=rows)
        if keeps:
            for other in set(changes.stored_densities(connection)) - {px_per_m}:  # what waited is theirs too
                _free, views = lay_and_cut(cameras, ground, cut, px_per_m=other)
                audits.replace_views(connection, views, px_per_m=other, ground=cut.ground)
            changes.replace_figures(connection, run_id=run_id)
        logs.append(
            connection,
            actor=actor,
            action="audit",
            what="coverage",
            detail={"run": run_id, "area": area},
            rows=len(rows.grids),
        )
    name = None if assumption is None else assumption.name
    return CoverageReport(
        run_id=run_id, day=day.isoformat(), px_per_m=px_per_m, occlusion=occlusion, assumption=name, **headline
    )


def _replace_views(connection: Connection, views: gpd.GeoDataFrame | None, *, px_per_m: float, ground: str) -> None:
    if views is not None:
        audits.replace_views(connection, views, px_per_m=px_per_m, ground=ground)
