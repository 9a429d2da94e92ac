"""Every `gridmap …` that a document quotes is a command line that this version takes."""

from __future__ import annotations

import re
import shlex
from itertools import dropwhile

import click
import pytest

from gridmap.cli.main import gridmap
from tests.docs.documents import Document, document_named, documents, shell_lines

_PROGRAMS = ("gridmap", ".venv/bin/gridmap")
_ENDS = ("|", "&&", ";", "||", ">", "&")


def command_lines(line: str) -> list[list[str]]:
    """Arguments of each call of gridmap in a shell line; `VAR=value` in front and what follows a pipe are cut."""
    calls: list[list[str]] = [[]]
    for word in _words(line):
        if word in _ENDS:
            calls.append([])
        else:
            calls[-1].append(word)
    found = []
    for call in calls:
        words = list(dropwhile(lambda word: re.fullmatch(r"[A-Z_]+=.*", word), call))
        if words and words[0] in _PROGRAMS:
            found.append(words[1:])
    return found


def _words(line: str) -> list[str]:
    """As a shell splits it: quotes, comments, and operators as words of their own."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|&;>")
    lexer.whitespace_split = True
    return list(lexer)


def parse(arguments: list[str]) -> None:
    """Parse down to the last command without running it. Raises click's UsageError for what it does not take."""
    command: click.Command = gridmap
    parent: click.Context | None = None
    name = "gridmap"
    while True:
        context = command.make_context(name, list(arguments), parent=parent)
        if not isinstance(command, click.Group):
            return
        rest = [*context._protected_args, *context.args]
        assert rest, f"{name} needs a command"
        found, inner, arguments = command.resolve_command(context, rest)
        assert found is not None
        assert inner is not None
        command, parent, name = inner, context, found


def _name_only(words: list[str]) -> None:
    """Inline code may be part of a command line: its command and its options must exist, arguments may be missing."""
    command: click.Command = gridmap
    for word in words:
        if isinstance(command, click.Group) and not word.startswith("-"):
            inner = command.get_command(click.Context(command), word)
            assert inner is not None, f"{command.name} has no command {word!r}"
            command = inner
        elif word.startswith("--") or re.fullmatch(r"-[a-z]", word):
            known = {option for p in command.params for option in p.opts} | {"--help", "--version", "-h"}
            assert word.split("=")[0] in known, f"{command.name} has no option {word}"


def _quoted_in_blocks() -> list[tuple[str, list[str]]]:
    return [
        (document.name, arguments)
        for document in documents()
        for block in document.blocks("sh", "bash", "console")
        for line in shell_lines(block)
        for arguments in command_lines(line)
    ]


def _quoted_in_text() -> list[tuple[str, str]]:
    return [
        (document.name, code)
        for document in documents()
        for code in document.inline_code()
        if code.split(" ", 1)[0] in _PROGRAMS and not _is_outlook(document, code)
    ]


def _is_outlook(document: Document, code: str) -> bool:
    """The page on what is left open names commands that are not there yet."""
    return document.name.startswith("docs/decisions/0010") and code in _OUTLOOK


_OUTLOOK = ("gridmap audit cameras", "gridmap publish")


@pytest.mark.parametrize(("document", "arguments"), _quoted_in_blocks())
def test_quoted_command_line_parses(document: str, arguments: list[str]) -> None:
    if not {"--help", "-h", "--version"} & set(arguments):
        parse(arguments)


@pytest.mark.parametrize(("document", "code"), _quoted_in_text())
def test_command_named_in_the_text_exists(document: str, code: str) -> None:
    _name_only(shlex.split(code.replace("…", ""))[1:])


def test_the_readme_has_command_lines_to_check() -> None:
    """A change of fences must not make the tests above empty."""
    blocks = document_named("README.md").blocks("sh")
    assert sum(len(command_lines(line)) for block in blocks for line in shell_lines(block)) >= 8


def test_an_unknown_option_is_found() -> None:
    with pytest.raises(click.UsageError):
        parse(["export", "grids", "--no-such-option"])


def test_pipes_and_variables_are_cut_away() -> None:
    line = "GRIDMAP_PORT=9000 gridmap export cameras -o - | ogrinfo -so && gridmap db stop"
    assert command_lines(line) == [["export", "cameras", "-o", "-"], ["db", "stop"]]
