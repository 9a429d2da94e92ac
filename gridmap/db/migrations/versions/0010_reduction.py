"""Runs of the reduction: what could go, per camera, and what would be lost, per purpose area.

Down: these runs are gone.
"""

from __future__ import annotations

from importlib import resources

from alembic import op

revision = "0010"
down_revision = "0009"


def _run(name: str) -> None:
    op.execute((resources.files("gridmap.db") / "migrations" / "sql" / name).read_text())


def upgrade() -> None:
    """Make the three tables with their rights and policies."""
    _run("0010_upgrade.sql")


def downgrade() -> None:
    """Drop them."""
    _run("0010_downgrade.sql")
