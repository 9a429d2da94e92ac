"""A toy town as files: four areas on three levels, six grids, two streets, cameras and incidents, in the open sea."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from gridmap.db.engines import Database
from gridmap.grids.usecases.import_kind import ImportOptions
from gridmap.grids.usecases.import_report import ImportReport
from gridmap.kinds import import_file

WEST, SOUTH, STEP = 122.60, 38.00, 0.004  # about 350 m by 440 m
DAY = date(2026, 1, 1)
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def box(column: float, row: float, width: float = 1, height: float = 1) -> dict[str, Any]:
    """A rectangle in cells as a GeoJSON polygon."""
    west, south = WEST + column * STEP, SOUTH + row * STEP
    east, north = west + width * STEP, south + height * STEP
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [[[round(x, 7), round(y, 7)] for x, y in ring]]}


def at(column: float, row: float) -> tuple[float, float]:
    """A point in cells as lon, lat."""
    return round(WEST + column * STEP, 7), round(SOUTH + row * STEP, 7)


def features(rows: Sequence[tuple[Mapping[str, Any], Mapping[str, Any] | None]]) -> str:
    """A bare FeatureCollection."""
    made = [{"type": "Feature", "properties": p, "geometry": g} for p, g in rows]
    return json.dumps({"type": "FeatureCollection", "features": made}, ensure_ascii=False)


Row = tuple[Mapping[str, Any], Mapping[str, Any] | None]

AREAS: list[Row] = [
    ({"code": "9901", "name": "虚构市", "level": "city", "parent": None}, box(0, 0, 3, 2)),
    ({"code": "990101", "name": "东区", "level": "county", "parent": "9901"}, box(0, 0, 3, 2)),
    ({"code": "990101001001", "name": "甲社区", "level": "village", "parent": "990101"}, box(0, 0, 1, 2)),
    ({"code": "990101001002", "name": "乙社区", "level": "village", "parent": "990101"}, box(1, 0, 2, 2)),
]
GRIDS: list[Row] = [
    ({"code": f"9901010010{1 if c == 0 else 2:02d}{n:03d}", "name": f"网格{n}", "kind": "unit"}, box(c, r))
    for n, (c, r) in enumerate([(0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1)], start=1)
]
STREETS: list[Row] = [
    (
        {"segment_id": "S1", "name": "海滨路", "class": "primary"},
        {"type": "LineString", "coordinates": [at(0, 0.5), at(3, 0.5)]},
    ),
    (
        {"segment_id": "S2", "name": "中山路", "class": "primary"},
        {"type": "LineString", "coordinates": [at(1.5, 0), at(1.5, 2)]},
    ),
]
CAMERAS = (
    "camera_id,name,operator,purpose,kind,environment,status,lon,lat,heading_deg,hfov_deg,width_px,max_range_m,recording,face_recognition\n"
    f"K1,路口一,市政局,traffic_flow,fixed,outdoor_public,in_service,{at(0.5, 0.5)[0]},{at(0.5, 0.5)[1]},0,68,1920,60,on,no\n"
    f"K2,路口二,市政局,public_order,fixed,outdoor_public,in_service,{at(1.5, 0.5)[0]},{at(1.5, 0.5)[1]},,68,1920,60,unknown,unknown\n"
)


def incidents(rows: int = 40, *, first: int = 1) -> str:
    """CSV of reported lamps and potholes along the first street."""
    lines = ["source_system,source_id,label,reported_at,closed_at,status,lon,lat"]
    for n in range(first, first + rows):
        lon, lat = at(0.05 + 2.9 * ((n * 7) % 40) / 40, 0.5 + 0.01)
        label = "LGT-OUT" if n % 2 else "ROD-POT"
        closed = f"2026-0{1 + n % 6}-{1 + n % 27:02d}T18:00:00Z" if n % 3 else ""
        lines.append(
            f"gridmap,I{n},{label},2026-0{1 + n % 6}-{1 + n % 27:02d}T08:00:00Z,{closed},{'closed' if n % 3 else 'open'},{lon},{lat}"
        )
    return "\n".join(lines) + "\n"


def load(database: Database, kind: str, path: Path, **options: Any) -> ImportReport:
    """Import a file as WGS-84 unless told otherwise."""
    given = {"as_of": DAY, "datum": "wgs84", **options}
    return import_file(database, kind, path, options=ImportOptions(**given), actor="test")


def load_town(database: Database, folder: Path) -> None:
    """Everything, in order."""
    files = {
        "areas": ("areas.geojson", features(AREAS)),
        "grids": ("grids.geojson", features(GRIDS)),
        "streets": ("streets.geojson", features(STREETS)),
        "cameras": ("cameras.csv", CAMERAS),
        "incidents": ("incidents.csv", incidents()),
    }
    for kind, (name, text) in files.items():
        (folder / name).write_text(text)
        report = load(database, kind, folder / name)
        assert report.rows_refused == 0, (kind, report.issues)
