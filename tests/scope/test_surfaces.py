"""Absent routes stay absent: the lists of routes, collections, commands and kinds are closed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import click
import pytest
from starlette.routing import Mount

from gridmap.api.app import create_app
from gridmap.api.layers import LAYERS
from gridmap.cli.imports import KINDS as COMMAND_KINDS
from gridmap.cli.main import COMMANDS as TABLE
from gridmap.cli.main import gridmap
from gridmap.db.engines import Database
from gridmap.formats.known import READERS
from gridmap.formats.writers import WRITERS
from gridmap.kinds import _KINDS as IMPORTERS
from tests.api.client import SETTINGS
from tests.scope import surfaces

SENTENCE = "an addition is a decision page"
# what must never be a route, a command or an option (SCOPE.md, "Not built")
FORBIDDEN = re.compile(
    r"person|people|citizen|face(?!t)|plate|phone|stream\b|rtsp|footage|playback|live|device|channel|trajector|patrol|predict|forecast"
    r"|near.?repeat|blind|unwatched|uncovered|gap|rank|outage|online|heartbeat|petition|stability|household|route\b|optimi[sz]e|place.?camera",
    re.IGNORECASE,
)


def _routes(routes: Any) -> Iterator[str]:
    """`METHOD /path` of each route, however deep its router is included."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from _routes(inner.routes)
        elif isinstance(route, Mount):
            yield f"MOUNT {route.path}"
        else:
            for method in sorted(set(route.methods) - {"HEAD"}):
                yield f"{method} {route.path}"


def _commands(command: click.Command, path: str = "") -> Iterator[tuple[str, set[str]]]:
    """Each command with its arguments and long options."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from _commands(inner, f"{path} {name}".strip())
        return
    names = set()
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            names |= {option for option in [*parameter.opts, *parameter.secondary_opts] if option.startswith("--")}
        else:
            names.add(parameter.human_readable_name)
    yield path, names


@pytest.fixture(scope="module")
def routes() -> set[str]:
    return set(_routes(create_app(SETTINGS, Database({})).routes))


def test_routes_are_the_closed_list(routes: set[str]) -> None:
    assert routes - surfaces.ROUTES.keys() == set(), SENTENCE
    assert surfaces.ROUTES.keys() - routes == set(), "a promised route is gone"


def test_no_route_writes_but_signing_out(routes: set[str]) -> None:
    assert {route for route in routes if not route.startswith(("GET ", "MOUNT "))} == {"POST /sign-out"}


def test_collections_are_the_closed_list() -> None:
    assert set(LAYERS) - surfaces.COLLECTIONS == set(), SENTENCE
    assert surfaces.COLLECTIONS - set(LAYERS) == set(), "a promised collection is gone"


def test_commands_and_their_options_are_the_closed_list() -> None:
    found = dict(_commands(gridmap))
    assert found.keys() - surfaces.COMMANDS.keys() == set(), SENTENCE
    assert surfaces.COMMANDS.keys() - found.keys() == set(), "a promised command is gone"
    assert {f"{name} {o}" for name, options in found.items() for o in options - surfaces.COMMANDS[name]} == set(), (
        SENTENCE
    )
    assert {f"{name} {o}" for name, options in found.items() for o in surfaces.COMMANDS[name] - options} == set()
    assert set(TABLE) == {name.split()[0] for name in found}


def test_formats_are_the_closed_lists() -> None:
    assert set(WRITERS) == surfaces.EXPORT_FORMATS, SENTENCE
    assert set(READERS) == surfaces.IMPORT_FORMATS, SENTENCE


def test_kinds_of_import_are_the_closed_list() -> None:
    assert set(COMMAND_KINDS) == surfaces.KINDS, SENTENCE
    assert {*IMPORTERS, "incidents"} == surfaces.KINDS, SENTENCE


def test_nothing_that_must_not_be_built_has_a_name_here(routes: set[str]) -> None:
    names = [*routes, *LAYERS, *(f"{name} {' '.join(sorted(options))}" for name, options in _commands(gridmap))]
    assert [name for name in names if FORBIDDEN.search(name)] == []


@pytest.mark.parametrize(
    "name", ["GET /cameras/{id}/stream", "GET /register/blind-areas", "incidents --predict", "GET /persons"]
)
def test_forbidden_names_are_recognised(name: str) -> None:
    assert FORBIDDEN.search(name)


def test_a_new_route_is_noticed() -> None:
    app = create_app(SETTINGS, Database({}))
    app.add_api_route("/register/unwatched", lambda: None)
    assert set(_routes(app.routes)) - surfaces.ROUTES.keys() == {"GET /register/unwatched"}
