"""Zip archives of files that belong together, unpacked under names of our own: no name in an archive becomes a path here.

Names that would lead out of the folder, links and encrypted entries refuse the archive all the same: nobody packs them by mistake.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from gridmap.errors import BadFile

_ENTRIES_AT_MOST = 1_000
_UNPACKED_AT_MOST = 4 << 30  # twice what a .shp or .dbf may be
_UNPACKED_FREE = 1 << 30  # what unpacks to less may pack as it likes …
_RATIO_AT_MOST = 200  # … beyond it a .dbf full of blanks packs 100 times
_PIECE_BYTES = 4 << 20
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, UnicodeDecodeError)
_ENCRYPTED = 0x1


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The archive, its list of entries checked. Raises BadFile for one that is damaged, too large or not harmless."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check_entries(archive, path)
            yield archive
    except _BROKEN as error:
        raise BadFile(f"{path.name} is damaged or cut off, or locked with a password; pack it again.") from error


def unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: BinaryIO, *, room: int, file: str) -> int:
    """Write an entry to `target`; the bytes written. Raises BadFile when it comes to more than `room`, whatever it says of itself."""
    written = 0
    with archive.open(entry) as stream:
        while piece := stream.read(_PIECE_BYTES):
            written += len(piece)
            if written > room:
                raise _too_large(file, room)
            target.write(piece)
    return written


def room_of(path: Path) -> int:
    """How many bytes the archive may unpack to."""
    return min(_UNPACKED_AT_MOST, max(_UNPACKED_FREE, _RATIO_AT_MOST * path.stat().st_size))


def _check_entries(archive: zipfile.ZipFile, path: Path) -> None:
    entries = archive.infolist()
    if len(entries) > _ENTRIES_AT_MOST:
        raise BadFile(f"{path.name} holds {len(entries):,} files; at most {_ENTRIES_AT_MOST:,} are looked at.")
    for entry in entries:
        _check_entry(entry, file=path.name)
    if sum(entry.file_size for entry in entries) > room_of(path):
        raise _too_large(path.name, room_of(path))


def _check_entry(entry: zipfile.ZipInfo, *, file: str) -> None:
    name = entry.orig_filename.replace("\\", "/")
    if name.startswith("/") or name[1:2] == ":" or "\x00" in name or ".." in PurePosixPath(name).parts:
        raise BadFile(
            f"{file} holds a file named {entry.orig_filename[:80]!r}, a path that leads out of the archive; pack it anew."
        )
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise BadFile(f"{file} holds a link or a device, {entry.filename[:80]!r}; pack the files themselves.")
    if entry.flag_bits & _ENCRYPTED:
        raise BadFile(f"{file} is locked with a password; pack it without one.")


def _too_large(file: str, room: int) -> BadFile:
    return BadFile(f"{file} unpacks to more than {room:,} bytes, more than is read of a file of its size.")
