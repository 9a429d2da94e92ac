"""A file that appears when it is whole: what is written so far stands beside it under another name, and goes when writing fails."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gridmap.errors import BadFile


def check_target(path: Path) -> None:
    """Raises BadFile for a file that could not be written when all else is done."""
    if path.is_dir():
        raise BadFile(f"{path} cannot be written: it is a folder.")
    if not path.parent.is_dir():
        raise BadFile(f"{path} cannot be written: there is no folder {path.parent}.")


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """The path to write to; when the block ends the file takes the place of `path`. Raises BadFile for a folder that is not there."""
    check_target(path)
    part = path.with_name(f".{path.name}.part")
    try:
        yield part
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
