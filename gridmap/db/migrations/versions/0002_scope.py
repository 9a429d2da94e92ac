"""Roles' rights, row policies, and the functions that serving roles may call.

Down: rights, policies and functions go; the tables and their rows stay.
"""

from __future__ import annotations

from importlib import resources

from alembic import op

revision = "0002"
down_revision = "0001"


def _run(name: str) -> None:
    op.execute((resources.files("gridmap.db") / "migrations" / "sql" / name).read_text())


def upgrade() -> None:
    """Grant, guard, define."""
    _run("0002_upgrade.sql")


def downgrade() -> None:
    """Take all of it back."""
    _run("0002_downgrade.sql")
