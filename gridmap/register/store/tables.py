"""Tables of the camera accountability register.

There is no column for streams, devices, networks, platform codes, persons or live state: the columns here are the
whole list (tests/scope compares them). Reported values stand in `camera`; curated ones in `camera_override`, which wins.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    func,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from gridmap.db.metadata import key, metadata, one_of, origin, shape, shape_index, text, validity
from gridmap.register.rules.finding_answer import Answer, Reason

SCHEMA = "register"
STATUSES = ["planned", "in_service", "out_of_service", "removed", "dummy", "unknown"]
FUNCTIONS = [
    "recording",
    "live_view",
    "audio",
    "number_plates",
    "face_recognition",
    "other_biometric",
    "behaviour_analysis",
    "counting",
    "thermal",
]
FUNCTION_STATES = ["no", "fitted_off", "on", "unknown"]
QUALITIES = ["measured", "derived", "defaulted", "unknown"]
ANSWERS = [answer.value for answer in Answer]
ANSWER_REASONS = [reason.value for reason in Reason]
OPTICS = ["heading", "pan_range", "hfov", "vfov", "tilt", "height", "width_px", "height_px", "max_range"]

camera = Table(
    "camera",
    metadata,
    key("camera_row_id"),
    text("camera_id", required=True),
    text("housing_id"),
    text("name"),
    text("operator"),
    text("operator_kind", required=True),
    text("processor"),
    text("programme"),
    Column("purpose", ARRAY(text("purpose").type), nullable=False),
    text("filing_no"),
    Column("filed_on", Date),
    text("sign", required=True),
    Column("sign_checked_on", Date),
    Column("retention_days", Integer),
    text("retention_reason"),
    Column("reviewed_on", Date),
    Column("review_due", Date),
    text("dpia_ref"),
    Column("dpia_on", Date),
    text("contact"),
    text("place_kind", required=True),
    text("environment", required=True),
    text("kind", required=True),
    text("mount", required=True),
    Column("heading_deg", Double),
    Column("heading_spread_deg", Double),
    Column("pan_range_deg", Double),
    Column("hfov_deg", Double),
    Column("vfov_deg", Double),
    Column("tilt_deg", Double),
    Column("height_m", Double),
    Column("width_px", Integer),
    Column("height_px", Integer),
    Column("max_range_m", Double),
    # one quality word for each optical field
    Column("geometry_quality", JSONB, nullable=False),
    # what the source wrote for positions and optics, and nothing else
    Column("received", JSONB, nullable=False),
    text("optics", required=True),
    text("status", required=True),
    Column("in_service_since", Date),
    Column("out_of_service_since", Date),
    Column("removed_on", Date),
    Column("verified_on", Date),
    Column("area_id", BigInteger),
    shape("POINT"),
    *origin(),
    UniqueConstraint("camera_id"),
    one_of("status", STATUSES, name="status"),
    one_of("optics", ["documented", "partly", "unknown"], name="optics"),
    shape_index("camera"),
    Index("ix_camera_area_id", "area_id"),
    schema=SCHEMA,
)

camera_override = Table(
    "camera_override",
    metadata,
    Column("camera_row_id", BigInteger, ForeignKey("register.camera.camera_row_id", ondelete="CASCADE")),
    text("field", required=True),
    Column("value", JSONB, nullable=False),
    text("reason", required=True),
    text("set_by", required=True),
    Column("set_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    PrimaryKeyConstraint("camera_row_id", "field", name="pk_camera_override"),
    schema=SCHEMA,
)

camera_function = Table(
    "camera_function",
    metadata,
    Column("camera_row_id", BigInteger, ForeignKey("register.camera.camera_row_id", ondelete="CASCADE")),
    text("function", required=True),
    text("state", required=True),
    text("legal_regime"),
    text("legal_basis"),
    text("basis_ref"),
    text("authorisation_no"),
    text("authorisation_by"),
    Column("authorisation_on", Date),
    Column("authorisation_until", Date),
    PrimaryKeyConstraint("camera_row_id", "function", name="pk_camera_function"),
    one_of("function", FUNCTIONS, name="function"),
    one_of("state", FUNCTION_STATES, name="state"),
    schema=SCHEMA,
)

mask = Table(
    "mask",
    metadata,
    key("mask_id"),
    Column(
        "camera_row_id", BigInteger, ForeignKey("register.camera.camera_row_id", ondelete="CASCADE"), nullable=False
    ),
    Column("follows_ptz", Boolean, nullable=False),
    Column("checked_on", Date),
    shape("MULTIPOLYGON"),
    Index("ix_mask_camera_row_id", "camera_row_id"),
    schema=SCHEMA,
)

purpose_area = Table(
    "purpose_area",
    metadata,
    key("purpose_area_row_id"),
    text("purpose_area_id", required=True),
    text("purpose", required=True),
    Column("px_per_m", Double),
    text("approval"),
    Column("approved_on", Date),
    Column("cameras", ARRAY(text("cameras").type), nullable=False),
    shape("MULTIPOLYGON"),
    *validity(),
    *origin(),
    UniqueConstraint("purpose_area_id", "valid_from"),
    shape_index("purpose_area"),
    schema=SCHEMA,
)

private_ground = Table(
    "private_ground",
    metadata,
    key("ground_row_id"),
    text("ground_id", required=True),
    shape("MULTIPOLYGON"),
    *origin(),
    UniqueConstraint("ground_id"),
    shape_index("private_ground"),
    schema=SCHEMA,
)

sensitive_place = Table(
    "sensitive_place",
    metadata,
    key("place_row_id"),
    text("place_id", required=True),
    shape("GEOMETRY"),
    *origin(),
    UniqueConstraint("place_id"),
    shape_index("sensitive_place"),
    schema=SCHEMA,
)

dwelling = Table(
    "dwelling",
    metadata,
    Column("building_id", text("building_id").type, primary_key=True),
    Column("outer_wall_m", Double, nullable=False),
    shape("MULTILINESTRING"),
    shape_index("dwelling"),
    schema=SCHEMA,
)

view = Table(
    "view",
    metadata,
    key("view_id"),
    Column(
        "camera_row_id", BigInteger, ForeignKey("register.camera.camera_row_id", ondelete="CASCADE"), nullable=False
    ),
    Column("px_per_m", Double, nullable=False),
    text("reach", required=True),
    text("ground", required=True),
    Column("range_m", Double, nullable=False),
    Column("area_m2", Double, nullable=False),
    Column("area_id", BigInteger),
    shape("MULTIPOLYGON"),
    UniqueConstraint("camera_row_id", "px_per_m", "reach", "ground"),
    one_of("reach", ["instantaneous", "reachable"], name="reach"),
    # free: the wedge; footprints_cut: less the ground under buildings; occluded: what walls leave visible
    one_of("ground", ["free", "footprints_cut", "occluded"], name="ground"),
    shape_index("view"),
    Index("ix_view_area_id", "area_id"),
    schema=SCHEMA,
)

audit_run = Table(
    "audit_run",
    metadata,
    key("run_id"),
    text("kind", required=True),
    Column("day", Date, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("px_per_m", Double),
    text("assumption"),
    text("code_version", required=True),
    Column("parameters", JSONB, nullable=False),
    Column("headline", JSONB, nullable=False),
    one_of("kind", ["cameras", "coverage", "proportion"], name="kind"),
    schema=SCHEMA,
)

audit_grid = Table(
    "audit_grid",
    metadata,
    Column("run_id", BigInteger, ForeignKey("register.audit_run.run_id", ondelete="CASCADE"), nullable=False),
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
    Column("run_id", BigInteger, ForeignKey("register.audit_run.run_id", ondelete="CASCADE"), nullable=False),
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
    PrimaryKeyConstraint("run_id", "camera_row_id", name="pk_audit_camera"),
    schema=SCHEMA,
)

# public ground seen in a grid at a density, by part (rules/part.py); only parts that are not zero, none: no row
audit_ground = Table(
    "audit_ground",
    metadata,
    Column("run_id", BigInteger, ForeignKey("register.audit_run.run_id", ondelete="CASCADE"), nullable=False),
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
    Column("run_id", BigInteger, ForeignKey("register.audit_run.run_id", ondelete="CASCADE"), nullable=False),
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
    Column("day", Date, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    text("code_version", required=True),
    Column("parameters", JSONB, nullable=False),
    Column("headline", JSONB, nullable=False),
    schema=SCHEMA,
)

reduction_camera = Table(
    "reduction_camera",
    metadata,
    Column("run_id", BigInteger, ForeignKey("register.reduction_run.run_id", ondelete="CASCADE"), nullable=False),
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
    Column("run_id", BigInteger, ForeignKey("register.reduction_run.run_id", ondelete="CASCADE"), nullable=False),
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
    Column("run_id", BigInteger, ForeignKey("register.audit_run.run_id", ondelete="CASCADE"), nullable=False),
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
    Column("run_id", BigInteger, ForeignKey("register.audit_run.run_id", ondelete="CASCADE"), nullable=False),
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


audit_proportion_grid = Table(
    "audit_proportion_grid",
    metadata,
    Column("run_id", BigInteger, ForeignKey("register.audit_run.run_id", ondelete="CASCADE"), nullable=False),
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
    Column("run_id", BigInteger, ForeignKey("register.audit_run.run_id", ondelete="CASCADE"), nullable=False),
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
    Column("run_id", BigInteger, ForeignKey("register.audit_run.run_id", ondelete="CASCADE"), nullable=False),
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
    one_of("answer", ANSWERS, name="answer"),
    one_of("reason", ANSWER_REASONS, name="reason"),
    Index("ix_finding_answer_camera_row_id_rule", "camera_row_id", "rule"),
    schema=SCHEMA,
)

scenario = Table(
    "scenario",
    metadata,
    key("scenario_id"),
    Column("name", text("name").type, nullable=False, unique=True),
    text("made_by", required=True),
    Column("made_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    # lessening changes only: remove, turn, narrow, mask, lower resolution, shorten retention, a new building
    Column("changes", JSONB, nullable=False),
    Column("result", JSONB),
    Column("applied_at", DateTime(timezone=True)),
    schema=SCHEMA,
)

change_queue = Table(
    "change_queue",
    metadata,
    key("change_id"),
    # camera: its row; building, ground: the box of what changed; all: a full audit is due
    text("what", required=True),
    Column("row_id", BigInteger),
    Column("made_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("west_deg", Double),
    Column("south_deg", Double),
    Column("east_deg", Double),
    Column("north_deg", Double),
    one_of("what", ["camera", "building", "ground", "all"], name="what"),
    schema=SCHEMA,
)

coverage_now = Table(
    "coverage_now",
    metadata,
    Column("grid_id", BigInteger, nullable=False),
    # the run that these figures amend
    Column("run_id", BigInteger, ForeignKey("register.audit_run.run_id", ondelete="CASCADE"), nullable=False),
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

history = Table(
    "history",
    metadata,
    key("history_id"),
    text("table_name", required=True),
    text("row_key", required=True),
    Column("replaced_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("replaced_by_batch", BigInteger),
    Column("row", JSONB, nullable=False),
    Index("ix_register_history_row", "table_name", "row_key"),
    schema=SCHEMA,
)
