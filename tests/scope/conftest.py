"""The filled city of tests/api, and the one test that must come after all others."""

from __future__ import annotations

import pytest

from tests.api.conftest import city, client

__all__ = ["city", "client"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What reads every executed statement runs last, whoever's tests executed them."""
    items.sort(key=lambda item: item.path.name == "test_executed_statements.py")
