"""A real browser that reports what it should not see: errors on its console, and requests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, StorageState, sync_playwright

ARGUMENTS = (  # software rendering, and none of the browser's own calls home
    "--no-sandbox",
    "--disable-gpu",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@dataclass
class Watched:
    """A page with what happened on it: console errors (policy violations among them), uncaught errors, addresses asked."""

    page: Page
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def foreign(self, origin: str) -> list[str]:
        """Addresses asked that are not on `origin` and not inside the page."""
        inside = ("data:", "blob:", origin)
        return [address for address in self.requests if not address.startswith(inside)]


@pytest.fixture(scope="package")
def browser(chromium_path: str) -> Iterator[Browser]:
    """One Chromium for this folder's tests. Playwright keeps an event loop running in this thread until it ends, and others need theirs."""
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=chromium_path, args=list(ARGUMENTS))
        yield made
        made.close()


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    """A fresh page of 1440 by 900."""
    with watched_page(browser, state=None) as seen:
        yield seen


@contextmanager
def watched_page(browser: Browser, *, state: StorageState | None) -> Iterator[Watched]:
    """A page in a context of its own; `state` carries the cookies of an earlier sign-in."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB", storage_state=state)
    page = context.new_page()
    seen = Watched(page)
    page.on("console", lambda message: _note(seen.errors, message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: _note(seen.errors, str(error)))
    page.on("request", lambda request: _note(seen.requests, request.url))
    yield seen
    context.close()


def _note(seen: list[str], text: str) -> None:
    seen.append(text)
