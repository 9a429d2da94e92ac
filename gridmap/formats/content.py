"""What a file's first bytes say that it is, whatever its name says."""

from __future__ import annotations

import re
from pathlib import Path

from gridmap.errors import BadFile

_HEAD_BYTES = 4096
_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x1f\x8b", "gzip"),
    (0, b"PK\x03\x04", "zip"),
    (0, b"PK\x05\x06", "zip"),
    (0, b"SQLite format 3\x00", "sqlite"),
    (0, b"PAR1", "parquet"),
    (0, b"fgb\x03fgb", "flatgeobuf"),
    (0, b"\x00\x00\x27\x0a", "a part of a Shapefile"),
    (4, b"\x0a\x09OSMHeader", "pbf"),
    (0, b"%PDF", "pdf"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document (xls, doc)"),
    (0, b"\x89PNG", "a picture"),
    (0, b"\xff\xd8\xff", "a picture"),
    (0, b"7z\xbc\xaf", "7-zip"),
    (0, b"Rar!", "rar"),
    (0, b"BZh", "bzip2"),
    (0, b"\x28\xb5\x2f\xfd", "zstd"),
    (0, b"\xfd7zXZ", "xz"),
)
_DEVICES = re.compile(rb'\s*(?:\[\s*\{|\{\s*"(?:devices|observationGoals|legalEntities)"\s*:)')
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\x00\t\n\v\f\r\x1a\x1e")  # no text has them
_UNICODE_MARKS = (b"\xff\xfe", b"\xfe\xff")


def found_content(path: Path) -> str:
    """One word for the content: gzip, zip, sqlite, parquet, flatgeobuf, pbf, json, xml, html, text, or another's name.

    Raises BadFile when there is no such file, it is a folder, empty, or may not be read.
    """
    head = _head(path)
    for offset, magic, name in _MAGIC:
        if head[offset : offset + len(magic)] == magic:
            return name
    if _looks_binary(head):
        return "unknown bytes"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:64].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "html"
    if start.startswith(b"<?xml"):
        return "xml"
    return "json" if start.startswith(b"{") else "text"


def starts_with_devices(path: Path) -> bool:
    """Whether a JSON file begins like a sensor register's answer: a list of objects, or an object of such lists. False where it cannot be read."""
    try:
        head = _head(path)
    except BadFile:
        return False
    return bool(_DEVICES.match(head.removeprefix(b"\xef\xbb\xbf")))


def _head(path: Path) -> bytes:
    if path.is_fifo() or path.is_socket() or path.is_char_device():  # opening one could wait for ever
        raise BadFile(f"{path} is a pipe or a device; a file is needed.")
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except FileNotFoundError as error:
        raise BadFile(f"There is no file {path}.") from error
    except IsADirectoryError as error:
        raise BadFile(f"{path} is a folder; a file is needed.") from error
    except OSError as error:
        raise BadFile(f"{path} cannot be opened: {error.strerror}.") from error
    if not head.strip():
        raise BadFile(f"{path.name} is empty.")
    return head


def _looks_binary(head: bytes) -> bool:
    """NUL bytes without the pattern of UTF-16, where about every second byte is one; a few in a text do not make it binary."""
    if head.startswith(_UNICODE_MARKS) or b"\x00" not in head:
        return False
    if max(head[0::2].count(0), head[1::2].count(0)) >= len(head) // 20:
        return not head.strip(b"\x00 \t\r\n")
    return len(head.translate(None, _CONTROLS)) < len(head)
