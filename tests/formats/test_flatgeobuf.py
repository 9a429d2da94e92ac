"""FlatGeobuf: types and CRS come from the file, and one that is cut off is refused, where GDAL would read what is there."""

from __future__ import annotations

from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely

from gridmap.errors import BadFile, BadValue
from gridmap.formats.table import peek
from tests.formats.reading import chunks_of, frame_of, shapes_of, written


def _points(count: int) -> geopandas.GeoDataFrame:
    names = [f"{number:05}" for number in range(count)]
    return geopandas.GeoDataFrame(
        {"code": names, "名称": "井盖"}, geometry=[shapely.Point(n / 100, 2) for n in range(count)], crs=4490
    )


@pytest.mark.parametrize("index", ["YES", "NO"])
@pytest.mark.parametrize("rows", [7, 10_000])
def test_all_features_are_read_with_numbers_from_1(tmp_path: Path, index: str, rows: int) -> None:
    path = tmp_path / "a.fgb"
    _points(50).to_file(path, SPATIAL_INDEX=index)
    header = peek(path)
    assert (header.format, header.datum, header.rows, header.columns) == ("fgb", "EPSG:4490", 50, ("code", "名称"))
    frame = frame_of(path, rows=rows)
    assert frame.index.tolist() == list(range(1, 51))
    assert sorted(frame["code"]) == [f"{number:05}" for number in range(50)]
    at = shapely.get_x(shapes_of(path, rows=rows))
    np.testing.assert_allclose(at, frame["code"].astype(int) / 100)


@pytest.mark.parametrize("index", ["YES", "NO"])
@pytest.mark.parametrize("share", [0.002, 0.01, 0.2, 0.5, 0.9, 0.999])
def test_a_cut_file_is_refused(tmp_path: Path, index: str, share: float) -> None:
    """Cut within its index, GDAL reads no features and says nothing."""
    _points(1_000).to_file(tmp_path / "a.fgb", SPATIAL_INDEX=index)
    content = (tmp_path / "a.fgb").read_bytes()
    with pytest.raises(BadFile, match="damaged or cut off"):
        chunks_of(written(tmp_path, "cut.fgb", content[: int(len(content) * share)]))


@pytest.mark.parametrize("seed", range(20))
def test_bytes_that_were_changed_never_end_in_a_fault(tmp_path: Path, seed: int) -> None:
    _points(100).to_file(tmp_path / "a.fgb")
    content = bytearray((tmp_path / "a.fgb").read_bytes())
    chance = np.random.default_rng(seed)
    for place in chance.integers(8, len(content), 30):
        content[place] = chance.integers(256)
    try:
        chunks_of(written(tmp_path, "b.fgb", bytes(content)))
    except BadFile as error:
        assert "b.fgb" in str(error)  # noqa: PT017 - either it reads or it is refused


def test_it_has_no_layer_and_no_encoding(tmp_path: Path) -> None:
    _points(1).to_file(tmp_path / "a.fgb")
    with pytest.raises(BadValue, match="has no encoding"):
        peek(tmp_path / "a.fgb", encoding="gbk")
