"""What an import keeps of its issues."""

from __future__ import annotations

import pytest

from gridmap.errors import Issue, Severity
from gridmap.grids.usecases import import_report
from gridmap.grids.usecases.import_report import Tally


@pytest.fixture(autouse=True)
def _room_for_three(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_report, "_ISSUES_KEPT", 3)


def test_warnings_in_every_row_do_not_hide_the_errors() -> None:
    tally = Tally()
    for line in range(2, 9):
        tally.add((Issue(line, "name", "person-not-stored", "left out", Severity.WARNING),))
    tally.add((Issue(8, "lon", "bad-number", "lon is 'x'."),))
    assert [(issue.line, issue.code) for issue in tally.issues[3:]] == [(8, "bad-number")]
    assert len(tally.issues) == 4
    assert tally.counts == {"person-not-stored": 7, "bad-number": 1}


def test_a_withheld_cell_is_known_though_its_issue_is_not_kept() -> None:
    tally = Tally()
    for line in range(2, 9):
        tally.add((Issue(line, "name", "person-not-stored", "left out", Severity.WARNING),))
    assert tally.withheld == {"name": set(range(2, 9))}
