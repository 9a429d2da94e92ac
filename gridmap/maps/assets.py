"""Our own and third-party assets: where they lie, and how they are put into a page that has no server.

Modules under `static/js` are written with one-line imports of named things (`import { a, b } from "./x.js";`) and
exports in front of declarations, so that `bundle` can join them without a build step.
"""

from __future__ import annotations

import re
from pathlib import Path

from gridmap.errors import BadValue, MissingTool

IMPORT = re.compile(r'^import \{ ([\w, ]+) \} from "\./([\w-]+\.js)";$', re.MULTILINE)
EXPORT = re.compile(r"^export (async function|function|const|class) (\w+)", re.MULTILINE)
CSS_URL = re.compile(r"url\((?!['\"]?data:)[^)]*\)")


def static_folder() -> Path:
    """The folder `static/` of this installation (a symbolic link in a checkout)."""
    return (Path(__file__).parent.parent / "static").resolve()


def read_asset(path: str) -> str:
    """Text of a file under `static/`. Raises MissingTool when a vendored file was not installed."""
    file = static_folder() / path
    if not file.is_file():
        raise MissingTool(f"static/{path} is missing; install the page's scripts with: python -m gridmap.maps.vendor")
    return file.read_text(encoding="utf-8")


def bundle(entry: str) -> str:
    """One classic script of the module `static/js/<entry>` and all it imports, each in a scope of its own."""
    parts: list[str] = []
    _append_module(entry, parts, seen=[])
    return '"use strict";\n(() => {\n' + "\n".join(parts) + "\n})();"


def inline_css(path: str) -> str:
    """A style sheet for a page without a server: addresses of images become `none`."""
    return CSS_URL.sub("none", read_asset(path))


def _append_module(name: str, parts: list[str], *, seen: list[str]) -> None:
    if name in seen:
        return
    seen.append(name)
    text = read_asset(f"js/{name}")
    for _, needed in IMPORT.findall(text):
        _append_module(needed, parts, seen=seen)
    names = [match[1] for match in EXPORT.findall(text)]
    body = IMPORT.sub(lambda match: f"const {{ {match[1]} }} = {_scope(match[2])};", text)
    body = EXPORT.sub(r"\1 \2", body)
    if re.search(r"^\s*(import|export)\b", body, re.MULTILINE):
        raise BadValue(f"static/js/{name} has an import or export that bundle() does not read; use the one-line form")
    parts.append(f"const {_scope(name)} = (() => {{\n{body}\nreturn {{ {', '.join(names)} }};\n}})();")


def _scope(name: str) -> str:
    return "module_" + name.removesuffix(".js").replace("-", "_")
