"""Bring the schema to this version, as the owner. Alembic's own folder lies in `db/migrations`."""

from __future__ import annotations

from importlib import resources

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url


def _config(owner_url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(resources.files("gridmap.db") / "migrations"))
    config.attributes["url"] = make_url(owner_url).set(drivername="postgresql+psycopg")
    return config


def migrate(owner_url: str, revision: str = "head") -> None:
    """Upgrade to `revision`; one transaction a revision, so a failing one leaves nothing behind."""
    command.upgrade(_config(owner_url), revision)


def migrate_down(owner_url: str, revision: str) -> None:
    """Downgrade to `revision`; data that the older schema has no place for is lost, as its docstring says."""
    command.downgrade(_config(owner_url), revision)


def versions(owner_url: str) -> tuple[str | None, str | None]:
    """(what the database has, what this code needs)."""
    config = _config(owner_url)
    engine = create_engine(config.attributes["url"])
    try:
        with engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()
    return current, ScriptDirectory.from_config(config).get_current_head()
