"""Masks are cut from views: they queue their camera, and runs keep how much ground they hide.

Down: neither is so any more.
"""

from __future__ import annotations

from importlib import resources

from alembic import op

revision = "0013"
down_revision = "0012"


def _run(name: str) -> None:
    op.execute((resources.files("gridmap.db") / "migrations" / "sql" / name).read_text())


def upgrade() -> None:
    """Add the column, the function and the triggers."""
    _run("0013_upgrade.sql")


def downgrade() -> None:
    """Take them back."""
    _run("0013_downgrade.sql")
