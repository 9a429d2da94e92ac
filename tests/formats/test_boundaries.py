"""The data sets of data/boundaries are the ones that SOURCES.md describes, and hold no more than it says."""

from __future__ import annotations

import hashlib
from pathlib import Path

import osmium
import pytest
import shapely

from gridmap.formats.osm_layers import CAMERA_TAGS, OSM_LAYERS
from gridmap.formats.table import peek
from tests.formats.reading import frame_of, shapes_of

FOLDER = Path(__file__).parents[2] / "data" / "boundaries"
_BYTES_AT_MOST = 5_000_000


def lines() -> dict[str, list[str]]:
    """The cells of each file's line by the file's name."""
    rows = [line.strip("|").split("|") for line in (FOLDER / "SOURCES.md").read_text("utf-8").splitlines()]
    table = [[cell.strip() for cell in row] for row in rows if len(row) == 8]
    return {row[0]: row for row in table[2:]}


def files() -> set[str]:
    return {path.name for path in FOLDER.iterdir()} - {"SOURCES.md"}


def test_every_file_has_a_line_and_every_line_a_file() -> None:
    assert files() == set(lines())


@pytest.mark.parametrize("name", sorted(files()))
def test_each_file_is_the_one_described(name: str) -> None:
    content = (FOLDER / name).read_bytes()
    assert hashlib.sha256(content).hexdigest() == lines()[name][7]
    assert len(content) < _BYTES_AT_MOST
    assert all(lines()[name])


def test_the_extract_has_only_tags_that_the_layers_read() -> None:
    known = {key for layer in OSM_LAYERS.values() for key in layer.keys} | set(CAMERA_TAGS)
    known |= {"name", "addr:street", "addr:place", "area", "type", "building:levels"}
    named = {"highway", "natural", "waterway", "landuse"}
    for item in osmium.FileProcessor(str(FOLDER / "helsinki.osm.pbf")):
        keys = {tag.k for tag in item.tags}
        assert keys <= known
        assert "name" not in keys or (keys & named and not isinstance(item, osmium.osm.Node))


def test_chicago_is_whole() -> None:
    path = FOLDER / "chicago_community_areas.geojson"
    frame, shapes = frame_of(path), shapes_of(path)
    assert peek(path).columns == ("code", "name")
    assert frame["code"].tolist() == [str(number) for number in range(1, 78)]
    assert shapely.is_valid(shapes).all()
    assert frame["name"][shapely.contains_xy(shapes, -87.6258, 41.8784)].tolist() == ["LOOP"]


def test_every_division_has_its_parent() -> None:
    frame = frame_of(FOLDER / "china_divisions.csv.gz")
    lengths = {"province": 2, "city": 4, "county": 6, "town": 9}
    assert frame["level"].value_counts().to_dict() == {"town": 41352, "county": 2978, "city": 342, "province": 31}
    assert frame["code"].is_unique
    assert (frame["code"].str.len() == frame["level"].map(lengths)).all()
    below = frame[frame["level"] != "province"]
    assert below["parent"].isin(set(frame["code"])).all()
    assert all(code.startswith(parent) for code, parent in zip(below["code"], below["parent"], strict=True))
