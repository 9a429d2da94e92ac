"""Bulk loads of incidents: months indexed while the file is still read, keys compared as bytes.

Down: the functions of revision 0003 come back; months and keys stay.
"""

from __future__ import annotations

from importlib import resources

from alembic import op

revision = "0004"
down_revision = "0003"


def _run(name: str) -> None:
    op.execute((resources.files("gridmap.db") / "migrations" / "sql" / name).read_text())


def upgrade() -> None:
    """Sort keys as bytes and replace the functions."""
    _run("0004_upgrade.sql")


def downgrade() -> None:
    """Take them back."""
    _run("0004_downgrade.sql")
