"""A zipped Shapefile's parts, unpacked into a folder of our own and checked against what they say of themselves.

The parts are renamed: file names inside an archive are in any encoding, and GDAL looks for siblings by name.
"""

from __future__ import annotations

import json
import struct
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from gridmap.errors import BadFile
from gridmap.formats.archive import opened, room_of, unpack

NEEDED = (".shp", ".shx", ".dbf")
_OPTIONAL = (".prj", ".cpg", FIELD_MAP := ".fields.json")
_SHP_MAGIC = 9994  # ESRI Shapefile Technical Description, July 1998, p. 4
_MAP_BYTES_AT_MOST = 1 << 20


@dataclass(frozen=True, slots=True)
class ShapefileParts:
    """The unpacked parts. fields: our own exports' whole column names by the short ones of the .dbf; a text that a .dbf cannot hold stands
    in several columns, in order. empty for other files."""

    shp: Path
    layer: str
    fields: Mapping[str, Sequence[str]]

    def part(self, suffix: str) -> Path:
        """The path of a part, there or not."""
        return self.shp.with_suffix(suffix)


@contextmanager
def unpacked(path: Path) -> Iterator[ShapefileParts]:
    """The parts of the archive's one Shapefile; gone when the block ends. Raises BadFile."""
    with tempfile.TemporaryDirectory(prefix="gridmap-shp-") as folder:
        with opened(path) as archive:
            entries = _entries(archive, file=path.name)
            room = room_of(path)
            for suffix, entry in entries.items():
                with (Path(folder) / f"layer{suffix}").open("wb") as target:
                    room -= unpack(archive, entry, target, room=room, file=path.name)
        parts = ShapefileParts(
            shp=Path(folder) / "layer.shp",
            layer=PurePosixPath(entries[".shp"].filename).stem,
            fields=_fields(Path(folder) / f"layer{FIELD_MAP}", file=path.name),
        )
        _check_lengths(parts, file=path.name)
        yield parts


def _entries(archive: zipfile.ZipFile, *, file: str) -> dict[str, zipfile.ZipInfo]:
    """Entries by suffix, of the one .shp and what has its name."""
    listed = [entry for entry in archive.infolist() if not entry.is_dir() and _is_meant(entry.filename)]
    shapes = [entry for entry in listed if entry.filename.casefold().endswith(".shp")]
    if not shapes:
        raise BadFile(f"{file} holds no .shp; a zip with one Shapefile (.shp, .shx, .dbf, .prj, .cpg) is read.")
    if len(shapes) > 1:
        raise BadFile(f"{file} holds {len(shapes)} Shapefiles; pack each into a zip of its own.")
    stem = shapes[0].filename[:-4].casefold()
    found: dict[str, zipfile.ZipInfo] = {}
    for entry in listed:
        for suffix in (*NEEDED, *_OPTIONAL):
            if entry.filename.casefold() == stem + suffix:
                if suffix in found:
                    raise BadFile(f"{file} holds {entry.filename[:80]!r} twice; pack it anew.")
                found[suffix] = entry
    missing = [suffix for suffix in NEEDED if suffix not in found]
    if missing:
        raise BadFile(f"{file} lacks the {' and the '.join(missing)} of its Shapefile; pack all parts together.")
    return found


def _is_meant(name: str) -> bool:
    """Not what macOS adds."""
    return not name.startswith("__MACOSX/") and not PurePosixPath(name).name.startswith("._")


def _check_lengths(parts: ShapefileParts, *, file: str) -> None:
    """Raises BadFile where a part is shorter than its header says: GDAL would read what is there and say nothing."""
    for suffix in (".shp", ".shx"):
        with parts.part(suffix).open("rb") as stream:
            head = stream.read(28)
        size = parts.part(suffix).stat().st_size
        if len(head) < 28 or struct.unpack(">i", head[:4])[0] != _SHP_MAGIC:
            raise BadFile(f"The {suffix} of {file} is no Shapefile; save it again.")
        if struct.unpack(">i", head[24:28])[0] * 2 > size:
            raise BadFile(f"The {suffix} of {file} is cut off: {size:,} bytes are there; save it again.")
    with parts.part(".dbf").open("rb") as stream:
        head = stream.read(32)
    rows, first, width = struct.unpack("<IHH", head[4:12]) if len(head) == 32 else (0, 0, 0)
    if first < 33 or width < 1:
        raise BadFile(f"The .dbf of {file} is no dBASE table; save it again.")
    size = parts.part(".dbf").stat().st_size
    if first + rows * width > size:
        raise BadFile(
            f"The .dbf of {file} is cut off: {rows:,} rows need {first + rows * width:,} bytes, {size:,} are there."
        )
    shapes = (parts.part(".shx").stat().st_size - 100) // 8
    if shapes != rows:
        raise BadFile(f"{file} has {shapes:,} shapes and {rows:,} rows in its .dbf; its parts do not belong together.")


def _fields(path: Path, *, file: str) -> Mapping[str, Sequence[str]]:
    if not path.exists():
        return {}
    try:
        if path.stat().st_size > _MAP_BYTES_AT_MOST:
            raise ValueError
        found: Any = json.loads(path.read_text("utf-8"))["fields"]
        fields = {str(name): [str(part) for part in parts] for name, parts in found.items()}
        if any(not parts or "\x00" in name for name, parts in fields.items()):
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadFile(f"The {FIELD_MAP} in {file} is no map of columns; leave it out, or export again.") from error
    return fields
