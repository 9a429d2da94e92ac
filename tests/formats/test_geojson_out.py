"""GeoJSON out: RFC 7946, streamed, and not parseable when the stream breaks."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gridmap.errors import BadValue
from gridmap.formats.geojson import feature_collection, feature_collection_async, write_features
from tests.formats.reading import frame_of, shapes_of

FEATURE = b'{"type": "Feature", "properties": {}, "geometry": null}'


@given(st.lists(st.integers(0, 3), max_size=8), st.booleans())
def test_pieces_of_one_or_several_features_make_one_collection(counts: list[int], commas_in_front: bool) -> None:
    pieces = [b",".join([FEATURE] * count) for count in counts]
    if commas_in_front:
        pieces = [b"," + piece if piece else piece for piece in pieces]
    whole = json.loads(b"".join(feature_collection(pieces)))
    assert whole["type"] == "FeatureCollection"
    assert len(whole["features"]) == sum(counts)


def test_members_open_the_collection_and_reserved_ones_are_refused() -> None:
    text = b"".join(feature_collection([], members={"name": "网格", "datum": "gcj02", "licence": "ODbL-1.0"}))
    assert json.loads(text) == {
        "type": "FeatureCollection", "name": "网格", "datum": "gcj02", "licence": "ODbL-1.0", "features": [],
    }  # fmt: skip
    assert text.index(b"datum") < text.index(b"features")
    for name in ("crs", "type", "features"):
        with pytest.raises(BadValue, match=f"no own member '{name}'"):
            next(feature_collection([], members={name: "x"}))


def test_a_stream_that_breaks_does_not_parse() -> None:
    def breaking() -> Iterator[bytes]:
        yield FEATURE
        yield b"," + FEATURE
        yield b",".join([FEATURE] * 10_000)
        raise ConnectionError

    sent = bytearray()
    blocks = feature_collection(breaking())
    with pytest.raises(ConnectionError):
        deque(map(sent.extend, blocks))
    assert len(sent) > 100_000
    with pytest.raises(ValueError, match=r"Expecting|delimiter"):
        json.loads(sent)


def test_every_prefix_of_a_collection_fails_to_parse() -> None:
    text = b"".join(feature_collection([FEATURE, FEATURE])).rstrip()
    for size in range(len(text)):
        with pytest.raises(ValueError, match=r"."):
            json.loads(text[:size])


def test_blocks_are_large_and_bounded() -> None:
    blocks = list(feature_collection(FEATURE for _ in range(20_000)))
    assert 2 < len(blocks) < 10
    assert all(len(block) <= 300_000 for block in blocks)


def test_the_asynchronous_stream_is_the_same() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(9_000):
            yield b"," + FEATURE

    # in a thread of its own: the browser tests before this one keep a loop running in the main thread
    async def collect() -> bytes:
        return b"".join([block async for block in feature_collection_async(pieces(), members={"name": "x"})])

    assert ThreadPoolExecutor(1).submit(asyncio.run, collect()).result() == b"".join(
        feature_collection([b"," + FEATURE] * 9_000, members={"name": "x"})
    )


def test_outer_rings_run_counter_clockwise_and_positions_have_seven_decimals() -> None:
    clockwise = shapely.Polygon([(0, 0), (0, 3), (3, 3), (3, 0)], [[(1, 1), (2, 1), (2, 2), (1, 2)]])
    shapes = np.array([clockwise, shapely.Point(1 / 3, 2 / 3, 5)], dtype=object)
    pieces = b"".join(write_features(pd.DataFrame({"code": ["a", "b"]}), shapes))
    polygon, point = json.loads(b"[" + pieces + b"]")
    outer, inner = (shapely.LinearRing(ring) for ring in polygon["geometry"]["coordinates"])
    assert outer.is_ccw
    assert not inner.is_ccw
    assert point["geometry"]["coordinates"] == [0.3333333, 0.6666667]


def test_cells_become_what_json_knows() -> None:
    frame = pd.DataFrame(
        {
            "code": ["007", None],
            "n": pd.array([1, None], dtype="Int64"),
            "x": [np.nan, np.inf],
            "at": pd.to_datetime(["2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"]),
            "day": [date(2026, 1, 1), None],
            "yes": [True, False],
            "many": [["a", "b"], None],
        },
        index=[7, 9],
    )
    shapes = np.array([None, shapely.Point(np.nan, 1)], dtype=object)
    first, second = json.loads(b"[" + b"".join(write_features(frame, shapes, id_column="code")) + b"]")
    assert first["properties"] == {
        "code": "007", "n": 1, "x": None, "at": "2026-01-01T00:00:00+00:00", "day": "2026-01-01", "yes": True,
        "many": ["a", "b"],
    }  # fmt: skip
    assert (first["id"], first["geometry"]) == ("007", None)
    assert "id" not in second
    assert second["geometry"] is None
    assert second["properties"]["x"] is None
    assert datetime.fromisoformat(first["properties"]["at"]) == datetime(2026, 1, 1, tzinfo=UTC)


def test_gdal_and_our_reader_read_what_is_written(tmp_path: Path) -> None:
    shapes = np.array([shapely.Point(i, i).buffer(0.5) for i in range(2_500)], dtype=object)
    frame = pd.DataFrame({"code": [f"{i:05}" for i in range(2_500)], "name": "网格"})
    path = tmp_path / "a.geojson"
    path.write_bytes(b"".join(feature_collection(write_features(frame, shapes))))
    theirs = pyogrio.read_dataframe(path)
    assert theirs["code"].tolist() == frame_of(path)["code"].tolist() == frame["code"].tolist()
    assert shapely.equals_exact(theirs.geometry.to_numpy(), shapes_of(path), tolerance=0).all()
    assert shapely.equals_exact(shapely.normalize(shapes_of(path)), shapely.normalize(shapes), tolerance=1e-7).all()
