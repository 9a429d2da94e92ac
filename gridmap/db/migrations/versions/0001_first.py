"""The tables of all contexts.

Down: every table and row of the four schemas is gone.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None

_SCHEMAS = ("access", "grids", "register", "service")


def upgrade() -> None:
    """Make schemas and tables."""
    for schema in _SCHEMAS:
        op.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    op.create_table(
        "account",
        sa.Column("account_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_account")),
        sa.UniqueConstraint("name", name=op.f("uq_account_name")),
        schema="access",
    )
    op.create_table(
        "import_batch",
        sa.Column("batch_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_sha256", sa.Text(), nullable=True),
        sa.Column("datum", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("options", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("code_version", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("batch_id", name=op.f("pk_import_batch")),
        schema="access",
    )
    op.create_table(
        "log",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("row_count", sa.BigInteger(), nullable=True),
        sa.Column("previous_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_log")),
        schema="access",
    )
    op.create_index("ix_log_at", "log", ["at"], unique=False, schema="access")
    op.create_table(
        "release",
        sa.Column("release_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("data_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("log_head", sa.LargeBinary(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("release_id", name=op.f("pk_release")),
        schema="access",
    )
    op.create_table(
        "retention",
        sa.Column("retention_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("older_than", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rows_deleted", sa.Integer(), nullable=False),
        sa.Column("applied", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("retention_id", name=op.f("pk_retention")),
        schema="access",
    )
    op.create_geospatial_table(
        "address",
        sa.Column("address_row_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("address_id", sa.Text(), nullable=False),
        sa.Column("street", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("segment_id", sa.Text(), nullable=True),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="POINT",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("content_digest", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("address_row_id", name=op.f("pk_address")),
        sa.UniqueConstraint("address_id", name=op.f("uq_address_address_id")),
        schema="grids",
    )
    op.create_geospatial_index(
        "ix_address_geom", "address", ["geom"], unique=False, schema="grids", postgresql_using="gist", postgresql_ops={}
    )
    op.create_index("ix_address_street_number", "address", ["street", "number"], unique=False, schema="grids")
    op.create_geospatial_table(
        "area",
        sa.Column("area_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("code_scheme", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("content_digest", sa.BigInteger(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("code"), "="),
            (sa.text("daterange(valid_from, valid_to)"), "&&"),
            using="gist",
            name="ex_area_validity",
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["grids.area.area_id"], name=op.f("fk_area_parent_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("area_id", name=op.f("pk_area")),
        sa.UniqueConstraint("code", "valid_from", name=op.f("uq_area_code_valid_from")),
        schema="grids",
    )
    op.create_geospatial_index(
        "ix_area_geom", "area", ["geom"], unique=False, schema="grids", postgresql_using="gist", postgresql_ops={}
    )
    op.create_index("ix_area_parent_id", "area", ["parent_id"], unique=False, schema="grids")
    op.create_index(
        "ix_area_path", "area", ["path"], unique=False, schema="grids", postgresql_ops={"path": "text_pattern_ops"}
    )
    op.create_geospatial_table(
        "building",
        sa.Column("building_row_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("building_id", sa.Text(), nullable=False),
        sa.Column("height_m", sa.Double(), nullable=True),
        sa.Column("use", sa.Text(), nullable=False),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("content_digest", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("use IN ('dwelling', 'other', 'unknown')", name=op.f("ck_building_use")),
        sa.PrimaryKeyConstraint("building_row_id", name=op.f("pk_building")),
        sa.UniqueConstraint("building_id", name=op.f("uq_building_building_id")),
        schema="grids",
    )
    op.create_geospatial_index(
        "ix_building_geom",
        "building",
        ["geom"],
        unique=False,
        schema="grids",
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_table(
        "grid_kind",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("tiles", sa.Boolean(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_grid_kind")),
        schema="grids",
    )
    op.create_table(
        "history",
        sa.Column("history_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("row_key", sa.Text(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("replaced_by_batch", sa.BigInteger(), nullable=True),
        sa.Column("row", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("history_id", name=op.f("pk_history")),
        schema="grids",
    )
    op.create_index("ix_grids_history_row", "history", ["table_name", "row_key"], unique=False, schema="grids")
    op.create_geospatial_table(
        "junction",
        sa.Column("junction_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="POINT",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("junction_id", name=op.f("pk_junction")),
        schema="grids",
    )
    op.create_geospatial_index(
        "ix_junction_geom",
        "junction",
        ["geom"],
        unique=False,
        schema="grids",
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_geospatial_table(
        "street",
        sa.Column("street_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("segment_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("class", sa.Text(), nullable=True),
        sa.Column("length_m", sa.Double(), nullable=False),
        sa.Column("number_from_left", sa.Integer(), nullable=True),
        sa.Column("number_to_left", sa.Integer(), nullable=True),
        sa.Column("number_from_right", sa.Integer(), nullable=True),
        sa.Column("number_to_right", sa.Integer(), nullable=True),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="LINESTRING",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("content_digest", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("street_id", name=op.f("pk_street")),
        sa.UniqueConstraint("segment_id", name=op.f("uq_street_segment_id")),
        schema="grids",
    )
    op.create_geospatial_index(
        "ix_street_geom", "street", ["geom"], unique=False, schema="grids", postgresql_using="gist", postgresql_ops={}
    )
    op.create_index("ix_street_name", "street", ["name"], unique=False, schema="grids")
    op.create_table(
        "tiling_run",
        sa.Column("run_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("code_version", sa.Text(), nullable=False),
        sa.Column("parameters", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("headline", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_tiling_run")),
        schema="grids",
    )
    op.create_geospatial_table(
        "water",
        sa.Column("water_row_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("water_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("content_digest", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("water_row_id", name=op.f("pk_water")),
        sa.UniqueConstraint("water_id", name=op.f("uq_water_water_id")),
        schema="grids",
    )
    op.create_geospatial_index(
        "ix_water_geom", "water", ["geom"], unique=False, schema="grids", postgresql_using="gist", postgresql_ops={}
    )
    op.create_table(
        "audit_run",
        sa.Column("run_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("px_per_m", sa.Double(), nullable=True),
        sa.Column("assumption", sa.Text(), nullable=True),
        sa.Column("code_version", sa.Text(), nullable=False),
        sa.Column("parameters", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("headline", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint("kind IN ('cameras', 'coverage')", name=op.f("ck_audit_run_kind")),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_audit_run")),
        schema="register",
    )
    op.create_geospatial_table(
        "camera",
        sa.Column("camera_row_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("camera_id", sa.Text(), nullable=False),
        sa.Column("housing_id", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("operator", sa.Text(), nullable=True),
        sa.Column("operator_kind", sa.Text(), nullable=False),
        sa.Column("processor", sa.Text(), nullable=True),
        sa.Column("programme", sa.Text(), nullable=True),
        sa.Column("purpose", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("filing_no", sa.Text(), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("sign", sa.Text(), nullable=False),
        sa.Column("sign_checked_on", sa.Date(), nullable=True),
        sa.Column("retention_days", sa.Integer(), nullable=True),
        sa.Column("retention_reason", sa.Text(), nullable=True),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("review_due", sa.Date(), nullable=True),
        sa.Column("dpia_ref", sa.Text(), nullable=True),
        sa.Column("dpia_on", sa.Date(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("place_kind", sa.Text(), nullable=False),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("mount", sa.Text(), nullable=False),
        sa.Column("heading_deg", sa.Double(), nullable=True),
        sa.Column("heading_spread_deg", sa.Double(), nullable=True),
        sa.Column("pan_range_deg", sa.Double(), nullable=True),
        sa.Column("hfov_deg", sa.Double(), nullable=True),
        sa.Column("vfov_deg", sa.Double(), nullable=True),
        sa.Column("tilt_deg", sa.Double(), nullable=True),
        sa.Column("height_m", sa.Double(), nullable=True),
        sa.Column("width_px", sa.Integer(), nullable=True),
        sa.Column("height_px", sa.Integer(), nullable=True),
        sa.Column("max_range_m", sa.Double(), nullable=True),
        sa.Column("geometry_quality", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("received", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("optics", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("in_service_since", sa.Date(), nullable=True),
        sa.Column("out_of_service_since", sa.Date(), nullable=True),
        sa.Column("removed_on", sa.Date(), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("area_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="POINT",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("content_digest", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("optics IN ('documented', 'partly', 'unknown')", name=op.f("ck_camera_optics")),
        sa.CheckConstraint(
            "status IN ('dummy', 'in_service', 'out_of_service', 'planned', 'removed', 'unknown')",
            name=op.f("ck_camera_status"),
        ),
        sa.PrimaryKeyConstraint("camera_row_id", name=op.f("pk_camera")),
        sa.UniqueConstraint("camera_id", name=op.f("uq_camera_camera_id")),
        schema="register",
    )
    op.create_index("ix_camera_area_id", "camera", ["area_id"], unique=False, schema="register")
    op.create_geospatial_index(
        "ix_camera_geom",
        "camera",
        ["geom"],
        unique=False,
        schema="register",
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_table(
        "change_queue",
        sa.Column("change_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("row_id", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("what IN ('building', 'camera', 'grid')", name=op.f("ck_change_queue_what")),
        sa.PrimaryKeyConstraint("change_id", name=op.f("pk_change_queue")),
        schema="register",
    )
    op.create_geospatial_table(
        "dwelling",
        sa.Column("building_id", sa.Text(), nullable=False),
        sa.Column("outer_wall_m", sa.Double(), nullable=False),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="MULTILINESTRING",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("building_id", name=op.f("pk_dwelling")),
        schema="register",
    )
    op.create_geospatial_index(
        "ix_dwelling_geom",
        "dwelling",
        ["geom"],
        unique=False,
        schema="register",
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_table(
        "history",
        sa.Column("history_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("row_key", sa.Text(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("replaced_by_batch", sa.BigInteger(), nullable=True),
        sa.Column("row", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("history_id", name=op.f("pk_history")),
        schema="register",
    )
    op.create_index("ix_register_history_row", "history", ["table_name", "row_key"], unique=False, schema="register")
    op.create_geospatial_table(
        "private_ground",
        sa.Column("ground_row_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("ground_id", sa.Text(), nullable=False),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("content_digest", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("ground_row_id", name=op.f("pk_private_ground")),
        sa.UniqueConstraint("ground_id", name=op.f("uq_private_ground_ground_id")),
        schema="register",
    )
    op.create_geospatial_index(
        "ix_private_ground_geom",
        "private_ground",
        ["geom"],
        unique=False,
        schema="register",
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_geospatial_table(
        "purpose_area",
        sa.Column("purpose_area_row_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("purpose_area_id", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("px_per_m", sa.Double(), nullable=True),
        sa.Column("approval", sa.Text(), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("cameras", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("content_digest", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("purpose_area_row_id", name=op.f("pk_purpose_area")),
        sa.UniqueConstraint("purpose_area_id", "valid_from", name=op.f("uq_purpose_area_purpose_area_id_valid_from")),
        schema="register",
    )
    op.create_geospatial_index(
        "ix_purpose_area_geom",
        "purpose_area",
        ["geom"],
        unique=False,
        schema="register",
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_table(
        "scenario",
        sa.Column("scenario_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("result", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("scenario_id", name=op.f("pk_scenario")),
        sa.UniqueConstraint("name", name=op.f("uq_scenario_name")),
        schema="register",
    )
    op.create_geospatial_table(
        "sensitive_place",
        sa.Column("place_row_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("place_id", sa.Text(), nullable=False),
        sa.Column(
            "geom",
            Geometry(
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("content_digest", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("place_row_id", name=op.f("pk_sensitive_place")),
        sa.UniqueConstraint("place_id", name=op.f("uq_sensitive_place_place_id")),
        schema="register",
    )
    op.create_geospatial_index(
        "ix_sensitive_place_geom",
        "sensitive_place",
        ["geom"],
        unique=False,
        schema="register",
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_geospatial_table(
        "asset",
        sa.Column("asset_row_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("asset_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("segment_id", sa.Text(), nullable=True),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="POINT",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("content_digest", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("asset_row_id", name=op.f("pk_asset")),
        sa.UniqueConstraint("asset_id", name=op.f("uq_asset_asset_id")),
        schema="service",
    )
    op.create_geospatial_index(
        "ix_asset_geom", "asset", ["geom"], unique=False, schema="service", postgresql_using="gist", postgresql_ops={}
    )
    op.create_table(
        "category",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("class", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("location_kind", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("due_hours", sa.Double(), nullable=False),
        sa.Column("calendar", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "location_kind IN ('area', 'asset', 'junction', 'segment')", name=op.f("ck_category_location_kind")
        ),
        sa.CheckConstraint("severity IN ('critical', 'high', 'low', 'normal')", name=op.f("ck_category_severity")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_category")),
        schema="service",
    )
    op.create_table(
        "history",
        sa.Column("history_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("row_key", sa.Text(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("replaced_by_batch", sa.BigInteger(), nullable=True),
        sa.Column("row", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("history_id", name=op.f("pk_history")),
        schema="service",
    )
    op.create_index("ix_service_history_row", "history", ["table_name", "row_key"], unique=False, schema="service")
    op.create_table(
        "hotspot_run",
        sa.Column("run_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("code_version", sa.Text(), nullable=False),
        sa.Column("parameters", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("headline", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_hotspot_run")),
        schema="service",
    )
    op.create_geospatial_table(
        "incident",
        sa.Column("incident_id", sa.BigInteger(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source_system", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("source_revision", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("category_ambiguous", sa.Boolean(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("found_by", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("round", sa.SmallInteger(), nullable=False),
        sa.Column("place_kind", sa.Text(), nullable=False),
        sa.Column("asset_id", sa.Text(), nullable=True),
        sa.Column("segment_id", sa.Text(), nullable=True),
        sa.Column("junction_id", sa.Text(), nullable=True),
        sa.Column("uncertainty_m", sa.REAL(), nullable=True),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="POINT",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.Column("grid_id", sa.BigInteger(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("time_quality", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("handler_unit", sa.Text(), nullable=True),
        sa.Column("verifier_unit", sa.Text(), nullable=True),
        sa.Column("source_gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("content_digest", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "found_by IN ('patrol', 'resident', 'sensor', 'unknown', 'works')", name=op.f("ck_incident_found_by")
        ),
        sa.CheckConstraint(
            "place_kind IN ('area', 'asset', 'junction', 'none', 'rounded', 'segment')",
            name=op.f("ck_incident_place_kind"),
        ),
        sa.CheckConstraint("severity IN ('critical', 'high', 'low', 'normal')", name=op.f("ck_incident_severity")),
        sa.CheckConstraint(
            "state IN ('accepted', 'answered', 'assigned', 'closed', 'duplicate', 'refused', 'reported', 'suspended', 'verified', 'void')",
            name=op.f("ck_incident_state"),
        ),
        sa.CheckConstraint(
            "time_quality IN ('day', 'exact', 'imputed', 'suspect')", name=op.f("ck_incident_time_quality")
        ),
        sa.PrimaryKeyConstraint("incident_id", "reported_at", name="pk_incident"),
        schema="service",
        postgresql_partition_by="RANGE (reported_at)",
    )
    op.create_geospatial_index(
        "ix_incident_geom",
        "incident",
        ["geom"],
        unique=False,
        schema="service",
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_index(
        "ix_incident_grid_id_reported_at", "incident", ["grid_id", "reported_at"], unique=False, schema="service"
    )
    op.create_table(
        "incident_key",
        sa.Column("source_system", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("incident_id", sa.BigInteger(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content_digest", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("source_system", "source_id", name="pk_incident_key"),
        schema="service",
    )
    op.create_table(
        "incident_step",
        sa.Column("incident_id", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.SmallInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("unit_role", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("grid_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "to_state IN ('accepted', 'answered', 'assigned', 'closed', 'duplicate', 'refused', 'reported', 'suspended', 'verified', 'void')",
            name=op.f("ck_incident_step_to_state"),
        ),
        sa.PrimaryKeyConstraint("incident_id", "seq", name="pk_incident_step"),
        schema="service",
    )
    op.create_geospatial_table(
        "incident_summary",
        sa.Column("grid_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("incidents", sa.Integer(), nullable=False),
        sa.Column("open_incidents", sa.Integer(), nullable=False),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="POINT",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("grid_id", name=op.f("pk_incident_summary")),
        schema="service",
    )
    op.create_geospatial_index(
        "ix_incident_summary_geom",
        "incident_summary",
        ["geom"],
        unique=False,
        schema="service",
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_table(
        "monitor_run",
        sa.Column("run_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("monitor", sa.Text(), nullable=False),
        sa.Column("code_version", sa.Text(), nullable=False),
        sa.Column("parameters", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("result", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_monitor_run")),
        schema="service",
    )
    op.create_table(
        "refusal",
        sa.Column("batch_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("rows_refused", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("batch_id", "reason", name=op.f("pk_refusal")),
        schema="service",
    )
    op.create_table(
        "unit",
        sa.Column("unit_row_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=True),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("content_digest", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("role IN ('centre', 'handler', 'intake', 'verifier')", name=op.f("ck_unit_role")),
        sa.PrimaryKeyConstraint("unit_row_id", name=op.f("pk_unit")),
        sa.UniqueConstraint("unit_id", name=op.f("uq_unit_unit_id")),
        schema="service",
    )
    op.create_table(
        "account_role",
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "role IN ('admin', 'auditor', 'dispatcher', 'dpo', 'planner', 'viewer')", name=op.f("ck_account_role_role")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["access.account.account_id"], name=op.f("fk_account_role_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "role", name=op.f("pk_account_role")),
        schema="access",
    )
    op.create_table(
        "import_issue",
        sa.Column("issue_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["access.import_batch.batch_id"], name=op.f("fk_import_issue_batch_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("issue_id", name=op.f("pk_import_issue")),
        schema="access",
    )
    op.create_index("ix_import_issue_batch_id", "import_issue", ["batch_id"], unique=False, schema="access")
    op.create_table(
        "jurisdiction",
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("area_path", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["access.account.account_id"], name=op.f("fk_jurisdiction_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "area_path", name=op.f("pk_jurisdiction")),
        schema="access",
    )
    op.create_table(
        "token",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('one_time', 'program', 'session')", name=op.f("ck_token_kind")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["access.account.account_id"], name=op.f("fk_token_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_token")),
        schema="access",
    )
    op.create_index("ix_token_account_id", "token", ["account_id"], unique=False, schema="access")
    op.create_geospatial_table(
        "grid",
        sa.Column("grid_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=True),
        sa.Column("area_id", sa.BigInteger(), nullable=True),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("content_digest", sa.BigInteger(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("code"), "="),
            (sa.text("daterange(valid_from, valid_to)"), "&&"),
            using="gist",
            name="ex_grid_validity",
        ),
        sa.ForeignKeyConstraint(["area_id"], ["grids.area.area_id"], name=op.f("fk_grid_area_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["kind"], ["grids.grid_kind.kind"], name=op.f("fk_grid_kind")),
        sa.PrimaryKeyConstraint("grid_id", name=op.f("pk_grid")),
        sa.UniqueConstraint("code", "valid_from", name=op.f("uq_grid_code_valid_from")),
        schema="grids",
    )
    op.create_index("ix_grid_area_id", "grid", ["area_id"], unique=False, schema="grids")
    op.create_geospatial_index(
        "ix_grid_geom", "grid", ["geom"], unique=False, schema="grids", postgresql_using="gist", postgresql_ops={}
    )
    op.create_geospatial_table(
        "tiling_finding",
        sa.Column("finding_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("check_name", sa.Text(), nullable=False),
        sa.Column("codes", sa.Text(), nullable=False),
        sa.Column("area_m2", sa.Double(), nullable=True),
        sa.Column("width_m", sa.Double(), nullable=True),
        sa.Column(
            "geom",
            Geometry(srid=4326, dimension=2, spatial_index=False, from_text="ST_GeomFromEWKT", name="geometry"),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["grids.tiling_run.run_id"], name=op.f("fk_tiling_finding_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("finding_id", name=op.f("pk_tiling_finding")),
        schema="grids",
    )
    op.create_geospatial_index(
        "ix_tiling_finding_geom",
        "tiling_finding",
        ["geom"],
        unique=False,
        schema="grids",
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_index("ix_tiling_finding_run_id", "tiling_finding", ["run_id"], unique=False, schema="grids")
    op.create_table(
        "audit_camera",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("camera_row_id", sa.BigInteger(), nullable=False),
        sa.Column("area_id", sa.BigInteger(), nullable=True),
        sa.Column("optics", sa.Text(), nullable=False),
        sa.Column("range_m", sa.Double(), nullable=True),
        sa.Column("view_m2", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_id"], ["register.audit_run.run_id"], name=op.f("fk_audit_camera_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "camera_row_id", name="pk_audit_camera"),
        schema="register",
    )
    op.create_table(
        "audit_grid",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("grid_id", sa.BigInteger(), nullable=False),
        sa.Column("grid_m2", sa.Double(), nullable=False),
        sa.Column("public_m2", sa.Double(), nullable=False),
        sa.Column("seen_m2", sa.Double(), nullable=False),
        sa.Column("share", sa.Double(), nullable=True),
        sa.Column("cameras", sa.Integer(), nullable=False),
        sa.Column("unknown_views", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["register.audit_run.run_id"], name=op.f("fk_audit_grid_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "grid_id", name="pk_audit_grid"),
        schema="register",
    )
    op.create_table(
        "camera_function",
        sa.Column("camera_row_id", sa.BigInteger(), nullable=False),
        sa.Column("function", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("legal_regime", sa.Text(), nullable=True),
        sa.Column("legal_basis", sa.Text(), nullable=True),
        sa.Column("basis_ref", sa.Text(), nullable=True),
        sa.Column("authorisation_no", sa.Text(), nullable=True),
        sa.Column("authorisation_by", sa.Text(), nullable=True),
        sa.Column("authorisation_on", sa.Date(), nullable=True),
        sa.Column("authorisation_until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "function IN ('audio', 'behaviour_analysis', 'counting', 'face_recognition', 'live_view', 'number_plates', 'other_biometric', 'recording', 'thermal')",
            name=op.f("ck_camera_function_function"),
        ),
        sa.CheckConstraint("state IN ('fitted_off', 'no', 'on', 'unknown')", name=op.f("ck_camera_function_state")),
        sa.ForeignKeyConstraint(
            ["camera_row_id"],
            ["register.camera.camera_row_id"],
            name=op.f("fk_camera_function_camera_row_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("camera_row_id", "function", name="pk_camera_function"),
        schema="register",
    )
    op.create_table(
        "camera_override",
        sa.Column("camera_row_id", sa.BigInteger(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("value", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["camera_row_id"],
            ["register.camera.camera_row_id"],
            name=op.f("fk_camera_override_camera_row_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("camera_row_id", "field", name="pk_camera_override"),
        schema="register",
    )
    op.create_table(
        "finding",
        sa.Column("finding_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("camera_row_id", sa.BigInteger(), nullable=True),
        sa.Column("area_id", sa.BigInteger(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answer_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_id"], ["register.audit_run.run_id"], name=op.f("fk_finding_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("finding_id", name=op.f("pk_finding")),
        schema="register",
    )
    op.create_index("ix_finding_run_id", "finding", ["run_id"], unique=False, schema="register")
    op.create_geospatial_table(
        "mask",
        sa.Column("mask_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("camera_row_id", sa.BigInteger(), nullable=False),
        sa.Column("follows_ptz", sa.Boolean(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["camera_row_id"], ["register.camera.camera_row_id"], name=op.f("fk_mask_camera_row_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("mask_id", name=op.f("pk_mask")),
        schema="register",
    )
    op.create_index("ix_mask_camera_row_id", "mask", ["camera_row_id"], unique=False, schema="register")
    op.create_geospatial_table(
        "view",
        sa.Column("view_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("camera_row_id", sa.BigInteger(), nullable=False),
        sa.Column("px_per_m", sa.Double(), nullable=False),
        sa.Column("reach", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("range_m", sa.Double(), nullable=False),
        sa.Column("area_m2", sa.Double(), nullable=False),
        sa.Column("area_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.CheckConstraint("ground IN ('footprints_cut', 'free', 'occluded')", name=op.f("ck_view_ground")),
        sa.CheckConstraint("reach IN ('instantaneous', 'reachable')", name=op.f("ck_view_reach")),
        sa.ForeignKeyConstraint(
            ["camera_row_id"], ["register.camera.camera_row_id"], name=op.f("fk_view_camera_row_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("view_id", name=op.f("pk_view")),
        sa.UniqueConstraint(
            "camera_row_id", "px_per_m", "reach", "ground", name=op.f("uq_view_camera_row_id_px_per_m_reach_ground")
        ),
        schema="register",
    )
    op.create_index("ix_view_area_id", "view", ["area_id"], unique=False, schema="register")
    op.create_geospatial_index(
        "ix_view_geom", "view", ["geom"], unique=False, schema="register", postgresql_using="gist", postgresql_ops={}
    )
    op.create_table(
        "category_mapping",
        sa.Column("mapping_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("refused_reason", sa.Text(), nullable=True),
        sa.Column("needs_public_place", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["category"], ["service.category.code"], name=op.f("fk_category_mapping_category")),
        sa.PrimaryKeyConstraint("mapping_id", name=op.f("pk_category_mapping")),
        sa.UniqueConstraint("source", "label", "valid_from", name=op.f("uq_category_mapping_source_label_valid_from")),
        schema="service",
    )
    op.create_table(
        "hotspot_grid",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("grid_id", sa.BigInteger(), nullable=False),
        sa.Column("incidents", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Double(), nullable=True),
        sa.Column("z", sa.Double(), nullable=True),
        sa.Column("p", sa.Double(), nullable=True),
        sa.Column("class", sa.Text(), nullable=False),
        sa.CheckConstraint("class IN ('cold', 'hot', 'masked', 'none')", name=op.f("ck_hotspot_grid_class")),
        sa.ForeignKeyConstraint(
            ["run_id"], ["service.hotspot_run.run_id"], name=op.f("fk_hotspot_grid_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "grid_id", name="pk_hotspot_grid"),
        schema="service",
    )


def downgrade() -> None:
    """Drop the schemas with all that is in them."""
    for schema in _SCHEMAS:
        op.execute(f"DROP SCHEMA {schema} CASCADE")
