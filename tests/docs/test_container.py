"""The image, the compose file and the entry script name things that exist; the script stops the database."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from gridmap.db.server import Server
from gridmap.settings import read_settings
from tests.docs.documents import REPOSITORY
from tests.docs.test_commands import parse

_DOCKER = REPOSITORY / "docker"
_INSTRUCTIONS = ["FROM", "RUN", "COPY", "WORKDIR", "ENV", "USER", "VOLUME", "HEALTHCHECK", "ENTRYPOINT", "CMD"]


def _instructions() -> list[tuple[str, str]]:
    """(instruction, rest) with continued lines joined and comments gone."""
    text = re.sub(r"^\s*#.*\n", "", (_DOCKER / "Dockerfile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    lines = re.sub(r"\\\n\s*", "", text).splitlines()
    return [(line.split()[0], line.split(maxsplit=1)[1]) for line in lines if line.strip()]


def _compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((_DOCKER / "compose.yml").read_text(encoding="utf-8"))
    return loaded


def _ignore_rules() -> list[str]:
    lines = (REPOSITORY / ".dockerignore").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_each_instruction_is_known_and_stages_are_named_before_use() -> None:
    stages: list[str] = []
    for word, rest in _instructions():
        assert word in _INSTRUCTIONS, word
        if word == "FROM":
            base, _, name = rest.partition(" AS ")
            assert base in stages or re.fullmatch(r"debian:\w+-slim", base)
            stages.append(name)
        for stage in re.findall(r"--from=(\w+)", rest):
            assert stage in stages
    assert len(stages) >= 2, "build tools stay out of the image that runs"


def test_what_is_copied_exists_and_reaches_the_builder() -> None:
    allowed = {rule[1:] for rule in _ignore_rules() if rule.startswith("!")}
    assert _ignore_rules()[0] == "*"
    for word, rest in _instructions():
        if word == "COPY" and "--from=" not in rest:
            for source in rest.split()[:-1]:
                assert (REPOSITORY / source.rstrip("/")).exists(), source
                assert source in allowed, f"{source} is kept out by .dockerignore"
    assert all((REPOSITORY / name).exists() for name in allowed)


def test_it_runs_as_a_user_without_rights_and_checks_its_health() -> None:
    instructions = _instructions()
    last_stage = instructions[max(n for n, (word, _) in enumerate(instructions) if word == "FROM") :]
    users = [rest for word, rest in last_stage if word == "USER"]
    assert users == ["gridmap"]
    made = next(rest for word, rest in last_stage if word == "RUN" and "useradd" in rest)
    assert "--uid 10001" in made
    health = next(rest for word, rest in last_stage if word == "HEALTHCHECK")
    program = json.loads(health[health.index("[") :])
    compile(program[2], "health check", "exec")
    assert "/readyz" in program[2]


def test_the_modules_and_settings_it_names_exist() -> None:
    text = (_DOCKER / "Dockerfile").read_text(encoding="utf-8")
    for module in re.findall(r"-m (gridmap[\w.]+)", text):
        assert (REPOSITORY / f"{module.replace('.', '/')}.py").exists(), module
    names = set(re.findall(r"\bGRIDMAP_[A-Z_]+", text)) | set(_compose()["services"]["gridmap"]["environment"])
    known = {f"GRIDMAP_{name.upper()}" for name in read_settings({}).__dataclass_fields__}
    assert names <= known


def test_compose_builds_this_image_and_starts_the_demo() -> None:
    service = _compose()["services"]["gridmap"]
    context = (_DOCKER / service["build"]["context"]).resolve()
    assert context == REPOSITORY
    assert (context / service["build"]["dockerfile"]).is_file()
    parse(["up", *service["command"]])
    assert service["network_mode"] == "host", "gridmap serves loopback only; a bridge would reach nothing"
    volumes = dict(volume.split(":") for volume in service["volumes"])
    assert volumes == {"gridmap": "/var/lib/gridmap"}
    assert set(volumes) == set(_compose()["volumes"])
    assert "GRIDMAP_HOME=/var/lib/gridmap" in (_DOCKER / "Dockerfile").read_text(encoding="utf-8")


@pytest.fixture
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="gridmap-entry-"))
    folder.chmod(0o755)
    yield folder
    Server(folder).stop()
    shutil.rmtree(folder, ignore_errors=True)


def test_the_entry_script_serves_until_told_to_stop_and_stops_the_database(home: Path) -> None:
    keep = {name: value for name, value in os.environ.items() if not name.startswith("GRIDMAP_")}
    path = f"{Path(sys.executable).parent}:{keep.get('PATH', '')}"
    environment = {**keep, "PATH": path, "GRIDMAP_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    script = [str(_DOCKER / "entrypoint.sh"), "--port", "0"]
    running = subprocess.Popen(script, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert running.stdout is not None
    said = ""
    for line in running.stdout:
        said += line
        if "/sign-in?token=" in line:
            break
    assert "/sign-in?token=" in said, said
    assert Server(home).status().running
    time.sleep(1)
    running.send_signal(signal.SIGTERM)
    rest = running.communicate(timeout=60)[0]
    assert running.returncode == 0, rest
    assert "The database is stopped." in rest
    assert not Server(home).status().running
