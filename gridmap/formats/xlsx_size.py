"""Whether a workbook fits into memory, seen before it is read: every cell of a sheet's rectangle will be held.

Nothing that the file says of itself is believed: the parts are unpacked once, in pieces, and what counts is counted.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gridmap.errors import BadFile
from gridmap.formats.table import COLUMNS_AT_MOST

_UNPACKED_AT_MOST = 1 << 30
_RATIO_AT_MOST = 200  # XML of real sheets packs 5 to 30 times, of very regular ones 340 times …
_RATIO_FREE = 200_000_000  # … so that what unpacks to less than this may pack as it likes
_CELLS_AT_MOST = 24_000_000  # about 0.8 GB
_TEXT_AT_MOST = 1 << 30  # a text that cells share is held once a cell
_PIECE_BYTES = 4 << 20
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_CELL = re.compile(rb"<c[ />]")
_SHARED = re.compile(rb't="s"[^>]{0,24}><v>([0-9]{1,9})<')
_ITEM = re.compile(rb"<si[ />]")


def check_size(path: Path) -> None:
    """Raises BadFile for a workbook that would fill the memory, and for one that is no whole workbook."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _check_unpacked(sum(part.file_size for part in parts), path.stat().st_size, file=path.name)
            if "[Content_Types].xml" not in archive.namelist():
                raise BadFile(f"{path.name} is a zip archive, not a workbook.")
            lengths = _shared_lengths(archive)
            for part in parts:
                sheet = _Sheet()
                for piece in _pieces(archive, part, cut=b"<c"):  # all of it, for its checksum
                    if part.filename.startswith("xl/worksheets/"):
                        sheet.count(piece, lengths)
                sheet.check(path.name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise damaged(path) from error


def damaged(path: Path) -> BadFile:
    """What is said of a workbook that cannot be read."""
    return BadFile(f"{path.name} is damaged or cut off, or locked with a password; save it as a workbook again.")


def _check_unpacked(unpacked: int, size: int, *, file: str) -> None:
    """Both limits; the sentence names the one that is passed."""
    if unpacked > _UNPACKED_AT_MOST:
        raise BadFile(f"{file} unpacks to {unpacked:,} bytes; at most {_UNPACKED_AT_MOST:,} are read. Save it as CSV.")
    if unpacked > max(_RATIO_FREE, _RATIO_AT_MOST * size):
        raise BadFile(
            f"{file} unpacks to {unpacked:,} bytes, {unpacked / size:,.0f} times its own size; what unpacks to more than "
            f"{_RATIO_FREE:,} may be packed {_RATIO_AT_MOST} times at most. Save it as CSV."
        )


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo, *, cut: bytes) -> Iterator[bytes]:
    """The part's bytes in pieces that end before `cut`, so that no element which begins so is torn."""
    rest = b""
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE_BYTES):
            text = rest + piece
            at = text.rfind(cut)
            at = at if at > 0 else len(text)
            yield text[:at]
            rest = text[at:]
    yield rest


@dataclass(slots=True)
class _Sheet:
    """What is counted of one sheet: the rectangle, the cells, the bytes of shared texts."""

    width: int = 0
    height: int = 0
    cells: int = 0
    shared: int = 0
    _columns: set[bytes] = field(default_factory=set)
    _rows: int = 0
    _in_row: int = 0

    def count(self, piece: bytes, lengths: Sequence[int]) -> None:
        """The next piece of its XML. lengths: bytes of each shared text, where they could matter."""
        places = _REFERENCE.findall(piece)
        for column in {column for column, _ in places} - self._columns:
            self._columns.add(column)
            self.width = max(self.width, _column_number(column))
        self.height = max(self.height, max((int(row) for _, row in places), default=0))
        cells = len(_CELL.findall(piece))
        self.cells += cells
        if cells > len(places):  # cells that do not say where they are stand side by side
            self._count_rows(piece)
        if lengths:
            self.shared += sum(lengths[n] for n in map(int, _SHARED.findall(piece)) if n < len(lengths))

    def _count_rows(self, piece: bytes) -> None:
        begun, *rows = (len(_CELL.findall(text)) for text in piece.split(b"<row"))
        self.width = max(self.width, self._in_row + begun, *rows)
        self._in_row = rows[-1] if rows else self._in_row + begun
        self._rows += len(rows)
        self.height = max(self.height, self._rows)

    def check(self, file: str) -> None:
        """Raises BadFile for a sheet of more than a sane size."""
        if self.width > COLUMNS_AT_MOST or max(self.width * self.height, self.cells) > _CELLS_AT_MOST:
            raise BadFile(
                f"A sheet of {file} spans {self.width:,} columns and {self.height:,} rows; at most {COLUMNS_AT_MOST:,} columns "
                f"and {_CELLS_AT_MOST:,} cells are read. Delete what stands far out, or save it as CSV."
            )
        if self.shared > _TEXT_AT_MOST:
            raise BadFile(
                f"The texts of a sheet of {file} come to {self.shared:,} bytes; at most {_TEXT_AT_MOST:,} are read. Save it as CSV."
            )


def _shared_lengths(archive: zipfile.ZipFile) -> list[int]:
    """Bytes of each text that cells share, markup included; none where even the longest in every cell would do."""
    starts, end = list[int](), 0
    for part in archive.infolist():
        if part.filename == "xl/sharedStrings.xml":
            for piece in _pieces(archive, part, cut=b"<si"):
                starts += [end + found.start() for found in _ITEM.finditer(piece)]
                end += len(piece)
    lengths = [after - start for start, after in zip(starts, [*starts[1:], end], strict=False)]
    return lengths if max(lengths, default=0) * _CELLS_AT_MOST > _TEXT_AT_MOST else []


def _column_number(letters: bytes) -> int:
    """A = 1, Z = 26, AA = 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
