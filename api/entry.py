"""What uvicorn calls, in each of its processes."""

from __future__ import annotations

from fastapi import FastAPI

from gridmap.api.app import create_app
from gridmap.db.engines import database_of
from gridmap.settings import read_settings


def make_app() -> FastAPI:
    """The application of the environment's settings."""
    settings = read_settings()
    return create_app(settings, database_of(settings))
