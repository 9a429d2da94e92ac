"""JSON objects out of a stream of text, one at a time, in constant memory.

The standard decoder reads one value from a position; here it is fed from a buffer that grows only while the
value at its start is incomplete. A FeatureCollection of any size is so read feature by feature.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from gridmap.errors import BadFile

VALUE_CHARACTERS_AT_MOST = 64 << 20  # the largest single feature; a country's outline in full detail has about 10 MB
_NEAR_THE_END = 64  # a word or number that the buffer's end cuts is shorter than this
_OPEN_TEXT = "Unterminated string"


class _RepeatedNameError(ValueError):
    """An object has a name twice; its text is the name."""


def _object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        raise _RepeatedNameError(next(name for name in names if names.count(name) > 1))
    return made


class JsonScanner:
    """A cursor over the characters of a JSON text that comes in blocks."""

    def __init__(self, blocks: Iterator[str], *, file: str) -> None:
        self._blocks = blocks
        self.file = file
        self._text = ""
        self._at = 0
        self._passed = 0  # characters before the buffer
        decoder = json.JSONDecoder(object_pairs_hook=_object_of)
        self._scan: Callable[[str, int], tuple[Any, int]] = decoder.scan_once  # type: ignore[attr-defined]

    @property
    def position(self) -> int:
        """Characters read so far."""
        return self._passed + self._at

    def peek_character(self, *, skip: str = " \t\r\n") -> str:
        """The next character that is not skipped, without taking it; "" at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in skip:
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def take(self, character: str) -> None:
        """Step over this character. Raises BadFile when another one stands there."""
        found = self.peek_character()
        if found != character:
            raise self.error(f"{character!r} was expected and {found!r} found" if found else "")
        self._at += 1

    def value(self) -> Any:
        """The next whole JSON value. Raises BadFile when it is malformed, cut off, or more than 64 MB long."""
        self.peek_character()
        while True:
            try:
                value, end = self._scan(self._text, self._at)
            except json.JSONDecodeError as error:
                self._read_on(error.pos - self._at, error.msg)
            except StopIteration as error:
                self._read_on(int(error.value) - self._at, "a value was expected")
            except RecursionError as error:
                raise self.error("brackets are nested too deep") from error
            except _RepeatedNameError as error:
                raise self.repeated(str(error)) from error
            except ValueError as error:  # what Python says of a whole number of more than 4,300 digits
                raise self.error("a number has more digits than any number here, 4,300") from error
            else:
                size = end - self._at
                if end < len(self._text) or isinstance(value, dict | list | str) or not self._more():
                    self._at += size
                    return value

    def repeated(self, name: str) -> BadFile:
        """The exception for a name that stands twice in one object: nothing says which of its values counts."""
        return BadFile(
            f"{self.file} has the name {name[:80]!r} twice in one object of what begins at character {self.position + 1:,}; "
            "give each name once."
        )

    def error(self, reason: str) -> BadFile:
        """The exception for this place; no reason means that the text ends too early."""
        if reason:
            return BadFile(f"{self.file} is not well-formed at character {self.position + 1:,}: {reason}.")
        return BadFile(
            f"{self.file} is cut off: its text breaks off at character {self.position + 1:,}, its JSON incomplete."
        )

    def _read_on(self, broken: int, reason: str) -> None:
        """More text for an incomplete value; raises BadFile when more text cannot mend it.

        broken: characters from the value's start to where it stops making sense.
        """
        rest = len(self._text) - self._at
        if rest > VALUE_CHARACTERS_AT_MOST:
            raise self.error(f"one value is longer than {VALUE_CHARACTERS_AT_MOST:,} characters")
        incomplete = rest - broken <= _NEAR_THE_END or reason.startswith(_OPEN_TEXT)
        if incomplete and self._more(at_least=rest):
            return
        self._at += rest if reason.startswith(_OPEN_TEXT) else broken
        raise self.error("" if incomplete else reason)

    def _more(self, *, at_least: int = 0) -> bool:
        """Read on by about `at_least` characters, so that a long value is not tried at every block."""
        parts, size = [self._text[self._at :]], 0
        for block in self._blocks:
            parts.append(block)
            size += len(block)
            if size > at_least:
                break
        self._passed += self._at
        self._text, self._at = "".join(parts), 0
        return size > 0
