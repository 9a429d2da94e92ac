"""Tables of the camera accountability register: what it holds. What audits store stands in `run_tables`.

There is no column for streams, devices, networks, platform codes, persons or live state: the columns are the
whole list (tests/scope compares them). Reported values stand in `camera`; curated ones in `camera_override`, which wins.
"""

from __future__ import annotations

from sqlalchemy import (
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
    Table,
    UniqueConstraint,
    func,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from gridmap.db.metadata import key, metadata, one_of, origin, shape, shape_index, text, validity
from gridmap.register.rules.vocabulary import FUNCTIONS, FunctionState, Status

SCHEMA = "register"

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
    one_of("status", list(Status), name="status"),
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
    one_of("state", list(FunctionState), name="state"),
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
    text("set_by"),  # null where the operator's list declares it
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

scenario = Table(
    "scenario",
    metadata,
    key("scenario_id"),
    Column("name", text("name").type, nullable=False, unique=True),
    text("made_by", required=True),
    Column("made_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    # lessening changes only: remove, turn, narrow, mask, lower resolution, shorten retention, a new building
    Column("changes", JSONB, nullable=False),
    # figures before and after, and what the cameras were when it was made
    Column("result", JSONB),
    text("approved_by"),
    Column("approved_at", DateTime(timezone=True)),
    text("applied_by"),
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
