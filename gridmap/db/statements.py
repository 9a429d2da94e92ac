"""SQL files: one statement a file, `<context>/store/sql/verb_noun.sql`.

The header of a file names its parameters ($1 … with units and SRID), the columns returned and the index relied on. Comments are stripped
before the text is used.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

_COMMENT = re.compile(r"--[^\n]*")


@cache
def statement(context: str, name: str) -> str:
    """The text of `gridmap/<context>/store/sql/<name>.sql`, without comments."""
    text = (resources.files(f"gridmap.{context}.store") / "sql" / f"{name}.sql").read_text()
    return _COMMENT.sub("", text).strip().rstrip(";")
