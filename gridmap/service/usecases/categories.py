"""Bring the database's table of categories to the one of the rules."""

from __future__ import annotations

from sqlalchemy import Engine

from gridmap.db.door import translating
from gridmap.db.scope import writing
from gridmap.service.rules.category import Category, categories
from gridmap.service.store.categories import replace_all


def install_catalogue(engine: Engine) -> None:
    """Write the closed table as it stands in `rules/category.py`; again changes nothing. `engine`: the owner's.

    Part of every migration: no serving or job role may write this table.
    """
    with translating(), writing(engine, "*") as connection:
        replace_all(connection, [_row(category) for category in categories().values()])


def _row(category: Category) -> dict[str, object]:
    return {
        "code": category.code,
        "class": category.class_code,
        "name_en": category.name_en,
        "name_zh": category.name_zh,
        "location_kind": category.location_kind,
        "severity": category.severity,
        "due_hours": category.due_hours,
        "calendar": category.calendar,
        "valid_from": category.valid_from,
        "valid_to": category.valid_to,
    }
