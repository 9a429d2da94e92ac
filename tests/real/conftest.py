"""The sections of the guide, each typed once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gridmap.db.engines import Database
from gridmap.db.server import Server
from tests.db.rows import database_name
from tests.real.city import City, lines_of, type_line


@pytest.fixture(scope="module")
def city_of(
    server: Server, new_database: Callable[[], Database], shared_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], City]]:
    """Types a section of the guide, line by line."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRIDMAP_HOME", str(server.home))

        def make(heading: str) -> City:
            city = City(
                tmp_path_factory.mktemp(heading.lower()), lambda line: type_line(line, city, shared_data, patch)
            )
            for line in lines_of(heading):
                if (name := re.fullmatch(r"export GRIDMAP_DATABASE_NAME=(\w+)", line)) is not None:
                    city.databases[name[1]] = new_database()
                    patch.setenv("GRIDMAP_DATABASE_NAME", database_name(city.database))
                else:
                    city.typed.append(city.type_line(line))
            return city

        yield make
