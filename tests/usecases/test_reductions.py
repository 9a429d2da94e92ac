"""Reductions in the database: a toy crossing by hand, the fictional block, what is stored, and what is never said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import psycopg
import pytest

from gridmap.db import inserting
from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.demo.city import FIRST_DAY
from gridmap.demo.generate import generate
from gridmap.errors import BadValue, NotFound, TooFewData
from gridmap.register.rules.reduction_report import ReductionReport
from gridmap.register.store import reductions
from gridmap.register.usecases.reductions import reduce_cameras, reduction_rows
from tests.usecases import toy

DAY = date(2026, 6, 1)
EAST, NORTH = toy.at(0.5, 0.5)
M_EAST, M_NORTH = 1 / 87_832, 1 / 110_996  # degrees a metre at 38° north
HEADER = (
    "camera_id,operator,purpose,kind,environment,status,lon,lat,heading_deg,hfov_deg,width_px,height_px,max_range_m"
)


def _camera(name: str, east: float, north: float, heading: float | str, *, purpose: str = "traffic_flow") -> str:
    """A camera so many metres from the crossing."""
    lon, lat = EAST + east * M_EAST, NORTH + north * M_NORTH
    return f"{name},市政局,{purpose},fixed,outdoor_public,in_service,{lon:.7f},{lat:.7f},{heading},68,1920,1080,60"


def _area(name: str, west: float, south: float, east: float, north: float, **given: Any) -> toy.Row:
    """A purpose area in metres from the crossing."""
    ring = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    coordinates = [[[round(EAST + x * M_EAST, 7), round(NORTH + y * M_NORTH, 7)] for x, y in ring]]
    values = {"purpose_area_id": name, "purpose": "traffic_flow", "px_per_m": 25, "approval": "云视批〔2025〕1号",
              "valid_from": "2025-01-01", "cameras": "", **given}  # fmt: skip
    return values, {"type": "Polygon", "coordinates": coordinates}


# twins T1 and T2 look north over the crossing, S1 from the north; O sees another place, U nobody knows, W has no purpose area
CAMERAS = [
    _camera("T1", 0, -20, 0),
    _camera("T2", 0.5, -20, 0),
    _camera("S1", 0, 34, 180),
    _camera("O", 300, 0, 90),
    _camera("U", 5, 0, ""),
    _camera("W", 0, -20, 0, purpose="webcam"),
]
AREAS = [
    _area("Z1", -8, 0, 8, 12, cameras="T1;T2;U"),
    _area("Z2", 310, -5, 330, 5),  # by purpose: O
    _area("Z3", -500, -500, -480, -480, cameras="T1"),  # seen by nobody
]


@pytest.fixture
def town(database: Database, tmp_path: Path) -> Callable[..., Database]:
    def build(cameras: list[str] = CAMERAS, areas: list[toy.Row] = AREAS) -> Database:
        (tmp_path / "areas.geojson").write_text(toy.features(toy.AREAS))
        toy.load(database, "areas", tmp_path / "areas.geojson")
        if cameras:
            (tmp_path / "cameras.csv").write_text("\n".join([HEADER, *cameras]) + "\n")
            toy.load(database, "cameras", tmp_path / "cameras.csv")
        if areas:
            (tmp_path / "purpose.geojson").write_text(toy.features(areas))
            toy.load(database, "purpose-areas", tmp_path / "purpose.geojson")
        return database

    return build


def _reduce(database: Database, **given: Any) -> ReductionReport:
    options = {"day": DAY, "share": 0.98, "cell_m": 2.0, "actor": "test", **given}
    return reduce_cameras(database.engine(DbRole.REGISTER_JOB), **options)


def _rows(database: Database, report: ReductionReport, scope: str = "*") -> gpd.GeoDataFrame:
    engine = database.engine(DbRole.REGISTER)
    return reduction_rows(engine, run_id=report.run_id, scope=scope, actor="test").set_index("camera_id")


def _asked(database: Database, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.url(DbRole.REGISTER_JOB)) as connection:
        connection.execute("SELECT set_config('gridmap.scope', '*', false)")
        return connection.execute(query).fetchall()


def test_a_crossing_with_twins(town: Callable[..., Database]) -> None:
    database = town()
    report = _reduce(database)
    assert (report.cameras, report.judged, report.purpose_areas) == (6, 3, 2)
    assert (report.unknown_views, report.without_purpose_area, report.without_density_class) == (1, 2, 0)
    assert (report.removable_alone, report.with_partners) == (2, 2)
    assert (report.smallest_set, report.can_go, report.is_proven) == (2, 1, True)
    rows = _rows(database, report)
    assert rows.index.tolist() == ["O", "T1", "T2"]
    assert rows["not_together_with"].tolist() == ["", "T2", "T1"]
    assert rows["removable_alone"].tolist() == [False, True, True]
    assert rows.loc["O", "in_smallest_set"]
    assert rows["in_smallest_set"].sum() == 2
    words = "\n".join(report.lines())
    assert "of twins, which stand for each other, each can go and not both (2 are such)" in words
    assert "proven" in words


def test_single_cameras_can_show_less(town: Callable[..., Database]) -> None:
    database = town()
    rows = _rows(database, _reduce(database))
    t1 = rows.loc["T1"]
    assert 20 < t1["crop_hfov_deg"] < 50
    assert t1["crop_width_px"] < 1920
    assert t1["lower_width_px"] < 1920
    assert 0.8 < t1["excess_share"] < 1
    assert t1["crop_excess_share"] < t1["excess_share"]
    assert t1["lower_excess_share"] < t1["excess_share"]
    mask = gpd.GeoSeries([t1["geometry"]], crs=4326).to_crs(32651)
    assert mask.area.iloc[0] == pytest.approx(t1["mask_m2"], rel=2e-3)


def test_what_a_mask_hides_is_not_seen_today(town: Callable[..., Database]) -> None:
    database = town()
    bare = _reduce(database)
    with psycopg.connect(database.url(DbRole.REGISTER_JOB)) as connection:
        connection.execute(
            "INSERT INTO register.mask (camera_row_id, follows_ptz, geom) SELECT camera_row_id, false, "
            "ST_Multi(ST_Expand(geom, 0.01)) FROM register.camera WHERE camera_id = 'O'"
        )
    report = _reduce(database)
    assert (bare.purpose_areas, report.purpose_areas) == (2, 1)
    assert _rows(database, report).index.tolist() == ["T1", "T2"]


def test_names_of_an_area_decide_and_without_them_the_purpose(town: Callable[..., Database]) -> None:
    """S1 sees Z1 and has its purpose, but the area names others."""
    named = _reduce(town())
    assert named.judged == 3
    open_areas = [_area("Z1", -8, 0, 8, 12)]
    database = town(CAMERAS, open_areas)
    rows = _rows(database, _reduce(database))
    assert rows.index.tolist() == ["O", "S1", "T1", "T2"]


def test_an_area_seen_by_nobody_changes_nothing_and_is_not_reported(town: Callable[..., Database]) -> None:
    report = _reduce(town())
    assert "Z3" not in str(report.to_json())
    assert report.purpose_areas == 2


def test_what_would_be_lost_stays_within_the_share(town: Callable[..., Database]) -> None:
    """The two see the area's west and east ends to 27 and 29 m; either alone keeps more than nine tenths."""
    wide = [_area("Z1", -30, 0, 30, 6, cameras="T1;T2")]
    far = [_camera("T1", 0, -40, 0), _camera("T2", 1.9, -40, 0)]
    database = town(far, wide)
    assert _reduce(database, share=1.0).smallest_set == 2
    report = _reduce(database, share=0.9)
    assert report.smallest_set == 1
    assert len(report.lost) == 1
    for row in report.lost:
        assert 0 < row["lost_cells"] <= 0.1 * row["seen_cells"] + 1e-9
        assert row["lost_m2"] == 4 * row["lost_cells"]
    assert report.lost_cells == sum(row["lost_cells"] for row in report.lost)


def test_cameras_of_an_area_without_a_density_class_stay_and_are_counted(town: Callable[..., Database]) -> None:
    vague = [*AREAS, _area("Z5", -8, 0, 8, 12, cameras="T1", px_per_m="")]
    database = town(CAMERAS, vague)
    report = _reduce(database)
    assert report.without_density_class == 1
    rows = _rows(database, report)
    assert rows.index.tolist() == ["O", "T2"]
    assert not rows.loc["T2", "in_smallest_set"]  # T1 stays anyway


def test_only_cameras_of_the_area_may_go(town: Callable[..., Database]) -> None:
    """O stands in another community; the twins stay, and are not in the rows."""
    database = town(
        [*CAMERAS[:3], _camera("O", 400, 0, 90), _camera("P", 400.5, 0, 90)], [AREAS[0], _area("Z2", 410, -5, 430, 5)]
    )
    report = _reduce(database, area="990101001002")
    rows = _rows(database, report)
    assert rows.index.tolist() == ["O", "P"]
    assert (report.judged, report.smallest_set) == (2, 1)


def test_a_run_reads_the_same_for_ever_and_is_logged(town: Callable[..., Database]) -> None:
    database = town()
    report = _reduce(database)
    [(parameters, headline, rows, lost)] = _asked(
        database,
        "SELECT parameters, headline, (SELECT count(*) FROM register.reduction_camera), (SELECT count(*) FROM register.reduction_area) "
        "FROM register.reduction_run",
    )
    assert parameters == report.parameters()
    assert {"share", "cell_m", "area", "crs", "occlusion"} == set(parameters)
    assert headline == report.headline()
    assert (rows, lost) == (3, len(report.lost))
    _rows(database, report)
    with psycopg.connect(database.url(DbRole.GRIDS_JOB)) as connection:
        logged = connection.execute(
            "SELECT action, object, row_count FROM access.log ORDER BY seq DESC LIMIT 2"
        ).fetchall()
    assert logged == [("export", "reduction", 3), ("reduce", "cameras", 3)]


def test_the_register_is_not_changed(town: Callable[..., Database]) -> None:
    database = town()
    query = "SELECT count(*), sum(hashtext(c::text)) FROM register.camera AS c"
    before = _asked(database, query)
    _reduce(database)
    assert _asked(database, query) == before


def test_another_district_sees_no_row(town: Callable[..., Database]) -> None:
    database = town()
    report = _reduce(database)
    paths = dict(_asked(database, "SELECT code, path FROM grids.area"))
    assert _rows(database, report, scope=paths["990101001001"]).index.tolist() == ["T1", "T2"]
    assert _rows(database, report, scope=paths["990101001002"]).index.tolist() == ["O"]


def test_nothing_stays_of_a_run_that_fails(town: Callable[..., Database], monkeypatch: pytest.MonkeyPatch) -> None:
    database = town()
    write = inserting.insert_frame

    def fail(connection: Any, table: Any, *rest: Any, **options: Any) -> None:
        if table.name == "reduction_area":
            raise MemoryError
        write(connection, table, *rest, **options)

    monkeypatch.setattr(reductions, "insert_frame", fail)
    with pytest.raises(MemoryError):
        _reduce(database)
    assert _asked(database, "SELECT count(*) FROM register.reduction_run") == [(0,)]


@pytest.mark.parametrize(
    ("given", "error", "says"),
    [
        ({"share": 0.0}, BadValue, "above 0 and at most 1"),
        ({"share": 1.5}, BadValue, "above 0 and at most 1"),
        ({"cell_m": 0.0}, BadValue, "a side above 0"),
        ({"area": "4711"}, NotFound, "no area '4711'"),
        ({"day": date(2020, 1, 1)}, TooFewData, "No purpose area is declared"),
    ],
)
def test_bad_input_is_said(
    town: Callable[..., Database], given: dict[str, Any], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        _reduce(town(), **given)


@pytest.mark.parametrize(("cameras", "areas"), [(CAMERAS, []), ([], AREAS), ([CAMERAS[4]], AREAS)])
def test_nothing_to_judge_is_said(town: Callable[..., Database], cameras: list[str], areas: list[toy.Row]) -> None:
    with pytest.raises(TooFewData, match=r"No purpose area|No camera with documented optics"):
        _reduce(town(cameras, areas))


@pytest.fixture(scope="module")
def block(new_database: Callable[[], Database], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The fictional block: areas, buildings, cameras, purpose areas."""
    made = new_database()
    for file in generate(tmp_path_factory.mktemp("block"), scale="block", seed=1).files:
        if file.kind in ("areas", "buildings", "cameras", "purpose-areas"):
            values = {"code_scheme": "fictional"} if file.kind == "areas" else {}
            toy.load(made, file.kind, file.path, as_of=FIRST_DAY, datum=file.options.get("datum"), values=values)
    yield made
    made.close()


def test_the_fictional_block(block: Database) -> None:
    report = _reduce(block, day=date(2026, 11, 24))
    rows = _rows(block, report)
    assert report.judged == len(rows) > 10
    assert report.is_proven
    assert 0 < report.smallest_set <= report.greedy_set <= report.judged
    assert rows["in_smallest_set"].sum() == report.smallest_set
    assert rows.loc[~rows["removable_alone"], "in_smallest_set"].all()  # what cannot go alone cannot go with others
    known = rows["excess_share"].to_numpy(dtype=float)
    for name in ("crop_excess_share", "lower_excess_share"):
        less = rows[name].to_numpy(dtype=float)
        told = ~np.isnan(less)
        assert told.any()
        assert (
            less[told] <= known[told] + 0.02
        ).all()  # a narrower wedge may hold more of the street and less of the area
    for row in report.lost:
        assert row["lost_cells"] <= 0.02 * row["seen_cells"] + 1e-9


def test_keeping_every_cell_needs_no_fewer_cameras(block: Database) -> None:
    day = date(2026, 11, 24)
    every, most = _reduce(block, day=day, share=1.0), _reduce(block, day=day, share=0.8)
    assert every.smallest_set >= most.smallest_set
    assert (every.lost, every.lost_cells) == ((), 0)


FORBIDDEN = re.compile(
    r"un(seen|served|covered|watched)|not_?(seen|served|covered)|blind|missing|gap_|place_|site|coverage|target|complement"
)


def test_no_key_of_the_answer_is_about_what_is_not_served(block: Database) -> None:
    report = _reduce(block, day=date(2026, 11, 24))
    answer = report.to_json()
    keys = {*answer, *(key for row in answer["lost"] for key in row), *_rows(block, report).columns}
    assert [key for key in keys if FORBIDDEN.search(key)] == []
    assert FORBIDDEN.search("unserved_cells")
    assert set(answer["lost"][0] if answer["lost"] else {}) <= {
        "purpose_area_id",
        "purpose",
        "seen_cells",
        "lost_cells",
        "lost_m2",
    }
