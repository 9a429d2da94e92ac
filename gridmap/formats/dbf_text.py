"""The encoding of a .dbf: said by the caller, else by a .cpg, else by the table's own mark, else found out; and held to.

GDAL puts a question mark for what an encoding does not know, in silence. So every cell that is not ASCII is decoded here first.
"""

from __future__ import annotations

import codecs
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gridmap.errors import BadFile, BadValue
from gridmap.formats.encoded import find_encoding

_ROWS_PER_BLOCK = 20_000
_SAMPLE_BYTES = 2 << 20
_CHARACTER_BYTES = 3  # what is left at most of a character of four bytes
# language driver ids (ESRI's and dBASE's lists) of encodings that are in use; what is not here is found out
_DRIVERS = {0x4D: "gb18030", 0x7A: "gb18030", 0x4E: "cp949", 0x79: "cp949", 0x4F: "cp950", 0x78: "cp950", 0x13: "cp932", 0x7B: "cp932",
            0xC8: "cp1250", 0xC9: "cp1251", 0x03: "cp1252", 0x57: "cp1252", 0x01: "cp437", 0x02: "cp850", 0x64: "cp852", 0x65: "cp866"}  # fmt: skip
_DIGITS = re.compile(r"(?:ansi|cp|windows|oem)?[ _-]*(\d{3,5})$")
_ISO = re.compile(r"8859[ _-]?(\d{1,2})$")
_PAGES = {"936": "gb18030", "65001": "utf-8"}


@dataclass(frozen=True, slots=True)
class _Cells:
    """Cells of a column that are not ASCII, the numbers of their rows, from 1, and where in the file each begins."""

    name: str
    rows: np.ndarray
    places: np.ndarray
    cells: np.ndarray


def encoding_of(dbf: Path, *, given: str | None, file: str) -> str:
    """The encoding's Python name, which all cells decode in. Raises BadValue for one that does not exist, BadFile where it does not fit."""
    encoding = find_encoding(dbf, given=given) if given is not None else _stated(dbf)
    if encoding is None:
        encoding = _found(dbf, file=file)
    _blank(dbf, _cut_ends(dbf, encoding, file=file))
    return encoding


def _stated(dbf: Path) -> str | None:
    cpg = dbf.with_suffix(".cpg")
    if cpg.exists():
        text = cpg.read_bytes()[:80].decode("ascii", "ignore").strip().casefold()
        if name := _python_name(text):
            return name
    with dbf.open("rb") as stream:
        mark = stream.read(32)[29]
    # 0x57 is what GDAL and ArcGIS write of any table, whatever is in it
    return _DRIVERS.get(mark) if mark != 0x57 else None


def _python_name(text: str) -> str | None:
    """`UTF-8`, `936`, `ANSI 1252`, `88591` as Python calls them; None for what it does not know."""
    if found := _ISO.search(text):
        text = f"iso8859-{found[1]}"
    elif found := _DIGITS.fullmatch(text):
        text = _PAGES.get(found[1], f"cp{found[1]}")
    try:
        return find_encoding(Path(), given=text)
    except BadValue:
        return None


def _found(dbf: Path, *, file: str) -> str:
    """From the bytes of the cells that are not ASCII; whole ones, since a full cell may end within a character."""
    lines: list[bytes] = []
    size = 0
    for column in _text_columns(dbf):
        texts = [cell.rstrip(b" \x00") for cell in column.cells.tolist()]
        lines += [text for text in texts if len(text) < column.cells.dtype.itemsize]
        size = sum(map(len, lines))
        if size > _SAMPLE_BYTES:
            break
    if not lines:
        return "utf-8"
    sample = dbf.with_suffix(".sample")
    sample.write_bytes(b"\n".join(lines).replace(b"\x00", b" "))
    try:
        return find_encoding(sample)
    except BadFile as error:
        raise BadFile(f"The texts of {file} are in no one encoding; name it with --encoding.") from error


def _cut_ends(dbf: Path, encoding: str, *, file: str) -> list[tuple[int, int]]:
    """Where a full cell was cut within its last character: the place and number of the bytes left of that. Raises BadFile for others."""
    found = []
    for column in _text_columns(dbf):
        width = column.cells.dtype.itemsize
        for row, place, cell in zip(column.rows.tolist(), column.places.tolist(), column.cells.tolist(), strict=True):
            text = cell.rstrip(b" \x00")
            try:
                codecs.decode(text, encoding)
            except UnicodeDecodeError as error:
                if len(text) == width and error.end >= len(text) and len(text) - error.start <= _CHARACTER_BYTES:
                    found.append((place + error.start, len(text) - error.start))
                    continue
                raise BadFile(
                    f"Column {column.name!r} of {file} is not {encoding} in row {row:,}; name its encoding with --encoding, or put a right "
                    ".cpg beside it."
                ) from error
    return found


def _blank(dbf: Path, ends: list[tuple[int, int]]) -> None:
    """Put blanks there: GDAL would hand on half a character."""
    with dbf.open("r+b") as stream:
        for place, count in ends:
            stream.seek(place)
            stream.write(b" " * count)


def _text_columns(dbf: Path) -> Iterator[_Cells]:
    """The cells that are not ASCII, column by column, block by block; the names of columns are such a column too."""
    with dbf.open("rb") as stream:
        head = stream.read(32)
        rows, start, width = struct.unpack("<IHH", head[4:12])
        fields = _fields(stream.read(start - 32))
        names = np.array([name for name, _, _ in fields], dtype="S11")
        yield from _not_ascii("(names of columns)", names, first=1, places=np.zeros(len(names), dtype="int64"))
        stream.seek(start)
        for first in range(0, rows, _ROWS_PER_BLOCK):
            count = min(_ROWS_PER_BLOCK, rows - first)
            block = np.frombuffer(stream.read(count * width), dtype=np.uint8)
            table = block[: len(block) // width * width].reshape(-1, width)
            begins = start + first * width + np.arange(len(table)) * width
            for name, offset, size in fields:
                part = np.ascontiguousarray(table[:, offset : offset + size])
                if part.shape[1] and part.max(initial=0) > 127:
                    cells = part.view(f"S{part.shape[1]}").ravel()
                    label = name.decode("ascii", "replace")
                    yield from _not_ascii(label, cells, first=first + 1, places=begins + offset)


def _not_ascii(name: str, cells: np.ndarray, *, first: int, places: np.ndarray) -> Iterator[_Cells]:
    odd = np.array([not cell.isascii() for cell in cells.tolist()], dtype=bool)
    if odd.any():
        yield _Cells(name, first + np.flatnonzero(odd), places[odd], cells[odd])


def _fields(block: bytes) -> list[tuple[bytes, int, int]]:
    """Name, offset in the row and width of each column of text."""
    found, offset = [], 1  # the first byte of a row is its deletion mark
    for at in range(0, len(block) - 31, 32):
        if block[at] == 0x0D:
            break
        kind, width = block[at + 11 : at + 12], block[at + 16]
        if kind == b"C":
            width += block[at + 17] << 8  # wide columns of text use the decimals' byte
            found.append((block[at : at + 11].split(b"\x00")[0], offset, width))
        offset += width
    return found
