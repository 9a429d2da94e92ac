"""Tables of what the register's audits store: runs that read the same for ever, findings with their answers, and coverage as it is now."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    func,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from gridmap.db.metadata import key, metadata, one_of, run_record, shape, shape_index, text
from gridmap.register.rules.finding_answer import Answer, Reason
from gridmap.register.store.tables import SCHEMA


def of_run(table: str) -> Column[Any]:
    """The run that a row belongs to, and goes with."""
    return Column("run_id", BigInteger, ForeignKey(f"{SCHEMA}.{table}.run_id", ondelete="CASCADE"), nullable=False)


def _sums() -> list[Column[Any]]:
    """Sums over cameras; walls and buildings are united."""
    return [
        Column("cameras", Integer, nullable=False),
        Column("view_m2", Double, nullable=False),
        # the part of view_m2 of cameras that have a purpose area: what excess_m2 is a share of
        Column("declared_m2", Double, nullable=False),
        Column("excess_m2", Double, nullable=False),
        Column("private_m2", Double, nullable=False),
        Column("dwelling_wall_m", Double, nullable=False),
        Column("dwelling_buildings", Integer, nullable=False),
    ]


audit_run = Table(
    "audit_run",
    metadata,
    key("run_id"),
    text("kind", required=True),
    *run_record(),
    Column("px_per_m", Double),
    text("assumption"),
    one_of("kind", ["cameras", "coverage", "proportion"], name="kind"),
    schema=SCHEMA,
)

audit_grid = Table(
    "audit_grid",
    metadata,
    of_run("audit_run"),
    Column("grid_id", BigInteger, nullable=False),
    Column("grid_m2", Double, nullable=False),
    Column("public_m2", Double, nullable=False),
    Column("seen_m2", Double, nullable=False),
    # null where the grid has no public space
    Column("share", Double),
    Column("cameras", Integer, nullable=False),
    Column("unknown_views", Integer, nullable=False),
    PrimaryKeyConstraint("run_id", "grid_id", name="pk_audit_grid"),
    schema=SCHEMA,
)

audit_camera = Table(
    "audit_camera",
    metadata,
    of_run("audit_run"),
    Column("camera_row_id", BigInteger, nullable=False),
    Column("area_id", BigInteger),
    text("optics", required=True),
    Column("range_m", Double),
    Column("view_m2", Double),
    # why it does not count: its status, indoor, mobile or not_yet; null where it counts
    text("left_out"),
    text("status"),
    text("housing_id"),
    text("operator"),
    # purposes and functions that its ground is counted under, and the worst quality of what its view was drawn from
    Column("parts", ARRAY(text("parts").type)),
    text("quality"),
    # the free wedge that was laid; headings from true north
    Column("lon", Double),
    Column("lat", Double),
    Column("heading_deg", Double),
    Column("hfov_deg", Double),
    Column("near_m", Double),
    # ground that its masks hide
    Column("masked_m2", Double),
    PrimaryKeyConstraint("run_id", "camera_row_id", name="pk_audit_camera"),
    schema=SCHEMA,
)

# public ground seen in a grid at a density, by part (rules/part.py); only parts that are not zero, none: no row
audit_ground = Table(
    "audit_ground",
    metadata,
    of_run("audit_run"),
    Column("grid_id", BigInteger, nullable=False),
    Column("px_per_m", Double, nullable=False),
    Column("parts", ARRAY(text("parts").type), nullable=False),
    Column("seen_m2", ARRAY(Double), nullable=False),
    PrimaryKeyConstraint("run_id", "grid_id", "px_per_m", name="pk_audit_ground"),
    CheckConstraint("cardinality(parts) = cardinality(seen_m2)", name="parts"),
    schema=SCHEMA,
)

# the same summed over the grids below an area
audit_area = Table(
    "audit_area",
    metadata,
    of_run("audit_run"),
    Column("area_id", BigInteger, nullable=False),
    Column("px_per_m", Double, nullable=False),
    Column("grids", Integer, nullable=False),
    Column("grid_m2", Double, nullable=False),
    Column("public_m2", Double, nullable=False),
    Column("parts", ARRAY(text("parts").type), nullable=False),
    Column("seen_m2", ARRAY(Double), nullable=False),
    PrimaryKeyConstraint("run_id", "area_id", "px_per_m", name="pk_audit_area"),
    CheckConstraint("cardinality(parts) = cardinality(seen_m2)", name="parts"),
    schema=SCHEMA,
)

reduction_run = Table(
    "reduction_run",
    metadata,
    key("run_id"),
    *run_record(),
    schema=SCHEMA,
)

reduction_camera = Table(
    "reduction_camera",
    metadata,
    of_run("reduction_run"),
    Column("camera_row_id", BigInteger, nullable=False),
    Column("area_id", BigInteger),
    # in the smallest set; removable: alone, see not_together_with
    Column("is_kept", Boolean, nullable=False),
    Column("is_removable", Boolean, nullable=False),
    Column("not_together_with", ARRAY(text("not_together_with").type), nullable=False),
    Column("purpose_areas", Integer, nullable=False),
    Column("excess_share", Double),
    Column("crop_heading_deg", Double),
    Column("crop_hfov_deg", Double),
    Column("crop_width_px", Integer),
    Column("crop_excess_share", Double),
    Column("lower_width_px", Integer),
    Column("lower_excess_share", Double),
    Column("mask_m2", Double),
    # the mask
    shape("MULTIPOLYGON", nullable=True),
    PrimaryKeyConstraint("run_id", "camera_row_id", name="pk_reduction_camera"),
    shape_index("reduction_camera"),
    schema=SCHEMA,
)

# areas that would lose cells; what nobody sees today is nowhere in it
reduction_area = Table(
    "reduction_area",
    metadata,
    of_run("reduction_run"),
    Column("purpose_area_row_id", BigInteger, nullable=False),
    Column("seen_cells", BigInteger, nullable=False),
    Column("lost_cells", BigInteger, nullable=False),
    Column("lost_m2", Double, nullable=False),
    PrimaryKeyConstraint("run_id", "purpose_area_row_id", name="pk_reduction_area"),
    schema=SCHEMA,
)

audit_proportion = Table(
    "audit_proportion",
    metadata,
    of_run("audit_run"),
    Column("camera_row_id", BigInteger, nullable=False),
    Column("px_per_m", Double, nullable=False),
    Column("area_id", BigInteger),
    # public and private ground in the possible view
    Column("view_m2", Double, nullable=False),
    # of it outside the purpose areas; null where the camera has none
    Column("excess_m2", Double),
    Column("private_m2", Double, nullable=False),
    Column("dwelling_wall_m", Double, nullable=False),
    # outer wall of the buildings that are hit
    Column("dwelling_outer_m", Double, nullable=False),
    Column("dwelling_buildings", Integer, nullable=False),
    Column("nearest_dwelling_m", Double),
    # how many, never which
    Column("sensitive_places", Integer, nullable=False),
    # the certain view, and what of it others of its purpose see; null where the camera is out of service
    Column("serving_m2", Double),
    Column("overlap_m2", Double),
    PrimaryKeyConstraint("run_id", "camera_row_id", "px_per_m", name="pk_audit_proportion"),
    schema=SCHEMA,
)

audit_purpose_fit = Table(
    "audit_purpose_fit",
    metadata,
    of_run("audit_run"),
    Column("camera_row_id", BigInteger, nullable=False),
    text("purpose_area_id", required=True),
    Column("area_id", BigInteger),
    Column("px_per_m", Double),
    Column("purpose_m2", Double, nullable=False),
    # null where the view is unknown or the area names no density
    Column("seen_m2", Double),
    Column("fit", Double),
    PrimaryKeyConstraint("run_id", "camera_row_id", "purpose_area_id", name="pk_audit_purpose_fit"),
    schema=SCHEMA,
)

audit_proportion_grid = Table(
    "audit_proportion_grid",
    metadata,
    of_run("audit_run"),
    Column("grid_id", BigInteger, nullable=False),
    Column("px_per_m", Double, nullable=False),
    *_sums(),
    Column("dwelling_outer_m", Double, nullable=False),
    PrimaryKeyConstraint("run_id", "grid_id", "px_per_m", name="pk_audit_proportion_grid"),
    schema=SCHEMA,
)

audit_proportion_group = Table(
    "audit_proportion_group",
    metadata,
    of_run("audit_run"),
    text("grouped_by", required=True),
    # the operator or the purpose; empty where the operator is unknown, and for all cameras
    text("label", required=True),
    Column("px_per_m", Double, nullable=False),
    *_sums(),
    Column("serving_m2", Double, nullable=False),
    Column("overlap_m2", Double, nullable=False),
    PrimaryKeyConstraint("run_id", "grouped_by", "label", "px_per_m", name="pk_audit_proportion_group"),
    one_of("grouped_by", ["all", "operator", "purpose"], name="grouped_by"),
    schema=SCHEMA,
)

finding = Table(
    "finding",
    metadata,
    key("finding_id"),
    of_run("audit_run"),
    Column("camera_row_id", BigInteger),
    # camera and operator as the run saw them: it reads the same when the register has moved on
    text("camera_id"),
    text("operator"),
    Column("area_id", BigInteger),
    text("rule", required=True),
    text("severity", required=True),
    text("clause", required=True),
    Column("detail", JSONB, nullable=False),
    # of rule and detail; an answer stands while it does
    Column("facts_digest", BigInteger, nullable=False),
    # what stood answered when the run was made
    text("answer"),
    text("answer_reason"),
    Index("ix_finding_run_id_camera_id", "run_id", "camera_id", "finding_id"),
    Index("ix_finding_run_id_operator", "run_id", "operator", "finding_id"),
    schema=SCHEMA,
)

# append-only: the newest of a camera, rule and facts counts
finding_answer = Table(
    "finding_answer",
    metadata,
    key("answer_id"),
    Column("camera_row_id", BigInteger, nullable=False),
    Column("area_id", BigInteger),
    text("rule", required=True),
    Column("facts_digest", BigInteger, nullable=False),
    text("answer", required=True),
    text("reason", required=True),
    text("answered_by", required=True),
    Column("answered_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    one_of("answer", list(Answer), name="answer"),
    one_of("reason", list(Reason), name="reason"),
    Index("ix_finding_answer_camera_row_id_rule", "camera_row_id", "rule"),
    schema=SCHEMA,
)

coverage_now = Table(
    "coverage_now",
    metadata,
    Column("grid_id", BigInteger, nullable=False),
    # the run that these figures amend
    of_run("audit_run"),
    Column("grid_m2", Double, nullable=False),
    Column("public_m2", Double, nullable=False),
    Column("seen_m2", Double, nullable=False),
    Column("share", Double),
    Column("cameras", Integer, nullable=False),
    Column("unknown_views", Integer, nullable=False),
    Column("refreshed_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    PrimaryKeyConstraint("grid_id", name="pk_coverage_now"),
    schema=SCHEMA,
)
