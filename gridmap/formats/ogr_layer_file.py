"""A layer written through GDAL, batch by batch, for the formats that it writes."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

from gridmap.errors import Unavailable
from gridmap.formats.layer_table import GEOMETRY

_FAILED = (
    DataSourceError,
    DataLayerError,
    FeatureError,
    FieldError,
    GeometryError,
    pa.ArrowException,
    RuntimeError,
    OSError,
)


def write_layer_file(
    batches: Iterable[pa.RecordBatch],
    path: Path,
    *,
    schema: pa.Schema,
    driver: str,
    suffix: str,
    layer: str,
    shapes: str,
    about: Mapping[str, str],
    options: Mapping[str, str],
) -> None:
    """Write the batches, WGS-84. shapes: GDAL's name of their type. about: the layer's metadata. suffix: the format's own.

    GDAL makes of another ending a folder, or a warning; so the file is written in a folder beside `path` and then put in its place.
    Raises Unavailable where the file cannot be written; what the batches raise passes through.
    """
    source = _Kept(batches)
    try:
        with tempfile.TemporaryDirectory(prefix=".gridmap-", dir=path.parent) as folder, warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # that a number of a Shapefile has 15 decimals, for example
            written = Path(folder) / f"{layer}{suffix}"
            pyogrio.raw.write_arrow(
                pa.RecordBatchReader.from_batches(schema, source),
                written,
                layer=layer,
                driver=driver,
                geometry_name=GEOMETRY,
                geometry_type=str(shapes),
                crs="EPSG:4326",
                layer_metadata=dict(about) or None,
                layer_options=dict(options),
            )
            for part in Path(folder).iterdir():  # a Shapefile has several
                os.replace(part, path.with_suffix(part.suffix) if part.suffix != suffix else path)
    except _FAILED as error:
        if source.error is not None:
            raise source.error from None
        raise Unavailable(f"The file could not be written as {driver}: {error}") from error


class _Kept:
    """Batches on their way through C, which makes a text of what they raise; the error itself is kept here."""

    def __init__(self, batches: Iterable[pa.RecordBatch]) -> None:
        self._batches = batches
        self.error: BaseException | None = None

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        try:
            yield from self._batches
        except BaseException as error:
            self.error = error
            raise
