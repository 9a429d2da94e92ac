"""`gridmap log questions`: a number a day."""

from __future__ import annotations

import json
from datetime import date

from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.register.usecases.places import tell_public
from tests.cli.conftest import Typed


def test_questions_of_the_public_are_shown_by_day_the_newest_first(typed: Typed, database: Database) -> None:
    assert typed("log", "questions") == (0, "The public has asked nothing yet.\n", "")
    for day, asked in ((date(2026, 6, 1), 2), (date(2026, 6, 2), 1)):
        for _ in range(asked):
            tell_public(database.engine(DbRole.REGISTER), lon=122.6, lat=38.0, day=day)
    assert typed("log", "questions") == (0, "2026-06-02  1\n2026-06-01  2\n", "")
    assert json.loads(typed("log", "questions", "--limit", "1", "--json")[1]) == [{"day": "2026-06-02", "questions": 1}]
    assert typed("log", "show")[1] == "The log is empty.\n"
