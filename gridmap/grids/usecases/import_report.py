"""What is counted and told of an import, and what it leaves behind: the report, the batch with its log entry, the fix-up file."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from gridmap import __version__
from gridmap.access.store import batches, logs
from gridmap.db.merging import MergeCounts
from gridmap.errors import Issue, RejectedFile, Severity
from gridmap.formats.fixup import refused_rows, write_fixup
from gridmap.formats.table import Chunk, Header, read_chunks
from gridmap.grids.rules.field import Match
from gridmap.grids.rules.withheld import WITHHELD, safe_values, told_safely, withheld_cell
from gridmap.grids.usecases.import_kind import ImportKind, ImportOptions, ParseContext

_ISSUES_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did; `issues` holds the first ten thousand errors and as many others by line, `issue_counts` counts all."""

    kind: str
    file: str
    batch_id: int
    run: str
    datum: str | None
    rows_read: int
    rows_refused: int
    new: int
    corrected: int
    unchanged: int
    ended: int
    matched: dict[str, str]
    left_behind: tuple[str, ...]
    refused_by_reason: dict[str, int]
    issue_counts: dict[str, int]
    issues: tuple[Issue, ...]
    absent: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


@dataclass(slots=True)
class Tally:
    """Counts what passes by; keeps its first issues, and of the others the lines.

    room: how many more errors, and how many others, are kept: warnings in every row must not hide the errors, of which
    the fix-up file is made. withheld: by field, all lines whose value may be told nowhere.
    """

    rows_read: int = 0
    issues: list[Issue] = field(default_factory=list)
    room: dict[bool, int] = field(default_factory=lambda: {True: _ISSUES_KEPT, False: _ISSUES_KEPT})
    counts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    refused: set[int] = field(default_factory=set)
    withheld: dict[str, set[int]] = field(default_factory=dict)

    def add(self, issues: tuple[Issue, ...]) -> None:
        """Count issues and keep the first of them."""
        for issue in issues:
            self.counts[issue.code] += 1
            if issue.severity is Severity.ERROR:
                self.refused.add(issue.line)
            if issue.code in WITHHELD:
                self.withheld.setdefault(issue.field, set()).add(issue.line)
            if (room := self.room[issue.severity is Severity.ERROR]) > 0:
                self.issues.append(told_safely(issue))
                self.room[issue.severity is Severity.ERROR] = room - 1


def finish_batch(
    connection: Connection, report: ImportReport, options: ImportOptions, tally: Tally, *, actor: str
) -> None:
    """Refuse the whole file where that was asked for; else close the batch and write the log."""
    if options.on_issue == "reject-file" and tally.refused:
        raise RejectedFile(
            f"{len(tally.refused)} of {tally.rows_read} rows would be refused, and --on-issue reject-file asks for all or nothing; "
            "nothing was written.",
            report,
        )
    counts = {
        name: getattr(report, name) for name in ("rows_read", "rows_refused", "new", "corrected", "unchanged", "ended")
    }
    batch = report.batch_id
    batches.close_batch(connection, batch, {**counts, "refused_by_reason": report.refused_by_reason}, report.issues)
    logs.append(
        connection,
        actor=actor,
        action="import",
        what=report.kind,
        detail={"batch": batch, "file": report.file, **counts},
        rows=report.new + report.corrected,
    )


def batch_values(
    kind: ImportKind, path: Path, options: ImportOptions, context: ParseContext, *, actor: str
) -> dict[str, Any]:
    """The columns of a batch that are known before the first row."""
    return {
        "kind": kind.name,
        "file_name": path.name,
        "file_sha256": _sha256(path),
        "datum": context.datum.name if context.datum else None,
        "actor": actor,
        "options": {
            "as_of": options.as_of.isoformat(),
            "columns": dict(options.columns),
            "values": safe_values(dict(options.values)),
            "zone": options.zone,
            "repair": options.repair,
            "on_issue": options.on_issue,
        },
        "code_version": __version__,
    }


@contextmanager
def fixing_up(header: Header, match: Match, tally: Tally, options: ImportOptions) -> Iterator[None]:
    """Writes the fix-up file when the import in its block is through, and when it was refused for its rows."""
    try:
        yield
    except RejectedFile:
        _write_fix_up_file(header, match, tally, options)
        raise
    _write_fix_up_file(header, match, tally, options)


def _write_fix_up_file(header: Header, match: Match, tally: Tally, options: ImportOptions) -> None:
    """Write the refused rows, with what was wrong, to the file that was asked for; a second reading keeps memory flat."""
    if options.fix_up is None:
        return
    columns = list(match.columns.values())
    chunks = read_chunks(header, columns)
    refused = (refused_rows(chunk, tally.issues, columns=columns) for chunk in chunks)
    write_fixup(options.fix_up, (_without_withheld(chunk, match, tally) for chunk in refused))


def _without_withheld(chunk: Chunk, match: Match, tally: Tally) -> Chunk:
    """The rows with those cells empty that an issue withholds, or that hold a person or a way to the pictures."""
    frame = chunk.frame.astype(dict.fromkeys(match.columns.values(), object))
    for column in match.columns.values():
        frame[column] = [None if withheld_cell(cell) else cell for cell in frame[column]]
    for name, lines in tally.withheld.items():
        if name in match.columns:
            frame.loc[frame.index.isin(list(lines)), match.columns[name]] = None
    return replace(chunk, frame=frame)


def unread_rows(chunk: Chunk) -> int:
    """Rows that the reader could not read as rows, so that they are not in the chunk's frame."""
    lines = {issue.line for issue in chunk.issues if issue.severity is Severity.ERROR} - {0}
    return len(lines - set(chunk.frame.index.tolist())) if lines else 0


def report_of(
    kind: ImportKind,
    path: Path,
    context: ParseContext,
    match: Match,
    tally: Tally,
    merged: MergeCounts,
    *,
    batch_id: int,
    absent: tuple[str, ...],
) -> ImportReport:
    """The report of an import whose rows are merged."""
    return ImportReport(
        kind=kind.name,
        file=path.name,
        batch_id=batch_id,
        run=context.options.run,
        datum=context.datum.name if context.datum else None,
        rows_read=tally.rows_read,
        rows_refused=len(tally.refused - {0}) + sum(tally.reasons.values()),
        new=merged.new,
        corrected=merged.corrected,
        unchanged=merged.unchanged,
        ended=merged.ended,
        matched=dict(match.columns),
        left_behind=match.left_behind,
        refused_by_reason=dict(tally.reasons),
        issue_counts=dict(tally.counts),
        issues=tuple(sorted(tally.issues, key=lambda issue: issue.line)),
        absent=absent,
    )


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()
