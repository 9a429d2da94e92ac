"""Closed incident categories: a thing to mend or a hazard, never what somebody did; held by the database itself."""

from __future__ import annotations

import dataclasses

import psycopg
import pytest
from sqlalchemy import text

from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.db.scope import reading
from gridmap.db.server import Server
from gridmap.service.rules.category import SEVERITIES, categories, category_codes
from gridmap.service.store.categories import all_rows
from gridmap.service.usecases.categories import install_catalogue
from tests.db.rows import database_name, insert_row, superuser, tables_of

CONDUCT = ["OTHER", "NOISE", "CRIME-THEFT", "PETITION", "BELIEF", "HOMELESS", "LGT-NOISE", "", "lgt-out", " LGT-OUT"]
_INCIDENT = next(table for table in tables_of(["service"]) if table.name == "incident")


@pytest.mark.parametrize("category", CONDUCT)
def test_incident_of_another_category_is_refused_by_the_constraint(
    city: Database, server: Server, category: str
) -> None:
    """Even for the owner of the server, whose rows no policy stops."""
    refused = pytest.raises(psycopg.errors.CheckViolation, match="ck_incident_category")
    with superuser(server, database_name(city)) as connection, refused:
        insert_row(connection, _INCIDENT, 9, category=category)


def test_every_category_of_the_table_is_accepted(city: Database, server: Server) -> None:
    with superuser(server, database_name(city)) as connection:
        for n, code in enumerate(category_codes()):
            insert_row(connection, _INCIDENT, 5, incident_id=1000 + n, category=code)
        connection.rollback()


def test_constraint_holds_in_every_month_and_lists_exactly_the_table(city: Database, server: Server) -> None:
    with superuser(server, database_name(city)) as connection:
        found = connection.execute("""
            SELECT r.relname, pg_get_constraintdef(c.oid) FROM pg_constraint AS c JOIN pg_class AS r ON r.oid = c.conrelid
            WHERE c.conname = 'ck_incident_category' AND c.convalidated
        """).fetchall()
        months = connection.execute(
            "SELECT count(*) FROM pg_inherits WHERE inhparent = 'service.incident'::regclass"
        ).fetchone()
    assert months is not None
    assert len(found) == 1 + months[0]
    for name, definition in found:
        assert sorted(definition.split("'")[1::2]) == sorted(category_codes()), name


def test_database_holds_the_table_of_the_rules(database: Database) -> None:
    with reading(database.engine(DbRole.SERVICE), "*") as connection:
        stored = {row["code"]: row for row in all_rows(connection)}
    assert stored.keys() == categories().keys()
    for code, category in categories().items():
        said = dataclasses.asdict(category)
        row = stored[code]
        assert row["class"] == said["class_code"]
        shared = row.keys() - {"class"}
        assert {name: row[name] for name in shared} == {name: said[name] for name in shared}


def test_installing_again_mends_what_was_changed(database: Database, server: Server) -> None:
    with superuser(server, database_name(database)) as connection:
        connection.execute("UPDATE service.category SET name_en = 'disputes', due_hours = 1 WHERE code = 'LGT-OUT'")
        connection.execute("DELETE FROM service.category WHERE code = 'ROD-POT'")
    install_catalogue(database.engine(DbRole.OWNER))
    with reading(database.engine(DbRole.SERVICE), "*") as connection:
        stored = {row["code"]: row["name_en"] for row in all_rows(connection)}
    assert stored == {code: category.name_en for code, category in categories().items()}


@pytest.mark.parametrize("role", [role for role in DbRole if role is not DbRole.OWNER])
@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO service.category VALUES ('LGT-NEW', 'LGT', 'x', 'x', 'asset', 'low', 1, 'work', now())",
        "UPDATE service.category SET name_en = 'x'",
        "DELETE FROM service.category",
        "TRUNCATE service.category CASCADE",
        "ALTER TABLE service.incident DROP CONSTRAINT ck_incident_category",
    ],
    ids=lambda change: " ".join(change.split()[:2]),
)
def test_no_role_but_the_owner_changes_the_table(city: Database, role: DbRole, change: str) -> None:
    with psycopg.connect(city.url(role)) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(change)


def test_there_is_no_class_for_the_rest_and_none_for_conduct() -> None:
    classes = {category.class_code for category in categories().values()}
    assert classes == {"LGT", "ROD", "PED", "TRF", "DRN", "WTR", "UTL", "GRN", "CLN", "WST", "FUR", "HAZ"}
    for category in categories().values():
        said = f" {category.name_en} {category.class_en} ".lower()
        assert not any(word in category.class_en.lower() for word in ("other", "misc", "general", "unknown"))
        assert not category.code.endswith(("OTHER", "MISC"))
        assert not any(
            word in said
            for word in ("crime", "theft", "beggar", "homeless", "petition", "dispute", "protest", "loiter")
        )
        assert not any(word in category.class_zh for word in ("其他", "其它"))
        assert not any(word in category.name_zh for word in ("信访", "上访", "治安", "纠纷", "流浪", "乞讨"))


def test_a_category_outside_the_classes_cannot_even_be_installed(city: Database, server: Server) -> None:
    refused = pytest.raises(psycopg.errors.CheckViolation, match="ck_category_class")
    with superuser(server, database_name(city)) as connection, refused:
        connection.execute(
            "INSERT INTO service.category VALUES ('PUB-ORDER', 'PUB', 'x', 'x', 'asset', 'low', 1, 'work', now())"
        )


def test_severities_of_rules_and_table_are_the_same(database: Database) -> None:
    with reading(database.engine(DbRole.SERVICE), "*") as connection:
        stored = connection.execute(text("SELECT DISTINCT severity FROM service.category")).scalars().all()
    assert set(stored) <= set(SEVERITIES)


def test_refusals_keep_a_count_by_reason_and_nothing_of_the_row(city: Database) -> None:
    (refusal,) = [table for table in tables_of(["service"]) if table.name == "refusal"]
    assert [column.name for column in refusal.c] == ["batch_id", "reason", "rows_refused"]
    assert city
