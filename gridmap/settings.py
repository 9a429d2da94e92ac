"""Settings: one frozen value made by the entry point and passed down.

Each is an environment variable with the prefix `GRIDMAP_` (README has the table; a test holds both together).
"""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


def default_home() -> Path:
    """The user's data folder; for root `/var/lib/gridmap`, since PostgreSQL refuses root and runs as another user."""
    return Path("/var/lib/gridmap") if os.geteuid() == 0 else user_data_path("gridmap")


class Settings(BaseSettings):
    """What may differ from one installation to the next."""

    model_config = SettingsConfigDict(env_prefix="GRIDMAP_", frozen=True, extra="ignore")

    home: Path = Field(default_factory=default_home, description="folder of the private database and its secrets")
    database_url: SecretStr | None = Field(None, description="owner's address of your own server; then no private one")
    service_database_url: SecretStr | None = Field(None, description="address of the role that serves incidents")
    register_database_url: SecretStr | None = Field(None, description="address of the role that serves cameras")
    service_job_database_url: SecretStr | None = Field(None, description="address of the role that imports incidents")
    register_job_database_url: SecretStr | None = Field(None, description="address of the role that imports cameras")
    grids_job_database_url: SecretStr | None = Field(None, description="address of the role that imports areas and grids")
    public_database_url: SecretStr | None = Field(None, description="address of the role that reads releases")
    database_name: str = Field("gridmap", description="database on the private server", pattern=r"^[a-z_][a-z0-9_]{0,40}$")
    host: str = Field("127.0.0.1", description="address to serve on; others than loopback need accounts")
    port: int = Field(8321, ge=0, le=65535, description="port to serve on; 0 takes a free one")
    language: str = Field("en", pattern=r"^(en|zh)$", description="en or zh")
    zone: str = Field("UTC", description="IANA time zone of local dates, such as Asia/Shanghai")
    grid_code_pattern: str = Field(r"^\d{15}$", description="what a grid code looks like")
    basemap_url: str | None = Field(None, description="tile template of a basemap; without it none is loaded")
