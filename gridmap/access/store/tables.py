"""Tables of who may do what, who did what, and what came in."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, ForeignKey, Index, Integer, LargeBinary, Table, func
from sqlalchemy.dialects.postgresql import JSONB

from gridmap.access.rules.role import Role
from gridmap.db.metadata import key, metadata, one_of, text

SCHEMA = "access"

account = Table(
    "account",
    metadata,
    key("account_id"),
    Column("name", text("name").type, nullable=False, unique=True),
    Column("made_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("disabled_at", DateTime(timezone=True)),
    schema=SCHEMA,
)

account_role = Table(
    "account_role",
    metadata,
    Column("account_id", BigInteger, ForeignKey("access.account.account_id", ondelete="CASCADE"), primary_key=True),
    Column("role", text("role").type, primary_key=True),
    one_of("role", [role.value for role in Role], name="role"),
    schema=SCHEMA,
)

jurisdiction = Table(
    "jurisdiction",
    metadata,
    Column("account_id", BigInteger, ForeignKey("access.account.account_id", ondelete="CASCADE"), primary_key=True),
    # a path of grids.area, or "*" for the whole city
    Column("area_path", text("area_path").type, primary_key=True),
    schema=SCHEMA,
)

token = Table(
    "token",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("account_id", BigInteger, ForeignKey("access.account.account_id", ondelete="CASCADE"), nullable=False),
    text("kind", required=True),
    Column("made_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("used_at", DateTime(timezone=True)),
    one_of("kind", ["one_time", "session", "program"], name="kind"),
    Index("ix_token_account_id", "account_id"),
    schema=SCHEMA,
)

log = Table(
    "log",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", DateTime(timezone=True), nullable=False),
    text("actor", required=True),
    text("action", required=True),
    text("object", required=True),
    Column("detail", JSONB, nullable=False),
    Column("row_count", BigInteger),
    Column("previous_hash", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Index("ix_log_at", "at"),
    schema=SCHEMA,
)

import_batch = Table(
    "import_batch",
    metadata,
    key("batch_id"),
    text("kind", required=True),
    text("file_name", required=True),
    text("file_sha256"),
    text("datum"),
    text("actor", required=True),
    Column("options", JSONB, nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("finished_at", DateTime(timezone=True)),
    Column("counts", JSONB),
    text("code_version", required=True),
    schema=SCHEMA,
)

import_issue = Table(
    "import_issue",
    metadata,
    key("issue_id"),
    Column("batch_id", BigInteger, ForeignKey("access.import_batch.batch_id", ondelete="CASCADE"), nullable=False),
    Column("line", BigInteger, nullable=False),
    text("field", required=True),
    text("code", required=True),
    text("message", required=True),
    text("severity", required=True),
    text("value", required=True),
    Index("ix_import_issue_batch_id", "batch_id"),
    schema=SCHEMA,
)

release = Table(
    "release",
    metadata,
    key("release_id"),
    Column("made_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    text("licence", required=True),
    Column("data_time", DateTime(timezone=True), nullable=False),
    Column("log_head", LargeBinary, nullable=False),
    Column("content", JSONB, nullable=False),
    schema=SCHEMA,
)

retention = Table(
    "retention",
    metadata,
    key("retention_id"),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    text("what", required=True),
    Column("older_than", DateTime(timezone=True), nullable=False),
    Column("rows_deleted", Integer, nullable=False),
    Column("applied", Boolean, nullable=False),
    schema=SCHEMA,
)

# what the public asked, and nothing of who or where
question_count = Table(
    "question_count",
    metadata,
    Column("day", Date, primary_key=True),
    Column("asked", BigInteger, nullable=False),
    schema=SCHEMA,
)
