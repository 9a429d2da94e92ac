"""Hotspots tell what a grid and its neighbours counted together, and the adjusted probability.

Down: both are gone.
"""

from __future__ import annotations

from importlib import resources

from alembic import op

revision = "0012"
down_revision = "0011"


def _run(name: str) -> None:
    op.execute((resources.files("gridmap.db") / "migrations" / "sql" / name).read_text())


def upgrade() -> None:
    """Add the two columns."""
    _run("0012_upgrade.sql")


def downgrade() -> None:
    """Take them back."""
    _run("0012_downgrade.sql")
