"""Coverage by cameras, operators, purposes and functions, per grid and area; what a run knew of each camera.

Down: runs keep the figures that they had before.
"""

from __future__ import annotations

from importlib import resources

from alembic import op

revision = "0007"
down_revision = "0006"


def _run(name: str) -> None:
    op.execute((resources.files("gridmap.db") / "migrations" / "sql" / name).read_text())


def upgrade() -> None:
    """Add two tables and the columns of a camera."""
    _run("0007_upgrade.sql")


def downgrade() -> None:
    """Take them back."""
    _run("0007_downgrade.sql")
