"""The one MetaData of all contexts, the naming of constraints, and columns that every table writes alike.

Each context declares its tables in `<context>/store/tables.py` (the register's runs in `run_tables.py`
beside it). Every constraint and index gets a name, because
`db/door.py` turns a database error into a domain error by that name. A geometry column is typed, EPSG:4326, and
its index is declared by name (GeoAlchemy2's own index would be made twice: once by it, once by Alembic).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, CheckConstraint, Column, Date, DateTime, Identity, Index, MetaData, Text, func
from sqlalchemy.dialects.postgresql import JSONB

SRID = 4326

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def key(name: str) -> Column[int]:
    """A surrogate key that the database counts."""
    return Column(name, BigInteger, Identity(), primary_key=True)


def shape(kind: str, *, nullable: bool = False) -> Column[object]:
    """The geometry column of a table: `geom`, of that kind, in EPSG:4326."""
    return Column("geom", Geometry(kind, srid=SRID, spatial_index=False), nullable=nullable)


def shape_index(table: str) -> Index:
    """The named GiST index on `geom`."""
    return Index(f"ix_{table}_geom", "geom", postgresql_using="gist")


def validity() -> tuple[Column[object], Column[object]]:
    """Half-open [valid_from, valid_to); no valid_to means that it stands today."""
    return Column("valid_from", Date, nullable=False), Column("valid_to", Date)


def origin() -> tuple[Column[object], Column[int]]:
    """The batch that wrote the row and the digest of its content (`grids/rules/digest.py`)."""
    return Column("batch_id", BigInteger), Column("content_digest", BigInteger, nullable=False)


def run_record() -> tuple[Column[Any], ...]:
    """What every stored run of a day says of itself, so that it can be read ever after."""
    return (
        Column("day", Date, nullable=False),
        Column("made_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
        text("code_version", required=True),
        Column("parameters", JSONB, nullable=False),
        Column("headline", JSONB, nullable=False),
    )


def one_of(column: str, values: Iterable[str], *, name: str) -> CheckConstraint:
    """A closed set as a constraint; NULL passes, so pair it with nullable=False where it must be told."""
    listed = ", ".join("'" + value.replace("'", "''") + "'" for value in sorted(values))
    return CheckConstraint(f"{column} IN ({listed})", name=name)


def text(name: str, *, required: bool = False) -> Column[str]:
    """A text column; codes are always text."""
    return Column(name, Text, nullable=not required)
