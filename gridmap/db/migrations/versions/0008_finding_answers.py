"""Findings keep what they cite, and are answered: mended, contested or open again, with a coded reason.

Down: the answers go.
"""

from __future__ import annotations

from importlib import resources

from alembic import op

revision = "0008"
down_revision = "0007"


def _run(name: str) -> None:
    op.execute((resources.files("gridmap.db") / "migrations" / "sql" / name).read_text())


def upgrade() -> None:
    """Widen findings, add their answers."""
    _run("0008_upgrade.sql")


def downgrade() -> None:
    """Take them back."""
    _run("0008_downgrade.sql")
