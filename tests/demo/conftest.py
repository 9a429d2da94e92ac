"""Cities that many tests look at, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from gridmap.demo.generate import generate
from gridmap.demo.manifest import Manifest

SEED = 1


@pytest.fixture(scope="session")
def block(tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    return generate(tmp_path_factory.mktemp("block"), scale="block", seed=SEED)


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    return generate(tmp_path_factory.mktemp("district"), scale="district", seed=SEED)


@pytest.fixture(scope="session")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    return generate(tmp_path_factory.mktemp("dirty"), scale="district", seed=SEED, dirt=0.1)


def path_of(manifest: Manifest, kind: str) -> Path:
    """The file of that kind."""
    return next(file.path for file in manifest.files if file.kind == kind)
