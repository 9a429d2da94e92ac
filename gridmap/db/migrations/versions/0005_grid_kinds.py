"""Two more kinds of grid: comprehensive (综合) and micro (微). Data only; the tables stay.

Down: they go, unless grids of them stand.
"""

from __future__ import annotations

from importlib import resources

from alembic import op

revision = "0005"
down_revision = "0004"


def _run(name: str) -> None:
    op.execute((resources.files("gridmap.db") / "migrations" / "sql" / name).read_text())


def upgrade() -> None:
    """Add them."""
    _run("0005_upgrade.sql")


def downgrade() -> None:
    """Take them back."""
    _run("0005_downgrade.sql")
