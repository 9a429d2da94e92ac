"""The state in which an incident is imported: from the source's word, else from its times. No verification is invented.

Verified is only what has a time of verification and a verifying unit that is not the handling one; a source's "closed"
alone is closed without verification.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from gridmap.errors import BadValue, Issue, Severity
from gridmap.service.rules.coded import Categorical, categorical, read_words, translate
from gridmap.service.rules.incident_field import says_yes
from gridmap.service.rules.instant import NAT
from gridmap.service.rules.state import State, state_of

Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

STATES = tuple(State)
_MOST_UNKNOWN = 50  # more distinct words than this are no statuses but text
# what the latest time of a row without a status says
_BY_TIME = (
    ("accepted_at", State.ACCEPTED),
    ("assigned_at", State.ASSIGNED),
    ("answered_at", State.ANSWERED),
    ("verified_at", State.VERIFIED),
    ("closed_at", State.CLOSED),
)
_OPEN = (State.REPORTED, State.ACCEPTED, State.ASSIGNED, State.SUSPENDED, State.ANSWERED)


@dataclass(frozen=True, slots=True)
class States:
    """state: one of STATES a row. is_verified: by another unit than the handling one.

    drops_closing: open rows with a time of closing, which does not count; drops_verification: times of verification
    without a verifying unit of its own. issues: what is to be said of the whole batch.
    """

    state: Categorical
    is_verified: Flags
    drops_closing: Flags
    drops_verification: Flags
    issues: tuple[Issue, ...]


def read_states(
    frame: pd.DataFrame, utc_us: Mapping[str, Ints], *, handler: Categorical, verifier: Categorical
) -> States:
    """The states of these rows. frame: columns status and duplicate, either may be absent. handler, verifier: units.

    Raises BadValue when the column of the status holds text rather than statuses.
    """
    rows = len(frame)
    words = read_words(frame.get("status"), rows=rows)
    stated, unknown = translate(words, state_of, into=STATES)
    codes = np.asarray(stated.codes, dtype=np.int64).copy()
    untold = codes < 0
    codes[untold] = _from_times(utc_us, rows)[untold]
    codes[_is_duplicate(frame)] = STATES.index(State.DUPLICATE)
    is_open = np.isin(codes, [STATES.index(state) for state in _OPEN])
    drops_closing = is_open & (utc_us["closed_at"] != NAT)
    with_time = utc_us["verified_at"] != NAT
    by_another = _differs(handler, verifier)
    alone = (codes == STATES.index(State.VERIFIED)) & ~(with_time & by_another)
    codes[alone] = STATES.index(State.ANSWERED)
    ended = np.isin(codes, [STATES.index(State.VERIFIED), STATES.index(State.CLOSED)])
    return States(
        state=categorical(codes, STATES),
        is_verified=ended & with_time & by_another,
        drops_closing=drops_closing,
        drops_verification=with_time & ~by_another,
        issues=(*_unknown_words(words, unknown), *_remarks(drops_closing, alone | (with_time & ~by_another))),
    )


def _from_times(utc_us: Mapping[str, Ints], rows: int) -> Ints:
    codes = np.full(rows, STATES.index(State.REPORTED))
    for name, state in _BY_TIME:
        codes[utc_us[name] != NAT] = STATES.index(state)
    return codes


def _is_duplicate(frame: pd.DataFrame) -> Flags:
    words = read_words(frame.get("duplicate"), rows=len(frame))
    flags: Flags = np.array([*[says_yes(str(word)) for word in words.categories], False])[words.codes]
    return flags


def _differs(handler: Categorical, verifier: Categorical) -> Flags:
    """Both units are known and they are two."""
    joint = {word: number for number, word in enumerate(handler.categories)}
    theirs = np.array([*[joint.get(word, -2) for word in verifier.categories], -1])[verifier.codes]
    ours = np.asarray(handler.codes, dtype=np.int64)
    different: Flags = (ours >= 0) & (theirs != -1) & (ours != theirs)
    return different


def _unknown_words(words: Categorical, unknown: Flags) -> list[Issue]:
    counts = np.bincount(np.asarray(words.codes)[unknown], minlength=len(words.categories))
    found = np.flatnonzero(counts)
    if found.size > _MOST_UNKNOWN:
        raise BadValue(
            f"The column taken as status holds {found.size} different words that are no statuses; statuses are few, "
            "such as open, closed, 已结案. Name the right column with --map status=COLUMN."
        )
    return [
        Issue(
            0,
            "status",
            "unknown-status",
            f"{counts[number]} rows have the status {str(words.categories[number])[:40]!r}, which is not known; "
            "their times decide.",
            Severity.WARNING,
            str(words.categories[number])[:40],
        )
        for number in found
    ]


def _remarks(drops_closing: Flags, unverified: Flags) -> list[Issue]:
    told = []
    if drops_closing.any():
        message = (
            f"{drops_closing.sum()} rows are open and have a time of closing; the state counts, the time was dropped."
        )
        told.append(Issue(0, "closed_at", "open-with-closing-time", message, Severity.WARNING))
    if unverified.any():
        message = (
            f"{unverified.sum()} rows say that they were verified without a verifying unit other than the handling one; "
            "they do not count as verified."
        )
        told.append(Issue(0, "verified_at", "no-verifier", message, Severity.WARNING))
    return told
