"""The public's questions are counted by day.

Down: the counts are gone.
"""

from __future__ import annotations

from importlib import resources

from alembic import op

revision = "0014"
down_revision = "0013"


def _run(name: str) -> None:
    op.execute((resources.files("gridmap.db") / "migrations" / "sql" / name).read_text())


def upgrade() -> None:
    """Add the table and the function that counts."""
    _run("0014_upgrade.sql")


def downgrade() -> None:
    """Take them back."""
    _run("0014_downgrade.sql")
