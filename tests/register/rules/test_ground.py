"""Purpose areas, private ground and sensitive places."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
import shapely

from gridmap.errors import Severity
from gridmap.grids.rules.crs import GCJ02, WGS84
from gridmap.grids.rules.field import Parsed, match_headers
from gridmap.register.rules import private_ground, purpose_area, sensitive_place
from gridmap.register.rules.private_ground import read_private_ground
from gridmap.register.rules.purpose_area import read_purpose_areas
from gridmap.register.rules.sensitive_place import read_sensitive_places

AS_OF = date(2026, 11, 24)
SQUARE = shapely.box(116.40, 39.90, 116.41, 39.91)
BOW_TIE = shapely.Polygon([(116.4, 39.9), (116.5, 40.0), (116.5, 39.9), (116.4, 40.0)])


def _frame(*rows: dict[str, object]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), index=np.arange(1, len(rows) + 1))
    return frame.astype("str").mask(frame.isna())


def _shapes(*shapes: shapely.Geometry | None) -> np.ndarray:
    return np.array([*shapes, None], dtype=object)[:-1]


def _area(**values: object) -> Parsed:
    row = {"purpose_area_id": "A1", "purpose": "parking", "approval": "12/2026"} | values
    return read_purpose_areas(_frame(row), _shapes(SQUARE), datum=WGS84, as_of=AS_OF)


def _codes(parsed: Parsed) -> list[str]:
    return [issue.code for issue in parsed.issues]


def test_purpose_area_with_everything() -> None:
    parsed = _area(
        purpose="停车", px_per_m="Observe", cameras="C1; C2|C3", approved_on="2026-01-02", valid_from="2026-02-01",
        valid_to="2027-02-01",
    )  # fmt: skip
    row = parsed.frame.iloc[0]
    assert (row["purpose"], row["px_per_m"], row["cameras"]) == ("parking", 62.5, ["C1", "C2", "C3"])
    assert (row["approved_on"], row["valid_from"], row["valid_to"]) == (
        date(2026, 1, 2), date(2026, 2, 1), date(2027, 2, 1),
    )  # fmt: skip
    assert row["dated"]
    assert parsed.issues == ()
    assert parsed.geometry is not None
    assert parsed.geometry[0].geom_type == "MultiPolygon"


def test_purpose_area_without_dates_begins_with_the_import() -> None:
    row = _area().frame.iloc[0]
    assert (row["valid_from"], row["valid_to"], bool(row["dated"])) == (AS_OF, None, False)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"purpose": "safety of everybody"}, "vague-purpose"),
        ({"purpose": None}, "vague-purpose"),
        ({"px_per_m": "sharp"}, "unknown-density"),
        ({"px_per_m": "overview"}, "unknown-density"),
        ({"px_per_m": "5000"}, "unknown-density"),
        ({"approval": None}, "no-approval"),
        ({"approval": "jan.jansen@city.nl"}, "person-not-stored"),
    ],
)
def test_what_a_purpose_area_lacks_is_a_warning(values: dict[str, object], code: str) -> None:
    parsed = _area(**values)
    assert _codes(parsed) == [code]
    assert len(parsed.frame) == 1
    assert "jansen" not in parsed.frame.to_json()


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"purpose_area_id": None}, "missing-value"),
        ({"valid_from": "soon"}, "bad-date"),
        ({"valid_from": "2026-02-01", "valid_to": "2026-02-01"}, "end-before-start"),
    ],
)
def test_what_a_purpose_area_cannot_be_without_refuses_it(values: dict[str, object], code: str) -> None:
    parsed = _area(**values)
    assert code in _codes(parsed)
    assert parsed.frame.empty
    assert parsed.geometry is not None
    assert len(parsed.geometry) == 0


def test_private_ground_keeps_an_id_and_a_shape() -> None:
    frame = _frame({"ground_id": "12.0"}, {"ground_id": "14"})
    parsed = read_private_ground(frame, _shapes(SQUARE, BOW_TIE), datum=WGS84)
    assert parsed.frame.to_dict("records") == [{"ground_id": "12"}]
    assert [(i.line, i.code) for i in parsed.issues] == [(2, "invalid-polygon")]
    repaired = read_private_ground(frame, _shapes(SQUARE, BOW_TIE), datum=WGS84, repair="make-valid")
    assert repaired.frame["ground_id"].tolist() == ["12", "14"]
    assert match_headers(["owner", "Eigentümer", "address", "use"], private_ground.FIELDS).columns == {}


def test_ground_without_an_id_is_known_by_its_place() -> None:
    frame = _frame({"ground_id": "12"}, {"ground_id": None}, {"ground_id": None}, {"ground_id": None})
    other = shapely.box(116.42, 39.90, 116.43, 39.91)
    parsed, again = (read_private_ground(frame, _shapes(SQUARE, other, other, BOW_TIE), datum=WGS84) for _ in range(2))
    assert parsed.frame.index.tolist() == [1, 2]
    assert parsed.frame["ground_id"].str.match("12|at-[0-9a-f]{16}").all()
    assert parsed.frame["ground_id"].tolist() == again.frame["ground_id"].tolist()
    assert parsed.geometry is not None
    assert shapely.equals(parsed.geometry[1], other)
    told = [(i.line, i.code, i.severity) for i in parsed.issues if i.code != "invalid-polygon"]
    assert told == [(2, "id-from-place", Severity.NOTE), (3, "same-place", Severity.NOTE)]


def test_sensitive_places_without_ids_at_one_place_are_one() -> None:
    """Two schools in one house: what is stored of them is the same, so nothing is refused."""
    frame = _frame({"place_id": None}, {"place_id": None}, {"place_id": "7"}, {"place_id": "8"})
    parsed = read_sensitive_places(frame, _shapes(*[shapely.Point(116.4, 39.9)] * 4), datum=WGS84)
    assert parsed.frame.index.tolist() == [1, 3, 4]
    assert [(i.line, i.code, i.severity) for i in parsed.issues] == [(2, "same-place", Severity.NOTE)]
    assert "1 rows have no id" in parsed.issues[0].message


def test_sensitive_places_lose_everything_but_id_and_shape() -> None:
    frame = _frame({"place_id": "school-17", "kind": "school", "name": "St Mary"}, {"place_id": "clinic/4"})
    parsed = read_sensitive_places(frame, _shapes(shapely.Point(116.4, 39.9), SQUARE), datum=WGS84)
    assert list(parsed.frame.columns) == ["place_id"]
    assert parsed.frame["place_id"].is_unique
    assert not any(word in parsed.frame.to_json() for word in ("school", "Mary", "clinic"))
    assert parsed.geometry is not None
    assert [g.geom_type for g in parsed.geometry] == ["Point", "MultiPolygon"]
    headers = ["amenity", "name", "kind", "type", "religion", "healthcare", "denomination", "operator"]
    assert match_headers(headers, sensitive_place.FIELDS).columns == {}


def test_sensitive_places_have_the_same_id_every_time() -> None:
    once, again = (
        read_sensitive_places(_frame({"place_id": None}), _shapes(SQUARE), datum=WGS84).frame["place_id"].iloc[0]
        for _ in range(2)
    )
    assert once == again


def test_sensitive_places_from_columns_and_in_another_datum() -> None:
    frame = _frame(
        {"place_id": "1", "lon": "116.404269", "lat": "39.91405"}, {"place_id": "2", "lon": None, "lat": None}
    )
    parsed = read_sensitive_places(frame, None, datum=GCJ02)
    assert parsed.geometry is not None
    assert shapely.get_coordinates(parsed.geometry)[0] == pytest.approx([116.398026, 39.912648], abs=2e-5)
    assert [(i.line, i.code, i.severity) for i in parsed.issues] == [(2, "no-geometry", Severity.ERROR)]


def test_bad_places_are_refused_without_naming_them() -> None:
    frame = _frame({"place_id": "mosque"}, {"place_id": "church"}, {"place_id": "ok"})
    parsed = read_sensitive_places(frame, _shapes(shapely.Point(0, 0), BOW_TIE, SQUARE), datum=WGS84)
    assert len(parsed.frame) == 1
    assert sorted(_codes(parsed)) == ["invalid-polygon", "zero-position"]
    assert not any(word in i.message + i.value for i in parsed.issues for word in ("mosque", "church"))


def test_an_id_of_a_person_is_not_even_digested() -> None:
    frame = _frame({"place_id": "13812345678"}, {"place_id": None}, {"place_id": "ok"})
    points = _shapes(shapely.Point(116, 39), shapely.Point(116, 39), shapely.Point(116, 39))
    read = read_sensitive_places(frame, points, datum=WGS84)
    assert len(read.frame) == 2  # the first two are of one place
    alone = read_sensitive_places(frame[1:2], points[1:2], datum=WGS84)
    assert read.frame["place_id"].tolist()[0] == alone.frame["place_id"].tolist()[0]


def test_purpose_areas_claim_no_person() -> None:
    headers = ["responsible person", "officer", "phone", "email", "remarks"]
    assert match_headers(headers, purpose_area.FIELDS).columns == {}
