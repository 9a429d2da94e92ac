"""Merge a staged import into its table: one table of rules for every kind (DESIGN 3, "Merging an import").

Same content is unchanged; the same key with other content is a correction, whose old row goes to the context's history;
a later `valid_from` of a known code ends the version before it; an earlier one, or one inside another version, is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Table,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy import Text as SqlText

from gridmap.errors import Issue


@dataclass(frozen=True, slots=True)
class MergeCounts:
    """What a merge did, in rows."""

    new: int
    corrected: int
    unchanged: int
    ended: int = 0
    issues: tuple[Issue, ...] = ()


def merge(connection: Connection, table: Table, staged: Table, *, key: str, history: Table) -> MergeCounts:
    """Merge rows that are known by `key` alone. The staged table has `line` beside the table's own columns."""
    issues = _drop_repeated(connection, staged, [key])
    same_key = table.c[key] == staged.c[key]
    unchanged = _discard(
        connection,
        staged,
        exists().where(same_key, table.c.content_digest == staged.c.content_digest),
    )
    corrected = _correct(connection, table, staged, same_key, history=history, key=key)
    new = _insert(connection, table, staged)
    return MergeCounts(new, corrected, unchanged, issues=issues)


def merge_versions(connection: Connection, table: Table, staged: Table, *, key: str, history: Table) -> MergeCounts:
    """Merge rows that are known by (`key`, `valid_from`).

    The staged table has `line` and `dated` (the file itself gave valid_from) beside the table's own columns. A row
    whose date is only the day of the import, and whose content stands already, is unchanged, so that the same file changes nothing tomorrow.
    """
    issues = _drop_repeated(connection, staged, [key, "valid_from"])
    same_code = table.c[key] == staged.c[key]
    same_version = and_(same_code, table.c.valid_from == staged.c.valid_from)
    same_content = and_(
        table.c.content_digest == staged.c.content_digest,
        or_(staged.c.valid_to.is_(None), staged.c.valid_to.is_not_distinct_from(table.c.valid_to)),
    )
    stands = and_(same_code, ~staged.c.dated, table.c.valid_to.is_(None), table.c.valid_from <= staged.c.valid_from)
    unchanged = _discard(connection, staged, exists().where(or_(same_version, stands), same_content))
    issues += _refuse_overlaps(connection, table, staged, key=key)
    corrected = _correct(connection, table, staged, same_version, history=history, key=key)
    _end_within_file(connection, staged, key=key)
    first = select(staged.c[key], func.min(staged.c.valid_from).label("first")).group_by(staged.c[key]).subquery()
    later = and_(table.c[key] == first.c[key], table.c.valid_to.is_(None), table.c.valid_from < first.c.first)
    ended = connection.execute(update(table).where(later).values(valid_to=first.c.first)).rowcount
    new = _insert(connection, table, staged)
    return MergeCounts(new, corrected, unchanged, ended, issues)


def absent_keys(connection: Connection, table: Table, staged: Table, *, key: str, limit: int = 1000) -> list[str]:
    """Keys that stand in the table and not on the stage, for `--snapshot`; at most `limit` of them. Nothing is deleted."""
    current = table.c.valid_to.is_(None) if "valid_to" in table.c else literal(True)
    staged_too = exists().where(table.c[key] == staged.c[key])
    rows = connection.execute(select(table.c[key]).where(current, ~staged_too).order_by(table.c[key]).limit(limit))
    return [str(row[0]) for row in rows]


def _drop_repeated(connection: Connection, staged: Table, keys: Sequence[str]) -> tuple[Issue, ...]:
    """Keep the first row of each key; name the others."""
    rank = func.row_number().over(partition_by=[staged.c[k] for k in keys], order_by=staged.c.line)
    ranked = select(staged.c.line, rank.label("rank")).subquery()
    gone = connection.execute(
        delete(staged)
        .where(staged.c.line.in_(select(ranked.c.line).where(ranked.c.rank > 1)))
        .returning(staged.c.line, staged.c[keys[0]])
    ).all()
    return tuple(
        Issue(
            row[0],
            keys[0],
            "repeated-key",
            f"{keys[0]} {str(row[1])[:60]!r} stands in an earlier row of this file; each key may come once.",
            value=str(row[1])[:80],
        )
        for row in sorted(gone)
    )


def _discard(connection: Connection, staged: Table, condition: ColumnElement[bool] | Any) -> int:
    return connection.execute(delete(staged).where(condition)).rowcount


def _refuse_overlaps(connection: Connection, table: Table, staged: Table, *, key: str) -> tuple[Issue, ...]:
    """Rows that would begin before what stands, or inside a version that has ended."""
    same_code = table.c[key] == staged.c[key]
    collides = and_(
        same_code,
        table.c.valid_from != staged.c.valid_from,
        or_(
            table.c.valid_from > staged.c.valid_from,
            and_(table.c.valid_to.is_not(None), table.c.valid_to > staged.c.valid_from),
        ),
    )
    corrects = exists().where(same_code, table.c.valid_from == staged.c.valid_from)
    gone = connection.execute(
        delete(staged)
        .where(exists().where(collides), ~corrects)
        .returning(staged.c.line, staged.c[key], staged.c.valid_from)
    ).all()
    return tuple(
        Issue(
            row[0],
            "valid_from",
            "overlapping-validity",
            f"{key} {str(row[1])[:60]!r} from {row[2]} overlaps a version that stands; a new version begins after the last one.",
            value=str(row[2]),
        )
        for row in sorted(gone)
    )


def _end_within_file(connection: Connection, staged: Table, *, key: str) -> None:
    """Several versions of one code in one file: each ends where the next begins."""
    following = func.lead(staged.c.valid_from).over(partition_by=staged.c[key], order_by=staged.c.valid_from)
    ends = select(staged.c.line, following.label("ends")).subquery()
    connection.execute(
        update(staged)
        .where(staged.c.line == ends.c.line, staged.c.valid_to.is_(None), ends.c.ends.is_not(None))
        .values(valid_to=ends.c.ends)
    )


def _correct(
    connection: Connection, table: Table, staged: Table, same: ColumnElement[bool], *, history: Table, key: str
) -> int:
    """Put the old rows into history and the staged content in their place; takes them off the stage."""
    old_row = func.to_jsonb(table.table_valued())
    connection.execute(
        insert(history).from_select(
            ["table_name", "row_key", "replaced_by_batch", "row"],
            select(literal(table.name), table.c[key].cast(SqlText), staged.c.batch_id, old_row).where(same),
        )
    )
    values: dict[str, Any] = {c.name: staged.c[c.name] for c in _content(table, staged)}
    if "valid_to" in values:
        values["valid_to"] = case((staged.c.valid_to.is_(None), table.c.valid_to), else_=staged.c.valid_to)
    connection.execute(update(table).where(same).values(values))
    return connection.execute(delete(staged).where(exists().where(same))).rowcount


def _insert(connection: Connection, table: Table, staged: Table) -> int:
    names = [c.name for c in _content(table, staged)]
    rows = select(*[staged.c[name] for name in names]).order_by(staged.c.line)
    inserted = insert(table).from_select(names, rows).execution_options(preserve_rowcount=True)
    return connection.execute(inserted).rowcount


def _content(table: Table, staged: Table) -> list[Column[Any]]:
    return [column for column in table.c if column.name in staged.c]
