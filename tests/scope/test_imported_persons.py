"""Persons and ways to the pictures do not enter through columns that may hold text, whatever column was named for them.

Each file goes through the ordinary import, with a fix-up file; afterwards every table (log, batches and issues among
them), every export, the report and the fix-up file are searched for what must not be there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from gridmap.api.layers import LAYERS
from gridmap.db.engines import Database
from gridmap.db.server import Server
from gridmap.grids.usecases.import_report import ImportReport
from tests.api.client import signed_in
from tests.db.rows import database_name, superuser
from tests.scope.stored import whole_text
from tests.usecases import toy

LON, LAT = toy.at(0.5, 0.5)
ID_CARD = "110101199003072316"  # an invented number whose check digit is right
DEVICE = "34020000001320000001"  # the example of GB/T 28181


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("persons")


@pytest.fixture(scope="module")
def town(new_database: Callable[[], Database], folder: Path) -> Database:
    made = new_database()
    toy.load_town(made, folder)
    return made


Load = Callable[..., tuple[ImportReport, str]]


@pytest.fixture
def load(town: Database, server: Server, folder: Path) -> Load:
    """Imports rows as CSV; returns the report, and all that can be read afterwards anywhere, as one text."""

    def run(kind: str, *rows: Mapping[str, str], **options: object) -> tuple[ImportReport, str]:
        names = list(rows[0])
        lines = [names, *[[row[name] for name in names] for row in rows]]
        quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines]
        (folder / "rows.csv").write_text("\n".join(quoted) + "\n")
        fix_up = folder / "fix-up.csv"
        fix_up.unlink(missing_ok=True)
        report = toy.load(town, kind, folder / "rows.csv", fix_up=fix_up, **options)
        parts = [whole_text(server, town), json.dumps(report.to_json(), ensure_ascii=False, default=str)]
        parts.append(fix_up.read_text() if fix_up.exists() else "")
        with signed_in(town) as client:
            answers = [client.get(f"/exports/{name}.geojson") for name in LAYERS]
        assert all(answer.is_success for answer in answers)
        parts += [answer.text for answer in answers]
        return report, "\n".join(parts)

    return run


def _camera(**columns: str) -> dict[str, str]:
    return {"camera_id": "K-77", "lon": str(LON), "lat": str(LAT), "status": "in_service", **columns}


def _incident(**columns: str) -> dict[str, str]:
    when = {"reported_at": "2026-03-02T08:00:00Z", "status": "open", "lon": str(LON), "lat": str(LAT)}
    return {"source_system": "gridmap", "source_id": "P-1", "label": "LGT-OUT", **when, **columns}


@pytest.mark.parametrize(
    ("field", "value", "secret", "code"),
    [
        ("name", "rtsp://u:p@10.0.0.1/1", "10.0.0.1", "address-not-stored"),
        ("programme", "rtsp://10.9.0.1/live", "10.9.0.1", "address-not-stored"),
        ("dpia_ref", "ip 192.168.1.5", "192.168.1.5", "address-not-stored"),
        ("dpia_ref", "https://admin:pw@city.example/dpia.pdf", "admin:pw", "address-not-stored"),
        ("basis_ref", "http://10.8.7.6/law", "10.8.7.6", "address-not-stored"),
        ("housing_id", "3c:ef:8c:11:22:33", "3c:ef", "address-not-stored"),
        ("retention_reason", "fe80::3eef:8cff:fe11:2233", "fe80:", "address-not-stored"),
        ("authorisation_no", DEVICE, DEVICE, "address-not-stored"),
        ("contact", "192.168.7.7", "192.168.7.7", "address-not-stored"),
        ("filing_no", ID_CARD, ID_CARD, "person-not-stored"),
        ("filing_no", "no. 110101-19900307-2316", "19900307", "person-not-stored"),
        ("name", "Mrs Jane Doe's house", "Doe", "person-not-stored"),
        ("name", "张三家门口", "张三", "person-not-stored"),
        ("housing_id", "Mast-13812345678", "13812345678", "person-not-stored"),
        ("authorisation_by", "Mr. John Qwertz", "Qwertz", "person-not-stored"),
        ("retention_reason", "call Mr Yxcvb 555-1234567", "Yxcvb", "person-not-stored"),
        ("operator", "Zhang San", "Zhang San", "person-not-stored"),
        ("kind", "rtsp://cam.example/7", "cam.example", "unknown-word"),
        ("heading_deg", "rtsp://opt.example/7", "opt.example", "direction-mixed-list"),
        ("sign", "John Qwertz", "Qwertz", "unknown-word"),
    ],
)  # fmt: skip
def test_camera_stays_and_the_value_is_nowhere(load: Load, field: str, value: str, secret: str, code: str) -> None:
    report, everything = load("cameras", _camera(**{field: value}))
    assert report.rows_refused == 0
    assert [issue.code for issue in report.issues if issue.field == field] == [code]
    assert secret not in everything


@pytest.mark.parametrize(
    "camera_id", ["ZhangSan-13812345678-home", "Mrs Jane Doe", "John Qwertz", ID_CARD, DEVICE, "rtsp://u:p@10.0.0.2/1"]
)
def test_camera_whose_id_is_somebodys_or_a_devices_is_refused(load: Load, camera_id: str) -> None:
    report, everything = load("cameras", _camera(camera_id=camera_id, sign="perhaps"))
    assert report.rows_refused == 1
    assert {"person-in-id", "address-in-id"} & {issue.code for issue in report.issues}
    assert camera_id not in everything


def test_ids_of_areas_and_plots_are_held_to_the_same(load: Load) -> None:
    shape = {"wkt": "POLYGON ((122.601 38.001, 122.602 38.001, 122.602 38.002, 122.601 38.001))"}
    for kind, key in (
        ("purpose-areas", "purpose_area_id"), ("private-ground", "ground_id"), ("buildings", "building_id")
    ):  # fmt: skip
        report, everything = load(kind, {key: "plot of 13812345678", **shape})
        assert report.rows_refused == 1, kind
        assert "13812345678" not in everything, kind
    area = {"purpose_area_id": "PA-9", "cameras": "K1;Mr-John-Qwertz", "approval": "rtsp://10.0.0.3/1", **shape}
    report, everything = load("purpose-areas", area)
    assert report.new == 1
    assert "Qwertz" not in everything
    assert "10.0.0.3" not in everything


@pytest.mark.parametrize("word", ["natural_person", "person", "个人", "individual", "residential", "自然人"])
def test_natural_persons_camera_counts_without_the_person(
    load: Load, town: Database, server: Server, word: str
) -> None:
    person = {"operator": "Qwertz & Co", "contact": "020 624 1117", "name": "Qwertz corner"}
    report, everything = load("cameras", _camera(operator_kind=word, **person))
    assert report.issue_counts["person-not-stored"] == 3
    assert not any(secret in everything for secret in ("Qwertz", "624 1117"))
    with superuser(server, database_name(town)) as connection:
        stored = "SELECT operator, operator_kind FROM register.camera WHERE camera_id = 'K-77'"
        assert connection.execute(stored).fetchall() == [("natural person", "natural_person")]


def test_person_as_operator_of_a_public_body_is_nobody(load: Load, town: Database, server: Server) -> None:
    load("cameras", _camera(operator="Officer John Qwertz", operator_kind="public"))
    with superuser(server, database_name(town)) as connection:
        stored = "SELECT operator, operator_kind FROM register.camera WHERE camera_id = 'K-77'"
        assert connection.execute(stored).fetchall() == [(None, "public")]


@pytest.mark.parametrize(
    ("field", "value"),
    [("filing_no", "110108001001001"), ("filing_no", "110108002001"), ("filing_no", "京公备〔2023〕0017号"),
     ("filing_no", "11010820230131000017"), ("authorisation_no", "150-2024-0017"), ("authorisation_no", "2018.7.12/3"),
     ("programme", "雪亮工程"), ("dpia_ref", "https://city.example/dpia/12.pdf"), ("basis_ref", "Art. 6(1)(e)"),
     ("name", "Dr Martin Luther King Blvd / 4th St"), ("name", "Fairfax Dr & Oak"), ("name", "王府井大街路口"),
     ("name", "St John's House, gate"), ("housing_id", "P0-00012"), ("contact", "https://city.example/cctv"),
     ("operator", "Gemeente Amsterdam")],
)  # fmt: skip
def test_what_is_nobodys_stays(load: Load, town: Database, server: Server, field: str, value: str) -> None:
    report, _ = load("cameras", _camera(**{field: value}))
    assert not {"person-not-stored", "address-not-stored"} & report.issue_counts.keys()
    assert value in whole_text(server, town)


@pytest.mark.parametrize(
    "source_id",
    [
        "Zhang San 13812345678",
        "Li Si, Main St 4",
        "13812345678",
        "张三",
        "call-Mrs-Doe-4",
        "rtsp://u:p@10.0.0.4/1",
        ID_CARD,
    ],
)
def test_incident_whose_id_is_no_code_is_refused(load: Load, source_id: str) -> None:
    report, everything = load("incidents", _incident(source_id=source_id), _incident(source_id="P-2"))
    assert (report.rows_read, report.rows_refused) == (2, 1)
    assert {"person-in-id", "address-in-id", "no-code"} & report.issue_counts.keys()
    assert source_id not in everything


@pytest.mark.parametrize(
    ("field", "value"),
    [("asset_id", "Li Si, Main St 4"), ("junction_id", "Wang Wu's door"), ("segment_id", "Li Si, Main St 4"),
     ("unit", "Officer John Qwertz"), ("handler_unit", "13812345678"), ("verifier_unit", "王小明"),
     ("unit", "rtsp://u:p@10.0.0.5/1"), ("source_revision", "by John Qwertz"), ("status", "John Qwertz")],
)  # fmt: skip
def test_incident_stays_and_the_person_is_nowhere(load: Load, field: str, value: str) -> None:
    report, everything = load("incidents", _incident(**{field: value}))
    assert report.rows_refused == 0
    assert value not in everything


def test_only_assets_and_units_that_are_known_stay_named(load: Load, town: Database, server: Server) -> None:
    load("assets", {"asset_id": "L-1", "kind": "lamp", "lon": str(LON), "lat": str(LAT)})
    load(
        "incidents",
        _incident(source_id="A-1", asset_id="L-1", unit="Roads"),
        _incident(source_id="A-2", asset_id="L-2", unit="x"),
    )
    load("units", {"unit_id": "U1", "name": "Road works", "role": "handler"})
    report, _ = load(
        "incidents",
        *[_incident(source_id=f"U-{n}", unit=unit) for n, unit in enumerate(["U1", "Road works", "Other works"])],
    )
    assert report.issue_counts == {"unknown-unit": 1}
    with superuser(server, database_name(town)) as connection:
        rows = connection.execute(
            "SELECT source_id, asset_id, unit FROM service.incident WHERE source_id ~ '^[AU]-' ORDER BY 1"
        ).fetchall()
    assert rows == [
        ("A-1", "L-1", "Roads"), ("A-2", None, "x"),
        ("U-0", None, "U1"), ("U-1", None, "Road works"), ("U-2", None, None),
    ]  # fmt: skip


def test_units_and_kinds_of_asset_are_no_persons(load: Load) -> None:
    report, everything = load("units", {"unit_id": "U9", "name": "Officer John Qwertz", "role": "handler"})
    assert (report.rows_refused, "Qwertz" in everything) == (1, False)
    place = {"lon": str(LON), "lat": str(LAT)}
    report, everything = load("assets", {"asset_id": "L-9", "kind": "Mrs Qwertz's lamp", **place})
    assert (report.rows_refused, "Qwertz" in everything) == (1, False)
    report, everything = load("assets", {"asset_id": "lamp of Mr Qwertz", "kind": "lamp", **place})
    assert (report.rows_refused, "Qwertz" in everything) == (1, False)


def test_value_given_for_all_rows_is_not_recorded_either(load: Load) -> None:
    _, everything = load("cameras", _camera(), values={"name": "rtsp://set.example/1", "operator": "John Qwertz"})
    assert "set.example" not in everything
    assert "Qwertz" not in everything
