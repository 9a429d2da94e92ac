"""The page of columns, made from the fields of every KIND: `python -m tests.docs.columns` writes it."""

from __future__ import annotations

from collections.abc import Sequence

from gridmap.cli.imports import KINDS as NAMES
from gridmap.grids.rules.field import Field
from tests.docs.documents import REPOSITORY

PAGE = REPOSITORY / "docs" / "guides" / "columns.md"
_HEAD = """# Columns of each KIND

Written by `python -m tests.docs.columns` from the fields in the code; a test holds both together.

These are all the columns that an import reads. Headers are compared without regard to case, accents, width, spaces, `_`, `-`,
`.` and `/`, and without units in brackets. **!** means that the file must have it (a column or `--set`); **;** means that one
cell may hold several values, separated by `;` or `|`. Whatever else a file holds is left behind and named in the report.
[Importing](importing.md) says how they are read.
"""


def fields_by_kind() -> dict[str, tuple[Field, ...]]:
    """Every KIND's fields, in the order of the command line."""
    from gridmap.grids.usecases.kinds import KINDS as GROUND
    from gridmap.register.usecases.kinds import KINDS as REGISTER
    from gridmap.service.rules.incident_field import FIELDS as INCIDENTS
    from gridmap.service.usecases.kinds import KINDS as SERVICE

    found = {name: kind.fields for kinds in (GROUND, SERVICE, REGISTER) for name, kind in kinds.items()}
    return {name: found.get(name, INCIDENTS) for name in NAMES}


def page() -> str:
    """The whole page."""
    return _HEAD + "".join(_section(name, fields) for name, fields in fields_by_kind().items())


def _section(name: str, fields: Sequence[Field]) -> str:
    rows = "".join(
        f"| `{field.name}` | {'!' if field.required else ''}{';' if field.many else ''} | "
        f"{' · '.join(_cell(alias) for alias in field.aliases)} |\n"
        for field in fields
    )
    return f"\n## {name}\n\n| field | | also known as |\n| --- | --- | --- |\n{rows}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
