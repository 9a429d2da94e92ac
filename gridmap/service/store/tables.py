"""Tables of the city-service grid map: things to mend and hazards.

`incident` is partitioned by the month of `reported_at`. Its closed categories are a CHECK on a constant list, and it has no
foreign keys: at 150,000 rows a second each foreign key costs as much as the row itself (docs/decisions/0004).
"""

from __future__ import annotations

from sqlalchemy import (
    REAL,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB

from gridmap.db.metadata import key, metadata, one_of, origin, shape, shape_index, text

SCHEMA = "service"
STATES = [
    "reported",
    "accepted",
    "assigned",
    "suspended",
    "answered",
    "verified",
    "closed",
    "refused",
    "duplicate",
    "void",
]
PLACE_KINDS = ["asset", "junction", "segment", "rounded", "area", "none"]
FOUND_BY = ["resident", "patrol", "sensor", "works", "unknown"]
SEVERITIES = ["low", "normal", "high", "critical"]
TIME_QUALITIES = ["exact", "day", "imputed", "suspect"]
UNIT_ROLES = ["intake", "centre", "handler", "verifier"]

category = Table(
    "category",
    metadata,
    Column("code", text("code").type, primary_key=True),
    text("class", required=True),
    text("name_en", required=True),
    text("name_zh", required=True),
    text("location_kind", required=True),
    text("severity", required=True),
    Column("due_hours", Double, nullable=False),
    text("calendar", required=True),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    one_of("severity", SEVERITIES, name="severity"),
    one_of("location_kind", ["asset", "segment", "junction", "area"], name="location_kind"),
    schema=SCHEMA,
)

category_mapping = Table(
    "category_mapping",
    metadata,
    key("mapping_id"),
    text("source", required=True),
    text("label", required=True),
    Column("category", text("category").type, ForeignKey("service.category.code")),
    text("refused_reason"),
    Column("needs_public_place", Boolean, nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
    text("made_by", required=True),
    text("approved_by"),
    UniqueConstraint("source", "label", "valid_from"),
    schema=SCHEMA,
)

refusal = Table(
    "refusal",
    metadata,
    Column("batch_id", BigInteger, primary_key=True, autoincrement=False),
    Column("reason", text("reason").type, primary_key=True),
    Column("rows_refused", BigInteger, nullable=False),
    schema=SCHEMA,
)

unit = Table(
    "unit",
    metadata,
    key("unit_row_id"),
    text("unit_id", required=True),
    text("name", required=True),
    text("role", required=True),
    text("area"),
    *origin(),
    UniqueConstraint("unit_id"),
    one_of("role", UNIT_ROLES, name="role"),
    schema=SCHEMA,
)

asset = Table(
    "asset",
    metadata,
    key("asset_row_id"),
    text("asset_id", required=True),
    text("kind", required=True),
    text("segment_id"),
    shape("POINT"),
    *origin(),
    UniqueConstraint("asset_id"),
    shape_index("asset"),
    schema=SCHEMA,
)

incident = Table(
    "incident",
    metadata,
    Column("incident_id", BigInteger, nullable=False),
    Column("reported_at", DateTime(timezone=True), nullable=False),
    text("source_system", required=True),
    text("source_id", required=True),
    text("source_revision"),
    text("category", required=True),
    Column("category_ambiguous", Boolean, nullable=False),
    text("severity", required=True),
    text("found_by", required=True),
    text("channel"),
    text("state", required=True),
    Column("verified", Boolean, nullable=False),
    Column("round", SmallInteger, nullable=False),
    text("place_kind", required=True),
    text("asset_id"),
    text("segment_id"),
    text("junction_id"),
    Column("uncertainty_m", REAL),
    shape("POINT", nullable=True),
    # the version of the grid on the day of the report; jurisdiction follows it
    Column("grid_id", BigInteger),
    Column("accepted_at", DateTime(timezone=True)),
    Column("assigned_at", DateTime(timezone=True)),
    Column("answered_at", DateTime(timezone=True)),
    Column("verified_at", DateTime(timezone=True)),
    Column("closed_at", DateTime(timezone=True)),
    Column("due_at", DateTime(timezone=True)),
    text("time_quality", required=True),
    text("unit"),
    text("handler_unit"),
    text("verifier_unit"),
    Column("source_gone_at", DateTime(timezone=True)),
    *origin(),
    PrimaryKeyConstraint("incident_id", "reported_at", name="pk_incident"),
    one_of("state", STATES, name="state"),
    one_of("place_kind", PLACE_KINDS, name="place_kind"),
    one_of("found_by", FOUND_BY, name="found_by"),
    one_of("severity", SEVERITIES, name="severity"),
    one_of("time_quality", TIME_QUALITIES, name="time_quality"),
    shape_index("incident"),
    Index("ix_incident_grid_id_reported_at", "grid_id", "reported_at"),
    schema=SCHEMA,
    postgresql_partition_by="RANGE (reported_at)",
)

incident_key = Table(
    "incident_key",
    metadata,
    # compared as bytes: half the time of sorting them for the index
    Column("source_system", Text(collation="C"), nullable=False),
    Column("source_id", Text(collation="C"), nullable=False),
    Column("incident_id", BigInteger, nullable=False),
    Column("reported_at", DateTime(timezone=True), nullable=False),
    Column("content_digest", BigInteger, nullable=False),
    PrimaryKeyConstraint("source_id", "source_system", name="pk_incident_key"),
    schema=SCHEMA,
)

# counts a grid, kept by every import, so that a tile at low zoom need not read millions of points
incident_summary = Table(
    "incident_summary",
    metadata,
    Column("grid_id", BigInteger, primary_key=True, autoincrement=False),
    Column("incidents", Integer, nullable=False),
    Column("open_incidents", Integer, nullable=False),
    shape("POINT"),
    shape_index("incident_summary"),
    schema=SCHEMA,
)

incident_step = Table(
    "incident_step",
    metadata,
    Column("incident_id", BigInteger, nullable=False),
    Column("seq", SmallInteger, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    text("action", required=True),
    text("from_state"),
    text("to_state", required=True),
    text("unit"),
    text("unit_role"),
    text("reason"),
    Column("grid_id", BigInteger),
    PrimaryKeyConstraint("incident_id", "seq", name="pk_incident_step"),
    one_of("to_state", STATES, name="to_state"),
    schema=SCHEMA,
)

hotspot_run = Table(
    "hotspot_run",
    metadata,
    key("run_id"),
    Column("made_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("from_at", DateTime(timezone=True), nullable=False),
    Column("to_at", DateTime(timezone=True), nullable=False),
    text("category"),
    text("method", required=True),
    text("code_version", required=True),
    Column("parameters", JSONB, nullable=False),
    Column("headline", JSONB, nullable=False),
    schema=SCHEMA,
)

hotspot_grid = Table(
    "hotspot_grid",
    metadata,
    Column("run_id", BigInteger, ForeignKey("service.hotspot_run.run_id", ondelete="CASCADE"), nullable=False),
    Column("grid_id", BigInteger, nullable=False),
    Column("incidents", Integer, nullable=False),
    # counted and expected: of the grid with its neighbours
    Column("expected", Double),
    Column("z", Double),
    Column("p", Double),
    text("class", required=True),
    Column("counted", Integer),
    Column("q", Double),
    PrimaryKeyConstraint("run_id", "grid_id", name="pk_hotspot_grid"),
    one_of("class", ["hot", "cold", "none", "masked"], name="class"),
    schema=SCHEMA,
)

monitor_run = Table(
    "monitor_run",
    metadata,
    key("run_id"),
    Column("made_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    text("monitor", required=True),
    text("code_version", required=True),
    Column("parameters", JSONB, nullable=False),
    Column("result", JSONB, nullable=False),
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
    Index("ix_service_history_row", "table_name", "row_key"),
    schema=SCHEMA,
)
