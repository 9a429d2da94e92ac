"""A small model of DESIGN 3, "Merging an import": what a table of versions holds after a file, said row by row instead of in sets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file. dated: the file itself gave `begins`."""

    line: int
    code: str
    begins: date
    ends: date | None
    content: int
    dated: bool = True


@dataclass(frozen=True, slots=True)
class Version:
    """What stands: [begins, ends)."""

    code: str
    begins: date
    ends: date | None
    content: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """The table afterwards and what the report says; replaced: versions that went into history."""

    table: frozenset[Version]
    new: int
    corrected: int
    unchanged: int
    ended: int
    repeated: tuple[int, ...]
    refused: tuple[int, ...]
    replaced: tuple[Version, ...]


class Overlap(Exception):
    """Two versions of one code would be valid on the same day; the whole file is refused."""


def after(table: frozenset[Version], rows: Sequence[Row]) -> Outcome:
    """What the table holds after one file. Raises Overlap."""
    standing: dict[tuple[str, date], Version] = {(v.code, v.begins): v for v in table}
    seen: set[tuple[str, date]] = set()
    repeated, refused, replaced = [], [], []
    fresh: list[Row] = []
    corrections: list[Row] = []
    unchanged = 0
    for row in rows:
        if (row.code, row.begins) in seen:
            repeated.append(row.line)
            continue
        seen.add((row.code, row.begins))
        same = standing.get((row.code, row.begins))
        others = [v for v in table if v.code == row.code and v.begins != row.begins]
        if _says_the_same(row, same) or (not row.dated and any(_still_says(row, v) for v in [*others, same] if v)):
            unchanged += 1
        elif same is not None:
            corrections.append(row)
        elif any(v.begins > row.begins or (v.ends is not None and v.ends > row.begins) for v in others):
            refused.append(row.line)
        else:
            fresh.append(row)
    for row in corrections:
        old = standing[(row.code, row.begins)]
        replaced.append(old)
        standing[(row.code, row.begins)] = replace(old, content=row.content, ends=row.ends or old.ends)
    ended = _begin(standing, fresh)
    made = frozenset(standing.values())
    if any(_overlap(a, b) for a in made for b in made if a.code == b.code and a.begins < b.begins):
        raise Overlap
    return Outcome(
        made, len(fresh), len(corrections), unchanged, ended, tuple(repeated), tuple(sorted(refused)), tuple(replaced)
    )


def _begin(standing: dict[tuple[str, date], Version], fresh: Sequence[Row]) -> int:
    """Put the fresh rows in: the first of a code ends what stands open, each ends where the next begins. Returns versions ended."""
    ended = 0
    for row in fresh:
        earlier = [r for r in fresh if r.code == row.code and r.begins < row.begins]
        open_ones = [k for k, v in standing.items() if v.code == row.code and v.ends is None and v.begins < row.begins]
        for key in open_ones if not earlier else []:
            standing[key] = replace(standing[key], ends=row.begins)
            ended += 1
    for row in fresh:
        following = [r.begins for r in fresh if r.code == row.code and r.begins > row.begins]
        ends = row.ends or min(following, default=None)
        standing[(row.code, row.begins)] = Version(row.code, row.begins, ends, row.content)
    return ended


def _says_the_same(row: Row, version: Version | None) -> bool:
    return version is not None and version.content == row.content and row.ends in (None, version.ends)


def _still_says(row: Row, version: Version) -> bool:
    return version.ends is None and version.begins <= row.begins and _says_the_same(row, version)


def _overlap(first: Version, second: Version) -> bool:
    """`first` begins before `second`; an empty version (ends on the day it begins) overlaps nothing."""
    return (
        second.ends != second.begins
        and first.ends != first.begins
        and (first.ends is None or first.ends > second.begins)
    )
