"""Settings: one frozen value made by the entry point and passed down.

Each is an environment variable with the prefix `GRIDMAP_` (README has the table; a test holds both together). A plain
dataclass and not pydantic's settings: importing those alone takes longer than `gridmap db status` may (docs/decisions/0005).
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from gridmap.errors import BadValue


@dataclass(frozen=True, slots=True)
class Secret:
    """Text that does not print itself."""

    value: str

    def __repr__(self) -> str:
        """Nothing that a log could keep."""
        return "Secret(…)"


@dataclass(frozen=True, slots=True)
class Settings:
    """What may differ from one installation to the next."""

    home: Path
    database_url: Secret | None = None
    service_database_url: Secret | None = None
    register_database_url: Secret | None = None
    service_job_database_url: Secret | None = None
    register_job_database_url: Secret | None = None
    grids_job_database_url: Secret | None = None
    public_database_url: Secret | None = None
    database_name: str = "gridmap"
    host: str = "127.0.0.1"
    port: int = 8321
    language: str = "en"
    zone: str = "UTC"
    grid_code_pattern: str = r"^\d{15}$"
    basemap_url: str | None = None
    basemap_datum: str = "wgs84"
    public_record_url: str | None = None


_UNSHIFTED = ("wgs84", "cgcs2000")


def default_home() -> Path:
    """The user's data folder; for root `/var/lib/gridmap`, since PostgreSQL refuses root and runs as another user."""
    if os.geteuid() == 0:
        return Path("/var/lib/gridmap")
    from platformdirs import user_data_path  # noqa: PLC0415 - root does not need it, and it costs 10 ms

    return user_data_path("gridmap")


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read `GRIDMAP_…`; an empty variable counts as unset. Raises BadValue for one that cannot be used."""
    found = os.environ if environment is None else environment
    names = {f.name for f in fields(Settings)}
    given = {name: found[f"GRIDMAP_{name.upper()}"] for name in names if found.get(f"GRIDMAP_{name.upper()}")}
    for name, text in given.items():
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise BadValue(f"GRIDMAP_{name.upper()} has bytes that are no text; UTF-8 is needed.")
    values: dict[str, object] = {
        name: Secret(text) if name.endswith("database_url") else text for name, text in given.items()
    }
    values["home"] = Path(given["home"]).expanduser().absolute() if "home" in given else default_home()
    if "port" in given:
        values["port"] = _port(given["port"])
    if not re.fullmatch(r"[a-z_][a-z0-9_]{0,40}", given.get("database_name", "gridmap")):
        raise BadValue(
            f"GRIDMAP_DATABASE_NAME is {given['database_name']!r}; lower-case letters, digits and _ are allowed."
        )
    if given.get("language", "en") not in ("en", "zh"):
        raise BadValue(f"GRIDMAP_LANGUAGE is {given['language']!r}; en and zh are there.")
    _check_record_url(given.get("public_record_url"))
    _check_basemap(given.get("basemap_url"), given.get("basemap_datum", "wgs84"))
    return Settings(**values)  # type: ignore[arg-type]


def _check_record_url(text: str | None) -> None:
    """A page of the web with a place for the camera: a printed code must lead somewhere."""
    if text is not None and not re.fullmatch(r"https?://[^\s/{}]+/?[^\s{}]*\{camera_id\}[^\s{}]*", text):
        raise BadValue(
            f"GRIDMAP_PUBLIC_RECORD_URL is {text!r}; an http or https address with {{camera_id}} in it once is needed, "
            "such as https://city.example/cameras/{camera_id}."
        )


def _check_basemap(url: str | None, datum: str) -> None:
    """Tiles by z, x and y, whose ground is where the data's is: a shifted one would be off by some 500 m under every figure."""
    if url is not None and not re.fullmatch(r"https?://[A-Za-z0-9.\-]+(?::\d+)?/[^\s\"'<>;,]*", url):
        raise BadValue(
            f"GRIDMAP_BASEMAP_URL is {url!r}; an http or https address such as https://tiles.example/{{z}}/{{x}}/{{y}}.png is needed."
        )
    if url is not None and not all(part in url for part in ("{z}", "{x}", "{y}")):
        raise BadValue(f"GRIDMAP_BASEMAP_URL is {url!r}; {{z}}, {{x}} and {{y}} must stand in it.")
    if datum not in _UNSHIFTED:
        raise BadValue(
            f"GRIDMAP_BASEMAP_DATUM is {datum!r}; the map's data are WGS-84, and only tiles in {' or '.join(_UNSHIFTED)} lie under them."
        )


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise BadValue(f"GRIDMAP_PORT is {text!r}; a number from 0 to 65535 is needed.")
    return int(text)
