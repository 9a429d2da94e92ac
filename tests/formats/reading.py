"""What the tests of the readers share: write bytes, read everything, say it plainly."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from gridmap.errors import Issue
from gridmap.formats.table import Chunk, peek, read_chunks


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def chunks_of(
    path: Path, *columns: str, rows: int = 200_000, encoding: str | None = None, layer: str | None = None
) -> list[Chunk]:
    """Columns: all when none is named."""
    header = peek(path, encoding=encoding, layer=layer)
    return list(read_chunks(header, columns or header.columns, rows_per_chunk=rows))


def frame_of(
    path: Path, *columns: str, rows: int = 200_000, encoding: str | None = None, layer: str | None = None
) -> pd.DataFrame:
    return pd.concat([c.frame for c in chunks_of(path, *columns, rows=rows, encoding=encoding, layer=layer)])


def shapes_of(path: Path, *, rows: int = 200_000, layer: str | None = None) -> np.ndarray:
    parts = [chunk.geometry for chunk in chunks_of(path, rows=rows, layer=layer)]
    return np.concatenate([part for part in parts if part is not None])


def issues_of(path: Path, *, layer: str | None = None) -> list[Issue]:
    return [issue for chunk in chunks_of(path, layer=layer) for issue in chunk.issues]
