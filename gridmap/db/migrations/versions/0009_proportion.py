"""Runs of a kind of their own for proportion, and what they found by camera, purpose area, grid, operator and purpose.

Down: those runs are gone.
"""

from __future__ import annotations

from importlib import resources

from alembic import op

revision = "0009"
down_revision = "0008"


def _run(name: str) -> None:
    op.execute((resources.files("gridmap.db") / "migrations" / "sql" / name).read_text())


def upgrade() -> None:
    """Add the kind and four tables."""
    _run("0009_upgrade.sql")


def downgrade() -> None:
    """Take them back."""
    _run("0009_downgrade.sql")
