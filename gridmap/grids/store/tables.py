"""Tables of the ground that both registers stand on."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    Table,
    UniqueConstraint,
    func,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint

from gridmap.db.metadata import key, metadata, one_of, origin, run_record, shape, shape_index, text, validity

SCHEMA = "grids"

area = Table(
    "area",
    metadata,
    key("area_id"),
    text("code", required=True),
    text("code_scheme", required=True),
    text("name", required=True),
    text("level", required=True),
    text("parent"),
    Column("parent_id", BigInteger, ForeignKey("grids.area.area_id", ondelete="SET NULL")),
    # codes from the top down, each ended by "/": the jurisdiction's reach is a prefix of it
    text("path", required=True),
    Column("households", Integer),
    shape("MULTIPOLYGON"),
    *validity(),
    *origin(),
    UniqueConstraint("code", "valid_from"),
    ExcludeConstraint(
        (sql("hashtextextended(code, 0)"), "="),  # GiST takes hashes five times as fast as text
        (sql("daterange(valid_from, valid_to)"), "&&"),
        name="ex_area_validity",
        using="gist",
    ),
    shape_index("area"),
    Index("ix_area_path", "path", postgresql_ops={"path": "text_pattern_ops"}),
    Index("ix_area_parent_id", "parent_id"),
    schema=SCHEMA,
)

grid_kind = Table(
    "grid_kind",
    metadata,
    Column("kind", text("kind").type, primary_key=True),
    # takes part in the tiling, or lies on top of it
    Column("tiles", Boolean, nullable=False),
    text("name_en", required=True),
    text("name_zh", required=True),
    schema=SCHEMA,
)

grid = Table(
    "grid",
    metadata,
    key("grid_id"),
    text("code", required=True),
    text("name"),
    Column("kind", text("kind").type, ForeignKey("grids.grid_kind.kind"), nullable=False),
    text("area"),
    Column("area_id", BigInteger, ForeignKey("grids.area.area_id", ondelete="SET NULL")),
    Column("households", Integer),
    shape("MULTIPOLYGON"),
    *validity(),
    *origin(),
    UniqueConstraint("code", "valid_from"),
    ExcludeConstraint(
        (sql("hashtextextended(code, 0)"), "="),  # GiST takes hashes five times as fast as text
        (sql("daterange(valid_from, valid_to)"), "&&"),
        name="ex_grid_validity",
        using="gist",
    ),
    shape_index("grid"),
    Index("ix_grid_area_id", "area_id"),
    schema=SCHEMA,
)

street = Table(
    "street",
    metadata,
    key("street_id"),
    text("segment_id", required=True),
    text("name"),
    text("class"),
    Column("length_m", Double, nullable=False),
    Column("number_from_left", Integer),
    Column("number_to_left", Integer),
    Column("number_from_right", Integer),
    Column("number_to_right", Integer),
    shape("LINESTRING"),
    *origin(),
    UniqueConstraint("segment_id"),
    shape_index("street"),
    Index("ix_street_name", "name"),
    schema=SCHEMA,
)

junction = Table(
    "junction",
    metadata,
    Column("junction_id", text("junction_id").type, primary_key=True),
    text("name", required=True),
    shape("POINT"),
    shape_index("junction"),
    schema=SCHEMA,
)

address = Table(
    "address",
    metadata,
    key("address_row_id"),
    text("address_id", required=True),
    text("street", required=True),
    text("number", required=True),
    text("segment_id"),
    shape("POINT"),
    *origin(),
    UniqueConstraint("address_id"),
    shape_index("address"),
    Index("ix_address_street_number", "street", "number"),
    schema=SCHEMA,
)

building = Table(
    "building",
    metadata,
    key("building_row_id"),
    text("building_id", required=True),
    Column("height_m", Double),
    text("use", required=True),
    shape("MULTIPOLYGON"),
    *origin(),
    UniqueConstraint("building_id"),
    one_of("use", ["dwelling", "other", "unknown"], name="use"),
    shape_index("building"),
    schema=SCHEMA,
)

water = Table(
    "water",
    metadata,
    key("water_row_id"),
    text("water_id", required=True),
    text("name"),
    shape("MULTIPOLYGON"),
    *origin(),
    UniqueConstraint("water_id"),
    shape_index("water"),
    schema=SCHEMA,
)

tiling_run = Table(
    "tiling_run",
    metadata,
    key("run_id"),
    *run_record(),
    schema=SCHEMA,
)

tiling_finding = Table(
    "tiling_finding",
    metadata,
    key("finding_id"),
    Column("run_id", BigInteger, ForeignKey("grids.tiling_run.run_id", ondelete="CASCADE"), nullable=False),
    text("check_name", required=True),
    text("codes", required=True),
    Column("area_m2", Double),
    Column("width_m", Double),
    shape("GEOMETRY", nullable=True),
    shape_index("tiling_finding"),
    Index("ix_tiling_finding_run_id", "run_id"),
    schema=SCHEMA,
)

history = Table(
    "history",
    metadata,
    key("history_id"),
    text("table_name", required=True),
    text("row_key", required=True),
    Column("replaced_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("replaced_by_batch", BigInteger),
    Column("row", JSONB, nullable=False),
    Index("ix_grids_history_row", "table_name", "row_key"),
    schema=SCHEMA,
)
