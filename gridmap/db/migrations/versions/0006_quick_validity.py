"""Versions of a code are kept apart by a hash of the code: the index takes a fifth of the time that texts took.

Down: texts again.
"""

from __future__ import annotations

from importlib import resources

from alembic import op

revision = "0006"
down_revision = "0005"


def _run(name: str) -> None:
    op.execute((resources.files("gridmap.db") / "migrations" / "sql" / name).read_text())


def upgrade() -> None:
    """Make the two constraints anew."""
    _run("0006_upgrade.sql")


def downgrade() -> None:
    """Take them back."""
    _run("0006_downgrade.sql")
