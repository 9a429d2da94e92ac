"""Lists of devices as sensor registers give them: cameras by row, several goals, and no contact person in any cell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gridmap.errors import BadFile, BadValue
from gridmap.formats.device_rows import AREA_COLUMNS, COLUMNS
from gridmap.formats.known import found_format
from gridmap.formats.table import peek
from tests.formats.reading import chunks_of, frame_of, issues_of, shapes_of, written

SQUARE = {"type": "Polygon", "coordinates": [[[4.9, 52.3], [4.91, 52.3], [4.91, 52.31], [4.9, 52.3]]]}
PERSON = {
    "name": "Jan Jansen",
    "email": "jan@jansen.nl",
    "telephone": "0612345678",
    "organisation": "Gemeente Amsterdam",
}
AMSTERDAM: list[dict[str, Any]] = [
    {
        "owner": PERSON, "type": "Optische / camera sensor", "regions": [], "location": {"latitude": 52.3, "longitude": 4.9},
        "location_description": "above Jan's door", "datastream": "Camera", "contains_pi_data": True,
        "observation_goals": [{"observation_goal": "Verkeer", "legal_ground": "Publieke taak"},
                              {"observation_goal": "Parkeren", "legal_ground": "Publieke taak"}],
        "project_paths": [["Handhaving", "Gemeente"]], "active_until": "3000-12-31", "reference": "A-1",
    },
    {
        "owner": PERSON, "type": "Geluidsensor", "location": None, "reference": "A-2", "observation_goals": [
            {"observation_goal": "x", "legal_ground": "Publieke taak"}, {"observation_goal": "y", "legal_ground": "Gerechtvaardigd belang"}],
    },
]  # fmt: skip
GOALS = [
    {"_id": "g1", "name": "traffic flow", "legalGround": "public task", "legalGroundLink": "https://law.example/art-5"},
    {"_id": "g2", "name": "parking", "legalGround": "public task", "description": "free text"},
    {"_id": "g3", "name": "crime prevention", "legalGround": "legal obligation"},
]
ENTITIES = [
    {
        "_id": "e1",
        "name": "City Council",
        "contactDetails": [{"name": "Jan Jansen", "email": "jan@jansen.nl", "phone": "06"}],
    }
]
POINT = {"type": "Point", "coordinates": [4.9, 52.3]}
SENSRNET = {
    "devices": [
        {"_id": "d1", "name": "Square", "category": "Camera", "location": POINT, "legalEntityId": "e1", "description": "ask Jan",
         "sensors": [{"_id": "s1", "type": "OpticalCamera"}],
         "datastreams": [{"_id": "t1", "sensorId": "s1", "observedArea": SQUARE, "isActive": True, "observationGoalIds": ["g1", "g2"]}]},
        {"_id": "d2", "name": "Mast", "category": "Sensor", "location": POINT, "legalEntityId": "e1",
         "sensors": [{"_id": "s2", "type": "Video camera"}, {"_id": "s3", "type": "ANPR camera"}, {"_id": "s4", "type": "Thermometer"}],
         "datastreams": [{"_id": "t2", "sensorId": "s2", "observationGoalIds": ["g2"]},
                         {"_id": "t3", "sensorId": "s3", "observationGoalIds": ["g1", "g3"], "observedArea": SQUARE}]},
        {"_id": "d3", "name": "Noise", "category": "Sensor", "location": POINT, "sensors": [{"_id": "s5", "type": "Sound"}],
         "datastreams": [{"_id": "t4", "sensorId": "s5", "observationGoalIds": ["gone"], "observedArea": SQUARE}]},
    ],
    "observationGoals": GOALS,
    "legalEntities": ENTITIES,
}  # fmt: skip


def _file(folder: Path, document: Any, name: str = "register.json") -> Path:
    return written(folder, name, json.dumps(document).encode())


def test_amsterdams_answer_becomes_rows(tmp_path: Path) -> None:
    path = _file(tmp_path, AMSTERDAM)
    header = peek(path, layer="cameras")
    assert (header.format, header.rows, header.datum, header.geometry) == ("devices", 2, None, False)
    frame = frame_of(path, *COLUMNS, layer="cameras")
    first = frame.loc[1]
    assert (first["camera_id"], first["operator"], first["programme"]) == (
        "A-1",
        "Gemeente Amsterdam",
        "Handhaving / Gemeente",
    )
    assert (first["purpose"], first["legal_basis"]) == ("Verkeer;Parkeren", "Publieke taak")
    assert (first["longitude"], first["latitude"], first["active_until"]) == ("4.9", "52.3", "3000-12-31")
    assert frame.loc[2, "type"] == "Geluidsensor"
    assert [(i.line, i.code) for i in issues_of(path, layer="cameras")] == [
        (0, "persons-left-behind"),
        (2, "several-grounds"),
    ]


def test_persons_are_counted_named_as_columns_and_in_no_cell(tmp_path: Path) -> None:
    for document in (AMSTERDAM, SENSRNET):
        path = _file(tmp_path, document)
        for layer in ("cameras", "purpose-areas"):
            header = peek(path, layer=layer)
            chunks = chunks_of(path, layer=layer)
            shown = "".join(c.frame.to_csv() for c in chunks) + repr([c.issues for c in chunks]) + repr(header)
            assert not any(secret in shown for secret in ("Jan", "jan@", "0612345678", "free text"))
    assert {"contactDetails.email", "contactDetails.name", "contactDetails.phone"} <= set(header.columns)
    note = issues_of(path, layer="cameras")[0].message
    assert note.endswith("1 contactDetails.email, 1 contactDetails.name, 1 contactDetails.phone.")


def test_sensrnets_three_lists_become_a_row_a_camera(tmp_path: Path) -> None:
    frame = frame_of(_file(tmp_path, SENSRNET), *COLUMNS, layer="cameras").fillna("")
    rows = frame[["camera_id", "housing_id", "type", "purpose", "legal_basis", "operator", "status"]].values.tolist()
    assert rows == [
        ["d1", "", "camera", "traffic flow;parking", "public task", "City Council", "in_service"],
        ["d2/s2", "d2", "camera", "parking", "public task", "City Council", ""],
        ["d2/s3", "d2", "camera", "traffic flow;crime prevention", "", "City Council", ""],
        ["d3", "", "sensor", "", "", "", ""],
    ]
    codes = [(i.line, i.code) for i in issues_of(_file(tmp_path, SENSRNET), layer="cameras")]
    assert codes == [(0, "persons-left-behind"), (3, "several-grounds"), (4, "unknown-goal")]


def test_observed_areas_are_purpose_areas_of_cameras_alone_one_a_goal(tmp_path: Path) -> None:
    path = _file(tmp_path, SENSRNET)
    frame = frame_of(path, *AREA_COLUMNS, layer="purpose-areas")
    assert frame.values.tolist() == [
        ["t1/1", "traffic flow", "d1"],
        ["t1/2", "parking", "d1"],
        ["t3/1", "traffic flow", "d2/s3"],
        ["t3/2", "crime prevention", "d2/s3"],
    ]
    assert [shape.geom_type for shape in shapes_of(path, layer="purpose-areas")] == ["Polygon"] * 4


def test_a_broken_area_is_an_issue_of_its_row(tmp_path: Path) -> None:
    document = json.loads(json.dumps(SENSRNET))
    document["devices"][0]["datastreams"][0]["observedArea"] = {"type": "Polygon", "coordinates": "evil"}
    issues = issues_of(_file(tmp_path, document), layer="purpose-areas")
    assert [(i.line, i.code) for i in issues] == [(0, "persons-left-behind"), (1, "bad-geometry"), (2, "bad-geometry")]


def test_goals_that_stand_in_the_stream_count_too_and_chunks_cut_anywhere(tmp_path: Path) -> None:
    devices = [
        {"_id": f"d{n}", "category": "camera", "location": POINT, "datastreams": [{"observationGoals": [GOALS[n % 3]]}]}
        for n in range(5)
    ]
    path = _file(tmp_path, devices)
    frame = frame_of(path, "camera_id", "purpose", rows=2, layer="cameras")
    assert frame.index.tolist() == [1, 2, 3, 4, 5]
    assert frame["purpose"].tolist() == ["traffic flow", "parking", "crime prevention", "traffic flow", "parking"]
    chunks = chunks_of(_file(tmp_path, SENSRNET), rows=1, layer="cameras")
    assert [[i.code for i in c.issues] for c in chunks] == [
        ["persons-left-behind"],
        [],
        ["several-grounds"],
        ["unknown-goal"],
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'[{"a": 1}]', "neither GeoJSON nor a list of devices"),
        (b'[{"reference": "A"}, 5]', "neither GeoJSON nor a list of devices"),
        (b'{"devices": []}', "holds no rows"),
        (b'[{"reference": "A"', "not well-formed JSON, or it is cut off"),
        (b'[{"a": ' + b"[" * 100_000, "not well-formed JSON"),
    ],
)
def test_other_json_is_refused_with_what_would_be_right(tmp_path: Path, content: bytes, message: str) -> None:
    path = written(tmp_path, "a.json", content)
    with pytest.raises(BadFile, match=message):
        peek(path, layer="cameras")


def test_a_list_of_other_things_is_not_called_devices_whatever_it_is_read_as(tmp_path: Path) -> None:
    path = written(tmp_path, "a.json", b'[{"a": 1}]')
    with pytest.raises(BadFile, match="neither GeoJSON nor a list of devices"):
        peek(path, layer="incidents")


def test_devices_are_read_as_cameras_or_purpose_areas_only(tmp_path: Path) -> None:
    path = _file(tmp_path, AMSTERDAM)
    with pytest.raises(BadValue, match="read as cameras or purpose-areas, not as grids"):
        peek(path, layer="grids")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'{"type": "FeatureCollection", "features": []}', "geojson"),
        (b' \n[ {"reference": "A"}]', "devices"),
        (b'\xef\xbb\xbf{"observationGoals": []}', "devices"),
        (b"[1, 2]", "geojson"),
    ],
)
def test_the_beginning_tells_devices_from_geojson(tmp_path: Path, content: bytes, expected: str) -> None:
    assert found_format(written(tmp_path, "a.json", content)).name == expected


@pytest.mark.parametrize("odd", [None, 5, "text", [], {"nested": []}, True])
def test_members_of_another_kind_are_nothing(tmp_path: Path, odd: Any) -> None:
    devices = [
        {"_id": "d1", "category": odd, "location": odd, "legalEntity": odd, "sensors": odd, "datastreams": odd, "name": odd},
        {"reference": "A", "owner": odd, "location": odd, "observation_goals": odd, "project_paths": odd, "type": odd},
        {"_id": "d2", "category": "Camera", "location": {"type": "Point", "coordinates": odd}, "sensors": [odd],
         "datastreams": [{"observationGoalIds": odd, "observedArea": odd, "isActive": odd, "observationGoals": odd}]},
    ]  # fmt: skip
    frame = frame_of(_file(tmp_path, devices), *COLUMNS, layer="cameras")
    assert frame["camera_id"].tolist() == ["d1", "A", "d2"]
    assert frame["longitude"].isna().all()
