"""Names and ids of the ground: those called after people stay, those of somebody do not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest
import shapely

from gridmap.grids.rules.address import read_addresses
from gridmap.grids.rules.area import read_areas
from gridmap.grids.rules.crs import WGS84
from gridmap.grids.rules.field import Parsed
from gridmap.grids.rules.grid import read_grids
from gridmap.grids.rules.street import read_streets
from gridmap.grids.rules.water import read_water
from tests.builders import rows, shapes, squares

AS_OF = date(2026, 1, 1)
Read = Callable[[pd.DataFrame], Parsed]


def _lines(frame: pd.DataFrame) -> Any:
    return shapes(*[shapely.LineString([(116, 39), (116.1, 39 + n / 10)]) for n in range(len(frame))])


def _points(frame: pd.DataFrame) -> Any:
    return shapes(*[shapely.Point(116, 39 + n / 10) for n in range(len(frame))])


READ: dict[str, Read] = {
    "areas": lambda f: read_areas(f, squares(len(f), 1), datum=WGS84, as_of=AS_OF),
    "grids": lambda f: read_grids(f, squares(len(f), 1), datum=WGS84, as_of=AS_OF),
    "streets": lambda f: read_streets(f, _lines(f), datum=WGS84),
    "addresses": lambda f: read_addresses(f, _points(f), datum=WGS84),
    "water": lambda f: read_water(f, squares(len(f), 1), datum=WGS84),
}
ROW = {
    "areas": {"code": ["A1"], "level": "ward"},
    "grids": {"code": ["A1"], "area": "B2"},
    "streets": {"segment_id": ["S1"], "name": "x"},
    "addresses": {"address_id": ["A1"], "street": "x", "number": "4", "segment_id": "S1"},
    "water": {"water_id": ["W1"], "name": "x"},
}
TEXTS = [("areas", "name"), ("areas", "level"), ("areas", "code_scheme"), ("grids", "name"), ("streets", "name"),
         ("streets", "class"), ("water", "name")]  # fmt: skip
IDS = [("areas", "code"), ("areas", "parent"), ("grids", "code"), ("grids", "area"), ("streets", "segment_id"),
       ("addresses", "address_id"), ("addresses", "segment_id"), ("water", "water_id")]  # fmt: skip
PERSONAL = ["Mrs Jane Doe's house", "call 13812345678", "jane@city.example", "张三家门口", "rtsp://10.0.0.1/1"]


def _read(kind: str, **columns: Any) -> Parsed:
    return READ[kind](rows(**ROW[kind] | columns))


@pytest.mark.parametrize(("kind", "field"), TEXTS)
@pytest.mark.parametrize("text", PERSONAL)
def test_a_persons_text_is_left_out_and_not_repeated(kind: str, field: str, text: str) -> None:
    read = _read(kind, **{field: [text]})
    assert len(read.frame) == 1
    assert text not in read.frame.astype(str).to_numpy().ravel().tolist()
    assert {"person-not-stored", "address-not-stored"} & {issue.code for issue in read.issues}
    assert not any(text in issue.message + issue.value for issue in read.issues)


@pytest.mark.parametrize("field", ["street", "number"])
@pytest.mark.parametrize("text", PERSONAL[1:])
def test_an_address_without_its_street_or_number_is_refused(field: str, text: str) -> None:
    read = _read("addresses", **{field: [text]})
    assert read.frame.empty
    assert not any(text in issue.message + issue.value for issue in read.issues)


@pytest.mark.parametrize(("kind", "field"), IDS)
@pytest.mark.parametrize("text", PERSONAL)
def test_an_id_of_a_person_or_a_device_refuses_its_row(kind: str, field: str, text: str) -> None:
    read = _read(kind, **{field: [text]})
    assert read.frame.empty
    assert {"person-in-id", "address-in-id"} & {issue.code for issue in read.issues}


@pytest.mark.parametrize(
    ("kind", "columns"),
    [("areas", {"code": ["Charles Village"], "name": "Martin Luther King"}), ("areas", {"code": ["17031010100"]}),
     ("areas", {"code": ["Alice"], "parent": "Mary Esther", "name": "王庄"}), ("grids", {"code": ["Roland Park"]}),
     ("addresses", {"address_id": ["13012345678"], "street": "Dr Carl Close"}),
     ("streets", {"segment_id": ["way/13812345678"], "name": "Madame Curie", "class": "residential"}),
     ("streets", {"name": "Dr Martin Luther King Blvd"}), ("water", {"name": "Lake Anne"})],
)  # fmt: skip
def test_places_called_after_people_and_numbers_of_registers_stay(kind: str, columns: dict[str, Any]) -> None:
    read = _read(kind, **columns)
    assert not {"person-not-stored", "person-in-id"} & {issue.code for issue in read.issues}
    for field, value in columns.items():
        assert read.frame[field].tolist() == (value if isinstance(value, list) else [value])
