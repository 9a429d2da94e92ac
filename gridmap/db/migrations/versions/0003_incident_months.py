"""Months of incidents: partitions made on demand, bulk loads beside them, ids in blocks, and counts for low zoom.

Down: the functions and the summary go; months and their incidents stay.
"""

from __future__ import annotations

from importlib import resources

from alembic import op

revision = "0003"
down_revision = "0002"


def _run(name: str) -> None:
    op.execute((resources.files("gridmap.db") / "migrations" / "sql" / name).read_text())


def upgrade() -> None:
    """Make functions and summary."""
    _run("0003_upgrade.sql")


def downgrade() -> None:
    """Take them back."""
    _run("0003_downgrade.sql")
