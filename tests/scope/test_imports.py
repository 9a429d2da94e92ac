"""Two contexts without an import between them: import-linter's contracts stand, hold, and would notice."""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY


@pytest.fixture(scope="module")
def contracts() -> dict[str, configparser.SectionProxy]:
    parsed = configparser.ConfigParser()
    parsed.read(REPOSITORY / ".importlinter")
    return {name.rpartition(":")[2]: parsed[name] for name in parsed.sections() if ":contract:" in name}


def _listed(section: configparser.SectionProxy, name: str) -> set[str]:
    return set(section[name].split())


def test_service_and_register_are_independent_by_contract(contracts: dict[str, configparser.SectionProxy]) -> None:
    both = contracts["contexts"]
    assert both["type"] == "independence"
    assert _listed(both, "modules") == {"gridmap.service", "gridmap.register"}
    assert "ignore_imports" not in both


def test_no_contract_has_exceptions(contracts: dict[str, configparser.SectionProxy]) -> None:
    assert [name for name, section in contracts.items() if "ignore_imports" in section] == []


def test_access_knows_no_other_context(contracts: dict[str, configparser.SectionProxy]) -> None:
    assert _listed(contracts["access"], "forbidden_modules") >= {"gridmap.grids", "gridmap.service", "gridmap.register"}


def test_rules_of_every_context_do_no_input_or_output(contracts: dict[str, configparser.SectionProxy]) -> None:
    assert _listed(contracts["rules"], "source_modules") == {
        f"gridmap.{context}.rules" for context in ("access", "grids", "service", "register")
    }
    assert _listed(contracts["rules"], "forbidden_modules") >= {
        "gridmap.db",
        "gridmap.formats",
        "sqlalchemy",
        "psycopg",
        "asyncpg",
    }


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_contracts_hold() -> None:
    done = _lint(REPOSITORY)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert "0 broken" in done.stdout


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("gridmap/service/rules/category.py", "import gridmap.register.rules.coverage"),
        ("gridmap/register/store/tables.py", "import gridmap.service.store.tables"),
        ("gridmap/access/rules/role.py", "import gridmap.grids.rules.codes"),
    ],
)
def test_a_forbidden_import_is_noticed(tmp_path: Path, module: str, line: str) -> None:
    copied = tmp_path / "gridmap"
    shutil.copytree(
        REPOSITORY / "gridmap", copied, symlinks=False, ignore=shutil.ignore_patterns("static", "__pycache__")
    )
    shutil.copy(REPOSITORY / ".importlinter", tmp_path)
    changed = tmp_path / module
    changed.write_text(
        changed.read_text().replace(
            "from __future__ import annotations\n", f"from __future__ import annotations\n{line}\n", 1
        )
    )
    done = _lint(tmp_path)
    assert done.returncode != 0
    assert line.split()[1] in done.stdout
