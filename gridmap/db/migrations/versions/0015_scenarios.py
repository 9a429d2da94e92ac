"""Cameras as they are now, with curated values over reported ones; who approved and who applied a scenario.

Down: the values of applied scenarios stay in `camera_override`, where only sheets read them again.
"""

from __future__ import annotations

from importlib import resources

from alembic import op

revision = "0015"
down_revision = "0014"


def _run(name: str) -> None:
    op.execute((resources.files("gridmap.db") / "migrations" / "sql" / name).read_text())


def upgrade() -> None:
    """Add the function, its triggers and the columns."""
    _run("0015_upgrade.sql")


def downgrade() -> None:
    """Take them back."""
    _run("0015_downgrade.sql")
