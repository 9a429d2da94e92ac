"""Addresses and engines: one pool a role, made when first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import make_url

from gridmap.db.roles import DbRole
from gridmap.db.server import Server
from gridmap.errors import BadValue
from gridmap.settings import Settings


@dataclass(frozen=True, slots=True)
class Database:
    """Where each role finds the database."""

    urls: Mapping[DbRole, str] = field(repr=False)  # they hold passwords
    _engines: dict[DbRole, Engine] = field(default_factory=dict, repr=False)

    def url(self, role: DbRole) -> str:
        """The libpq address of a role. Raises BadValue where none was given."""
        try:
            return self.urls[role]
        except KeyError as error:
            name = role.value.removeprefix("gridmap_").upper()
            raise BadValue(
                f"No address for the database role {role.value}: set GRIDMAP_{name}_DATABASE_URL."
            ) from error

    def engine(self, role: DbRole) -> Engine:
        """The role's pool, shared by the whole process."""
        if role not in self._engines:
            url = make_url(self.url(role)).set(drivername="postgresql+psycopg")
            self._engines[role] = create_engine(
                url,
                pool_size=4,
                max_overflow=4,
                pool_pre_ping=True,
                pool_timeout=10,
                pool_recycle=1800,
                hide_parameters=True,  # a fault's trace goes into a log, and must not take places or texts there
            )
        return self._engines[role]

    def close(self) -> None:
        """Give all connections back."""
        for engine in self._engines.values():
            engine.dispose()
        self._engines.clear()


def on_private_server(server: Server, database: str) -> Database:
    """All roles' addresses on the private server."""
    return Database({role: server.url(role.value, database) for role in DbRole})


def database_of(settings: Settings) -> Database:
    """The database that the settings name: a server of the administrator's own, else the private one (not started here)."""
    if settings.database_url is None:
        return on_private_server(Server(settings.home), settings.database_name)
    given = {
        DbRole.OWNER: settings.database_url,
        DbRole.SERVICE: settings.service_database_url,
        DbRole.REGISTER: settings.register_database_url,
        DbRole.SERVICE_JOB: settings.service_job_database_url,
        DbRole.REGISTER_JOB: settings.register_job_database_url,
        DbRole.GRIDS_JOB: settings.grids_job_database_url,
        DbRole.PUBLIC: settings.public_database_url,
    }
    return Database({role: url.value for role, url in given.items() if url is not None})
