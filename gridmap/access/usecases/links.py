"""The link that `gridmap up` prints: it signs the browser in once, as a notebook server's does."""

from __future__ import annotations

import hashlib
import secrets

from sqlalchemy import Engine

from gridmap.access.store import tokens
from gridmap.db.scope import writing

_MINUTES = 60


def make_local_link(engine: Engine) -> str:
    """A token for `/sign-in?token=…`; only its digest is stored. `engine`: the role that may issue links."""
    token = secrets.token_urlsafe(32)
    with writing(engine, "*") as connection:
        tokens.issue_local_link(connection, hashlib.sha256(token.encode()).digest(), minutes=_MINUTES)
    return token
