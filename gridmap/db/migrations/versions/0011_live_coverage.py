"""Changes of cameras, buildings and ground wait in a queue, and each grid has the figures of now.

Down: the queue and the figures of now are gone; the runs stay.
"""

from __future__ import annotations

from importlib import resources

from alembic import op

revision = "0011"
down_revision = "0010"


def _run(name: str) -> None:
    op.execute((resources.files("gridmap.db") / "migrations" / "sql" / name).read_text())


def upgrade() -> None:
    """Make the table, the functions and the triggers."""
    _run("0011_upgrade.sql")


def downgrade() -> None:
    """Take them back."""
    _run("0011_downgrade.sql")
