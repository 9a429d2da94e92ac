"""Tests of texts that keep their answers, since the texts of a column repeat."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec

P = ParamSpec("P")

_LONGEST = 200  # a cell may hold a million characters, and a name never does


def remembered(test: Callable[Concatenate[str, P], bool]) -> Callable[Concatenate[str, P], bool]:
    """The test with the answers of its last 16,384 short texts kept; a long text is tested each time."""
    kept = lru_cache(maxsize=16384)(test)

    @wraps(test)
    def answer(text: str, /, *args: P.args, **named: P.kwargs) -> bool:
        if len(text) > _LONGEST:
            return test(text, *args, **named)
        return kept(text, *args, **named)  # type: ignore[arg-type]  # a ParamSpec does not say that they have hashes

    return answer
