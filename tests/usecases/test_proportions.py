"""An audit of proportion on the fictional city: its rows, its walls, its findings, and nothing of it when the store fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import psycopg
import pytest

from gridmap.access.store import logs
from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.demo.generate import generate
from gridmap.errors import NotFound, TooFewData
from gridmap.grids.usecases.import_kind import ImportOptions
from gridmap.kinds import import_file
from gridmap.register.rules.finding import COLUMNS
from gridmap.register.rules.proportion_finding import Thresholds
from gridmap.register.rules.rule_sets import OF_VIEWS
from gridmap.register.usecases.proportions import ProportionReport, audit_proportion

DAY = date(2026, 6, 1)
KINDS = ["areas", "grids", "buildings", "water", "private-ground", "sensitive-places", "cameras", "purpose-areas"]


@pytest.fixture(scope="module")
def block(new_database: Callable[[], Database], tmp_path_factory: pytest.TempPathFactory) -> Database:
    """A block of the fictional city. Tests change nothing of it but runs."""
    database = new_database()
    made = {file.kind: file for file in generate(tmp_path_factory.mktemp("block"), scale="block", seed=7).files}
    for kind in KINDS:
        options = ImportOptions(as_of=date(2026, 1, 1), datum=made[kind].options.get("datum"))
        report = import_file(database, kind, made[kind].path, options=options, actor="test")
        assert report.rows_refused == 0, (kind, report.issues)
    return database


def _audit(database: Database, **options: Any) -> tuple[ProportionReport, pd.DataFrame]:
    return audit_proportion(database.engine(DbRole.REGISTER_JOB), day=DAY, actor="test", **options)


def _frame(database: Database, query: str) -> pd.DataFrame:
    with psycopg.connect(database.url(DbRole.REGISTER_JOB)) as connection:
        connection.execute("SELECT set_config('gridmap.scope', '*', false)")
        cursor = connection.execute(query)
        return pd.DataFrame(cursor.fetchall(), columns=[column.name for column in cursor.description or []])


@pytest.fixture(scope="module")
def run(block: Database) -> tuple[ProportionReport, pd.DataFrame]:
    return _audit(block)


def _rows(block: Database, run: tuple[ProportionReport, pd.DataFrame], table: str) -> pd.DataFrame:
    return _frame(block, f"SELECT * FROM register.{table} WHERE run_id = {run[0].run_id}")


def test_rows_of_cameras_agree_with_the_report(block: Database, run: tuple[ProportionReport, pd.DataFrame]) -> None:
    report, rows = run[0], _rows(block, run, "audit_proportion")
    assert 20 < rows["camera_row_id"].nunique() == report.documented
    assert report.cameras == report.documented + report.unknown_views
    for band in report.bands:
        own = rows[rows["px_per_m"] == band["px_per_m"]]
        assert own["view_m2"].sum() == pytest.approx(band["view_m2"], abs=0.1)
        assert own["excess_m2"].sum() == pytest.approx(band["excess_m2"], abs=0.1)
        assert band["dwelling_wall_m"] <= own["dwelling_wall_m"].sum() + 0.1, "walls are united"
    assert (rows["excess_m2"].dropna() <= rows["view_m2"][rows["excess_m2"].notna()]).all()
    assert (rows["overlap_m2"].dropna() <= rows["serving_m2"].dropna()).all()


def test_sharper_bands_never_hold_more(block: Database, run: tuple[ProportionReport, pd.DataFrame]) -> None:
    rows = _rows(block, run, "audit_proportion")
    names = ["view_m2", "private_m2", "dwelling_wall_m", "dwelling_buildings", "sensitive_places", "serving_m2"]
    for name in names:
        bands = rows.pivot_table(index="camera_row_id", columns="px_per_m", values=name).sort_index(axis=1).fillna(0.0)
        assert bands.shape[1] == 4
        assert (np.diff(bands.to_numpy(), axis=1) <= 0.01 * bands.to_numpy()[:, :-1] + 0.5).all(), name
        assert bands.to_numpy()[:, 0].sum() > 0, name


def test_operators_add_up_and_purposes_hold_every_camera_that_states_them(
    block: Database, run: tuple[ProportionReport, pd.DataFrame]
) -> None:
    groups = _rows(block, run, "audit_proportion_group")
    for px_per_m, band in groups[groups["px_per_m"].isin([25.0, 250.0])].groupby("px_per_m"):
        every, operators = (band[band["grouped_by"] == by] for by in ("all", "operator"))
        assert (len(every), every["label"].iloc[0]) == (1, ""), px_per_m
        for name in ("cameras", "view_m2", "declared_m2", "excess_m2", "private_m2", "serving_m2", "overlap_m2"):
            assert operators[name].sum() == pytest.approx(every[name].sum()), name
        assert operators["dwelling_wall_m"].sum() >= every["dwelling_wall_m"].sum() - 1e-6
    purposes = _frame(block, "SELECT DISTINCT unnest(purpose) AS word FROM register.camera")["word"]
    assert set() < set(groups[groups["grouped_by"] == "purpose"]["label"]) <= set(purposes)


def test_grids_hold_what_falls_into_them(block: Database, run: tuple[ProportionReport, pd.DataFrame]) -> None:
    rows = _rows(block, run, "audit_proportion_grid")
    band = rows[rows["px_per_m"] == 25.0]
    assert 0 < band["view_m2"].sum() <= run[0].bands[0]["view_m2"]
    assert band["view_m2"].sum() > 0.7 * run[0].bands[0]["view_m2"]
    assert (band["dwelling_wall_m"] <= band["dwelling_outer_m"] + 1e-6).all()
    assert (band["excess_m2"] <= band["declared_m2"] + 1e-6).all()
    assert band["cameras"].min() >= 1, "grids that no view reaches are not listed"


def test_fit_is_of_the_version_that_is_valid_on_the_day(
    block: Database, run: tuple[ProportionReport, pd.DataFrame]
) -> None:
    fits = _rows(block, run, "audit_purpose_fit")
    valid = _frame(
        block,
        f"SELECT purpose_area_id, cardinality(cameras) AS n FROM register.purpose_area "
        f"WHERE valid_from <= '{DAY}' AND (valid_to IS NULL OR valid_to > '{DAY}')",
    )
    assert set(fits["purpose_area_id"]) <= set(valid["purpose_area_id"])
    assert fits["fit"].dropna().between(0, 1).all()
    assert fits["fit"].max() > 0.3
    unknown = _frame(block, "SELECT camera_row_id FROM register.camera WHERE optics <> 'documented'")["camera_row_id"]
    assert fits["fit"].isna().equals(fits["camera_row_id"].isin(unknown))


@pytest.mark.parametrize(("change", "left"), [("valid_to = %s", False), ("valid_from = %s", True)])
def test_the_day_itself_belongs_to_the_version_that_begins_on_it(
    block: Database, run: tuple[ProportionReport, pd.DataFrame], change: str, left: bool
) -> None:
    chosen = _rows(block, run, "audit_purpose_fit")["purpose_area_id"].iloc[0]
    before = _frame(
        block, f"SELECT valid_from, valid_to FROM register.purpose_area WHERE purpose_area_id = '{chosen}'"
    ).iloc[0]
    back = "valid_from = %s, valid_to = %s"
    for what, values in ((change, [DAY]), (back, [before["valid_from"], before["valid_to"]])):
        with psycopg.connect(block.url(DbRole.REGISTER_JOB)) as connection:
            query = f"UPDATE register.purpose_area SET {what} WHERE purpose_area_id = %s"
            connection.execute(query.encode(), [*values, chosen])
        if what == change:
            fits = _rows(block, _audit(block), "audit_purpose_fit")
            assert (chosen in set(fits["purpose_area_id"])) == left


def test_findings_name_the_rule_and_never_a_place(block: Database, run: tuple[ProportionReport, pd.DataFrame]) -> None:
    report, findings = run
    assert tuple(findings.columns) == COLUMNS
    assert report.findings == len(findings) > 0
    codes = {OF_VIEWS.code_of(rule): rule.cited for rule in OF_VIEWS.rules}
    assert dict(zip(findings["rule"], findings["clause"], strict=True)).items() <= codes.items()
    places = findings[findings["rule"] == "own.sensitive-place-in-view"]["detail"]
    assert len(places) > 0
    assert all(set(detail) == {"px_per_m", "count"} for detail in places)
    rows = _rows(block, run, "audit_proportion")
    near = rows[(rows["px_per_m"] == 125.0) & (rows["dwelling_wall_m"] >= 1.0)]
    assert len(near) > 0
    assert set(findings[findings["rule"] == "own.dwelling-in-view"]["camera_row_id"]) == set(near["camera_row_id"])


def test_cameras_whose_place_leaves_their_view_unknown_are_told(block: Database) -> None:
    """One camera in the middle of the largest building, on no roof: a finding, whatever is known of its optics."""
    [camera, lon, lat] = _frame(block, "SELECT camera_row_id, ST_X(geom), ST_Y(geom) FROM register.camera WHERE environment = 'outdoor_public' "
                                       "AND kind = 'fixed' AND status = 'in_service' ORDER BY 1 LIMIT 1").iloc[0]  # fmt: skip
    move = "UPDATE register.camera SET mount = %s, geom = {} WHERE camera_row_id = %s"
    middle = "(SELECT ST_PointOnSurface(geom) FROM grids.building ORDER BY ST_Area(geom) DESC LIMIT 1)"
    mount = _frame(block, f"SELECT mount FROM register.camera WHERE camera_row_id = {camera:.0f}")["mount"].iloc[0]
    with psycopg.connect(block.url(DbRole.REGISTER_JOB)) as connection:
        connection.execute(move.format(middle).encode(), ["wall", int(camera)])
    try:
        found = _audit(block)[1]
    finally:
        with psycopg.connect(block.url(DbRole.REGISTER_JOB)) as connection:
            back = move.format("ST_SetSRID(ST_Point(%s, %s), 4326)").encode()
            connection.execute(back, [mount, lon, lat, int(camera)])
    told = found[found["camera_row_id"].eq(camera)]
    assert told["rule"].tolist() == ["own.eye-deep-in-building"]
    assert told["detail"].iloc[0] == {}


def test_thresholds_are_settings(block: Database) -> None:
    _report, strict = _audit(block, thresholds=Thresholds(dwelling_px_per_m=25.0, dwelling_wall_m=0.1))
    _report, lenient = _audit(block, thresholds=Thresholds(dwelling_px_per_m=25.0, dwelling_wall_m=1e6))
    assert (strict["rule"] == "own.dwelling-in-view").sum() > 0
    assert (lenient["rule"] == "own.dwelling-in-view").sum() == 0


@pytest.fixture
def statuses(block: Database, run: tuple[ProportionReport, pd.DataFrame]) -> Iterator[dict[str, int]]:
    """Three cameras that serve a purpose area in the run of all are given another status, for one test."""
    rows = _rows(block, run, "audit_purpose_fit").dropna(subset="fit")["camera_row_id"].unique()[:3].tolist()
    given = dict(zip(["out_of_service", "planned", "dummy"], rows, strict=True))
    before = _frame(block, "SELECT camera_row_id, status FROM register.camera").set_index("camera_row_id")["status"]
    with psycopg.connect(block.url(DbRole.REGISTER_JOB)) as connection:
        for status, row in given.items():
            connection.execute("UPDATE register.camera SET status = %s WHERE camera_row_id = %s", [status, row])
    yield given
    with psycopg.connect(block.url(DbRole.REGISTER_JOB)) as connection:
        for row in rows:
            connection.execute("UPDATE register.camera SET status = %s WHERE camera_row_id = %s", [before[row], row])


def test_cameras_out_of_service_intrude_and_do_not_serve_and_planned_ones_do_neither(
    block: Database, run: tuple[ProportionReport, pd.DataFrame], statuses: dict[str, int]
) -> None:
    again = _audit(block)
    before, after = (_rows(block, r, "audit_proportion").set_index(["camera_row_id", "px_per_m"]) for r in (run, again))
    still = statuses["out_of_service"]
    assert after.loc[(still, 25.0), "view_m2"] == pytest.approx(before.loc[(still, 25.0), "view_m2"])
    assert after["serving_m2"].loc[[still]].isna().all()
    assert before["serving_m2"].loc[[still]].notna().any()
    assert still not in set(_rows(block, again, "audit_purpose_fit")["camera_row_id"])
    gone = {statuses["planned"], statuses["dummy"]}
    assert not gone & set(after.index.get_level_values(0))
    assert again[0].cameras == run[0].cameras - 2


def test_indoor_and_mobile_cameras_have_no_rows(block: Database, run: tuple[ProportionReport, pd.DataFrame]) -> None:
    rows = _rows(block, run, "audit_proportion")
    hidden = _frame(block, "SELECT camera_row_id FROM register.camera WHERE environment = 'indoor' OR kind = 'mobile'")
    assert len(hidden) > 0
    assert not set(hidden["camera_row_id"]) & set(rows["camera_row_id"])


def test_a_run_of_one_area_has_its_cameras_only_with_the_figures_of_the_city(
    block: Database, run: tuple[ProportionReport, pd.DataFrame]
) -> None:
    code = _frame(
        block,
        "SELECT a.code FROM grids.area AS a JOIN register.camera AS c ON c.area_id = a.area_id GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1",
    )["code"].iloc[0]
    report, findings = _audit(block, area=code)
    part = _frame(block, f"SELECT * FROM register.audit_proportion WHERE run_id = {report.run_id}")
    whole = _rows(block, run, "audit_proportion")
    key = ["camera_row_id", "px_per_m"]
    assert 0 < part["camera_row_id"].nunique() < whole["camera_row_id"].nunique()
    same, of_city = (frame.set_index(key).drop(columns="run_id").astype(float).sort_index() for frame in (part, whole))
    pd.testing.assert_frame_equal(same, of_city.loc[same.index], check_exact=False, rtol=1e-4)
    inside = _frame(
        block,
        f"SELECT camera_row_id FROM register.camera AS c JOIN grids.area AS a USING (area_id) WHERE a.code = '{code}'",
    )
    assert set(findings["camera_row_id"]) <= set(inside["camera_row_id"])


def test_nothing_stays_of_a_run_that_cannot_be_stored(block: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = ("audit_run", "audit_proportion", "audit_purpose_fit")
    count = "SELECT " + ", ".join(f"(SELECT count(*) FROM register.{name}) AS {name}" for name in tables)
    before = _frame(block, count)

    def fail(*_args: Any, **_options: Any) -> int:
        raise MemoryError

    monkeypatch.setattr(logs, "append", fail)
    with pytest.raises(MemoryError):
        _audit(block)
    assert _frame(block, count).equals(before)


def test_an_unknown_area_and_no_grids_are_said(block: Database, database: Database) -> None:
    with pytest.raises(NotFound, match="no area '000'"):
        _audit(block, area="000")
    with pytest.raises(TooFewData, match="import them first"):
        _audit(database)


def test_grids_without_cameras_are_a_run_of_nothing(database: Database, tmp_path: Path) -> None:
    for file in generate(tmp_path, scale="block", seed=7).files:
        if file.kind in ("areas", "grids"):
            import_file(database, file.kind, file.path, options=ImportOptions(as_of=date(2026, 1, 1)), actor="test")
    report, findings = _audit(database)
    assert (report.cameras, report.documented, len(findings)) == (0, 0, 0)


def test_a_mask_takes_ground_and_walls_of_homes_out_of_its_cameras_figures(
    block: Database, run: tuple[ProportionReport, pd.DataFrame]
) -> None:
    rows = _rows(block, run, "audit_proportion")
    widest = rows[rows["px_per_m"] == 25.0].sort_values("dwelling_wall_m").iloc[-1]
    assert widest["dwelling_wall_m"] > 10
    masked = int(widest["camera_row_id"])
    with psycopg.connect(block.url(DbRole.REGISTER_JOB)) as connection:
        connection.execute("SELECT set_config('gridmap.scope', '*', false)")
        connection.execute(
            "INSERT INTO register.mask (camera_row_id, follows_ptz, geom) SELECT camera_row_id, true, "
            "ST_Multi(ST_Expand(geom, 0.01)) FROM register.camera WHERE camera_row_id = %s",
            [masked],
        )
    try:
        after = _frame(block, f"SELECT * FROM register.audit_proportion WHERE run_id = {_audit(block)[0].run_id}")
    finally:
        with psycopg.connect(block.url(DbRole.REGISTER_JOB)) as connection:
            connection.execute("DELETE FROM register.mask")
    key, names = ["camera_row_id", "px_per_m"], ["view_m2", "private_m2", "dwelling_wall_m", "dwelling_buildings"]
    assert after[after["camera_row_id"] == masked][names].to_numpy().tolist() == [[0.0, 0.0, 0.0, 0]]
    others = [frame[frame["camera_row_id"] != masked].set_index(key)[names] for frame in (rows, after)]
    pd.testing.assert_frame_equal(others[0].sort_index(), others[1].sort_index(), check_exact=False, rtol=1e-6)
