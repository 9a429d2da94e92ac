"""The serving side of the database: asyncpg pools, one a role, READ ONLY and under a declared scope.

The database makes tiles and JSON; bytes pass through. asyncpg and not the engines of `db/engines.py`, because a single row costs
a third of the time (docs/decisions/0005). Each read is one short transaction; a stream opens its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import asyncpg

from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.errors import BadValue, NoDatabase, Unavailable

_STATEMENT_TIMEOUT_MS = 20_000
_PIECE_BYTES = 256 * 1024
_SLOW = (TimeoutError, asyncpg.QueryCanceledError)
_NO_TEXT = (asyncpg.CharacterNotInRepertoireError, asyncpg.UntranslatableCharacterError)  # NUL, above all
_SAID_NO_TEXT = "The request holds a character that no text here has, such as NUL (%00); leave it out."
_LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,  # shut down, crashed, starting up
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.InsufficientResourcesError,  # too many connections
    asyncpg.InterfaceError,
    OSError,
)


@dataclass(frozen=True, slots=True)
class Layer:
    """One collection: the role that reads it and its statements (`db/statements.py`).

    tile: $1 z, $2 x, $3 y, $4 day → one bytea. item: $1 id, $2 SRID, $3 decimals, $4 flipped → one JSON text (a GeoJSON
    Feature), or none. export: $1 west, $2 south, $3 east, $4 north, $5 day → JSON texts, one feature a row. page and
    extent: as the head of the files says.
    time: what `datetime` is compared with. `validity`: the days on which a version is valid; `reported`: the moment of a report.
    """

    name: str
    context: Literal["grids", "service", "register"]
    role: DbRole
    guarded: Literal["all", "views"] = "all"
    time: Literal["none", "validity", "reported"] = "none"


@dataclass(slots=True)
class Serving:
    """Pools of one process; opened by the application's life span."""

    database: Database
    pool_size: int = 4
    _pools: dict[DbRole, asyncpg.Pool] = field(default_factory=dict)
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def _pool(self, role: DbRole) -> asyncpg.Pool:
        async with self._lock:
            if role not in self._pools:
                self._pools[role] = await asyncpg.create_pool(
                    dsn=self.database.url(role),
                    min_size=1,
                    max_size=self.pool_size,
                    command_timeout=_STATEMENT_TIMEOUT_MS / 1000,
                    server_settings={
                        "statement_timeout": str(_STATEMENT_TIMEOUT_MS),
                        "application_name": "gridmap serve",
                    },
                )
            return self._pools[role]

    @asynccontextmanager
    async def reading(self, role: DbRole, scope: str) -> AsyncIterator[asyncpg.Connection]:
        """A READ ONLY transaction under that scope. Raises NoDatabase, Unavailable, BadValue for text with a NUL."""
        try:
            pool = await self._pool(role)
            async with pool.acquire(timeout=10) as connection:
                quoted = scope.replace("'", "''")
                await connection.execute(f"BEGIN READ ONLY; SET LOCAL gridmap.scope = '{quoted}'")
                try:
                    yield connection
                finally:
                    if not connection.is_closed():
                        await connection.execute("COMMIT")
        except _NO_TEXT as error:
            raise BadValue(_SAID_NO_TEXT) from error
        except _SLOW as error:
            raise Unavailable("The database took longer than it may; ask for less.") from error
        except _LOST as error:
            raise NoDatabase("The database cannot be reached or was lost; try again.") from error

    async def value(self, role: DbRole, scope: str, query: str, *parameters: Any) -> Any:
        """The first column of the first row, or None."""
        async with self.reading(role, scope) as connection:
            return await connection.fetchval(query, *parameters)

    async def rows(self, role: DbRole, scope: str, query: str, *parameters: Any) -> Sequence[asyncpg.Record]:
        """All rows; for small answers."""
        async with self.reading(role, scope) as connection:
            found: Sequence[asyncpg.Record] = await connection.fetch(query, *parameters)
            return found

    async def planned_row(self, role: DbRole, scope: str, query: str, *parameters: Any) -> asyncpg.Record:
        """The one row of a statement that is planned for these very values: a small box asks for another index than none."""
        async with self.reading(role, scope) as connection:
            await connection.execute("SET LOCAL plan_cache_mode = force_custom_plan")
            return await connection.fetchrow(query, *parameters)

    async def stream(self, role: DbRole, scope: str, query: str, *parameters: Any) -> AsyncGenerator[bytes]:
        """The lines that COPY … TO STDOUT of `query` writes, whole ones in pieces of about 256 kB.

        Memory stays flat while the reader is slow.
        """
        queue: asyncio.Queue[bytes | BaseException | None] = asyncio.Queue(maxsize=4)
        task = asyncio.create_task(self._copy(queue, role, scope, query, parameters))
        try:
            while (piece := await queue.get()) is not None:
                if isinstance(piece, BaseException):
                    raise piece
                yield piece
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def features(self, role: DbRole, scope: str, query: str, *parameters: Any) -> AsyncGenerator[bytes]:
        """The same as pieces of a JSON array: the texts with commas between."""
        async with aclosing(self.stream(role, scope, query, *parameters)) as pieces:
            async for piece in pieces:
                yield piece.rstrip(b"\n").replace(b"\n", b",\n")

    async def _copy(
        self, queue: asyncio.Queue[Any], role: DbRole, scope: str, query: str, parameters: Sequence[Any]
    ) -> None:
        held = bytearray()

        async def take(piece: bytes) -> None:
            held.extend(piece)
            if len(held) >= _PIECE_BYTES:
                whole = held.rfind(b"\n") + 1
                await queue.put(bytes(held[:whole]))
                del held[:whole]

        try:
            async with self.reading(role, scope) as connection:
                await connection.execute("SET LOCAL statement_timeout = 0")
                # csv with a quote and a delimiter that JSON text never holds: the lines come out as they are
                await connection.copy_from_query(
                    query, *parameters, output=take, format="csv", quote="\x01", delimiter="\x02", timeout=3600
                )
            if held:
                await queue.put(bytes(held))
            await queue.put(None)
        except asyncio.CancelledError:
            raise
        except BaseException as error:
            await queue.put(error)

    async def execute(self, role: DbRole, query: str, *parameters: Any) -> Any:
        """One writing call of a database function (sign-in, log); the first column of the first row."""
        try:
            pool = await self._pool(role)
            async with pool.acquire(timeout=10) as connection:
                return await connection.fetchval(query, *parameters)
        except _NO_TEXT as error:
            raise BadValue(_SAID_NO_TEXT) from error
        except _SLOW as error:
            raise Unavailable("The database took longer than it may; try again.") from error
        except _LOST as error:
            raise NoDatabase("The database cannot be reached or was lost; try again.") from error

    async def close(self) -> None:
        """Close all pools."""
        for pool in self._pools.values():
            await pool.close()
        self._pools.clear()
