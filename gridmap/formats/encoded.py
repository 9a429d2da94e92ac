"""Text files of any encoding as blocks of checked UTF-8, in constant memory.

The encoding is found out in this order: byte-order mark, pattern of UTF-16, valid UTF-8, the statistics of
GB18030's common characters against Windows-1252, and only then charset-normalizer's guess.
"""

from __future__ import annotations

import codecs
import gzip
import io
import re
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Lock
from typing import Any, BinaryIO, cast

from gridmap.errors import BadFile, BadValue

BLOCK_BYTES = 4 << 20
_UNPACKED_FREE = 1 << 30  # a gzip file may always grow to this size …
_RATIO_AT_MOST = 200  # … and beyond it only so many times its own; tables pack 5 to 50 times
_LAST_READ_S = 1.0  # between two reads a parser needs microseconds; this is for a busy machine
_RETURN_S = 0.01  # from the end of a read to the thread's being out of Python
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_GB_PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]")
# GB 2312 rows 1-3 (punctuation) and 16-55 (the 3,755 characters of level 1, 99.9 % of running Chinese text)
_GB_COMMON = re.compile(rb"[\xa1-\xa3\xb0-\xd7][\xa1-\xfe]")
_SINGLE = frozenset(["gb18030", "cp1252"])  # encodings whose decoders take almost any bytes
_HIGH = re.compile(rb"[\x80-\xff]")
_HIGH_RUN = re.compile(rb"[\x80-\xff]{2}")
# Windows-1252: no undefined bytes, and of the rest letters and the punctuation that people use
_WESTERN = re.compile(
    rb"[\xc0-\xff\x80\x82\x84\x85\x89-\x8c\x8e\x91-\x97\x99-\x9c\x9e\x9f\xa0\xa3\xa7-\xa9\xab\xae\xb0-\xb5\xb7\xba\xbb]"
)


# Whole words of Chinese in UTF-8. In GB18030 text two such characters in a row come about by chance in one word
# of a million, three practically never; in Windows-1252 they would be words like "åŒ—äº¬".
_UTF8_WORD = re.compile(rb"(?<![\x80-\xff])(?:[\xe3-\xe9][\x80-\xbf]{2}){2,}(?![\x80-\xff])")
_UTF8_LONG_WORD = re.compile(rb"(?<![\x80-\xff])(?:[\xe3-\xe9][\x80-\xbf]{2}){3,}(?![\x80-\xff])")
_WORD = re.compile(rb"[\x80-\xff]+")


def open_plain(path: Path) -> BinaryIO:
    """The file's bytes, unpacked when it is gzip."""
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    return cast(BinaryIO, gzip.open(path, "rb")) if packed else path.open("rb")


def raw_blocks(path: Path) -> Iterator[bytes]:
    """The file's unpacked bytes in blocks. Raises BadFile for broken, cut or absurdly packed gzip."""
    size = path.stat().st_size
    total = 0
    with open_plain(path) as file:
        while True:
            try:
                block = file.read(BLOCK_BYTES)
            except (EOFError, zlib.error, gzip.BadGzipFile) as error:
                raise BadFile(f"{path.name} is damaged or cut off after {total:,} unpacked bytes: {error}.") from error
            if not block:
                return
            total += len(block)
            if total > max(_UNPACKED_FREE, _RATIO_AT_MOST * size):
                raise BadFile(
                    f"{path.name} unpacks to more than {total:,} bytes from {size:,}; it is not read further."
                )
            yield block


def find_encoding(path: Path, *, given: str | None = None) -> str:
    """The encoding's Python name. A file that is ASCII to its end is utf-8.

    given: taken as it is. Raises BadValue when it does not exist, BadFile when nothing fits.
    """
    if given is not None:
        return _checked_name(given)
    lines = 1
    for number, block in enumerate(raw_blocks(path)):
        if number == 0:
            for mark, name in _MARKS:
                if block.startswith(mark):
                    return name
        if b"\x00" in block:
            return _without_mark(path, block, lines=lines)
        if not block.isascii():
            return _guess(path, block, lines=lines)
        lines += block.count(b"\n")
    return "utf-8"


def text_blocks(path: Path, encoding: str) -> Iterator[str]:
    """The whole text without byte-order mark, in blocks that may end anywhere.

    Raises BadFile that names the line of the first byte that is not of this encoding, or of a NUL.
    """
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    lines = 1
    for number, block in enumerate(raw_blocks(path)):
        if encoding in _SINGLE and (word := _UTF8_LONG_WORD.search(block)):
            raise _mixed(path, encoding, "UTF-8", line=lines + block.count(b"\n", 0, word.start()))
        text = _decoded(path, decoder, block, encoding=encoding, lines=lines)
        if number == 0:
            text = text.removeprefix("\ufeff")
        nul = text.find("\x00")
        if nul >= 0:
            line = lines + text.count("\n", 0, nul)
            raise _with_nul(path, line=line)
        lines += text.count("\n")
        yield text
    _decoded(path, decoder, b"", encoding=encoding, lines=lines)


class Utf8File(io.RawIOBase):
    """Text blocks as a readable file of UTF-8 bytes, for a parser that reads ahead in a thread of its own."""

    def __init__(self, blocks: Iterator[str]) -> None:
        super().__init__()
        self._blocks = blocks
        self._rest = memoryview(b"")
        self._reading = Lock()
        self._is_ended = False
        self._end_was_told = Event()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer` with what is left of the present block; 0 at the end."""
        size = 0
        with self._reading:
            try:
                while not self._rest and not self._is_ended:
                    self._rest = memoryview(next(self._blocks).encode("utf-8"))
                size = 0 if self._is_ended else min(len(buffer), len(self._rest))
                buffer[:size] = self._rest[:size]
                self._rest = self._rest[size:]
            except StopIteration:
                size = 0
            finally:  # after an error nobody asks again either
                if size == 0:
                    self._end_was_told.set()
        return size

    def end(self) -> None:
        """Be at the end from now on, and return when the parser's thread has left this file for good.

        That thread must not be in here when the interpreter shuts down. Nobody tells when a parser that was given up has
        stopped: it is either in a read, which is awaited, or about to ask once more, or waits until more is wanted.
        """
        self._is_ended = True
        with self._reading:
            pass
        self._end_was_told.wait(_LAST_READ_S)
        time.sleep(_RETURN_S)


def _checked_name(name: str) -> str:
    try:
        info = codecs.lookup(name)
        "".encode(info.name)
    except (LookupError, TypeError, ValueError) as error:
        raise BadValue(f"{name!r} is no text encoding; utf-8, gb18030, windows-1252 and utf-16 are.") from error
    # gbk and gb2312 are parts of gb18030, and files called so go beyond them
    return "gb18030" if info.name in {"gbk", "gb2312"} else info.name.removesuffix("-sig")


def _without_mark(path: Path, block: bytes, *, lines: int) -> str:
    """UTF-16 without a mark: of its Latin letters and line ends every second byte is NUL."""
    low, high = block[0::2].count(0), block[1::2].count(0)
    for name, zeros in (("utf-16-le", high), ("utf-16-be", low)):
        if zeros > max(0.9 * (low + high), len(block) // 20) and _decodes(block, name):
            return name
    line = lines + block.count(b"\n", 0, block.index(b"\x00"))
    raise _with_nul(path, line=line)


def _with_nul(path: Path, *, line: int) -> BadFile:
    return BadFile(
        f"{path.name} has a NUL character in line {line}, which no text has; take it out, or save the file as UTF-8 again."
    )


def _guess(path: Path, block: bytes, *, lines: int) -> str:
    """The encoding of a block that holds bytes beyond ASCII."""
    if _decodes(block, "utf-8"):
        return "utf-8"
    words = list(_UTF8_WORD.finditer(block))
    if len(words) > 0.05 * len(_WORD.findall(block)):
        raise _mixed(path, "UTF-8", "another encoding", line=lines + block.count(b"\n", 0, _first_bad(block)))
    pairs = _GB_PAIR.findall(block)
    common = sum(1 for pair in pairs if _GB_COMMON.match(pair))
    if common >= 0.6 * len(pairs) > 0:
        if _decodes(block, "gb18030"):
            return "gb18030"
        if words:
            raise _mixed(path, "GB18030", "UTF-8", line=lines + block.count(b"\n", 0, words[0].start()))
    high = _HIGH.findall(block)
    alone = len(high) - len(_HIGH_RUN.findall(block)) * 2
    if _decodes(block, "cp1252") and len(_WESTERN.findall(block)) >= 0.95 * len(high) and alone >= 0.5 * len(high):
        return "cp1252"
    from charset_normalizer import from_bytes  # noqa: PLC0415 - last resort, and slow to import

    best = from_bytes(block[: 1 << 18]).best()
    if best is None:
        line = lines + block.count(b"\n", 0, _first_bad(block))
        raise BadFile(
            f"{path.name} is in no one encoding: line {line} is not UTF-8, and the whole is neither GB18030 nor "
            "Windows-1252. Save it as UTF-8 or name its encoding."
        )
    return _checked_name(best.encoding)


def _decodes(block: bytes, encoding: str) -> bool:
    """Valid up to a character that the block's end may cut."""
    try:
        codecs.getincrementaldecoder(encoding)("strict").decode(block)
    except UnicodeDecodeError:
        return False
    return True


def _first_bad(block: bytes) -> int:
    try:
        block.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return 0


def _decoded(path: Path, decoder: codecs.IncrementalDecoder, block: bytes, *, encoding: str, lines: int) -> str:
    try:
        return decoder.decode(block, final=not block)
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode(error.encoding, "ignore")
        found = error.object[error.start : error.start + 4].hex(" ")
        raise _mixed(path, encoding, f"bytes {found}", line=lines + before.count("\n")) from error


def _mixed(path: Path, encoding: str, other: str, *, line: int) -> BadFile:
    return BadFile(
        f"{path.name} is {encoding} in part, but line {line} is not ({other}): mixed encodings, a wrong --encoding or a "
        "file that was cut off. Save it in one encoding."
    )
