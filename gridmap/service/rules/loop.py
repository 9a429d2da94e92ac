"""The six steps as a state machine: which move leads where, who may make it, and the state as the fold of the steps.

Units with a role act, never persons. A round ends with a verification by a unit that did not handle it in that round;
who sends work back opens the next round. Steps are only ever appended, and the state is what they fold to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import reduce

from gridmap.errors import BadValue, Conflict, NotAllowed
from gridmap.service.rules.state import FINAL, Role, State

REOPEN_WITHIN = timedelta(days=30)  # later: a new incident that follows this one (DOMAIN-service 3)


class Action(StrEnum):
    """What a unit does to an incident. IMPORT: a source says where it stands, and nothing more is known."""

    REPORT = "report"
    ACCEPT = "accept"
    REFUSE = "refuse"
    MERGE = "merge"
    ASSIGN = "assign"
    RETURN = "return"
    ANSWER = "answer"
    REASSIGN = "reassign"
    EXTEND = "extend"
    SUSPEND = "suspend"
    RESUME = "resume"
    CONFIRM = "confirm"
    REWORK = "rework"
    ARCHIVE = "archive"
    REOPEN = "reopen"
    VOID = "void"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the table. starts: states it leads from, empty for the first step. needs: fields a step must fill."""

    action: Action
    starts: frozenset[State]
    end: State
    by: Role
    needs: tuple[str, ...] = ()
    opens_round: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One move that was made.

    at: an aware time. unit, role: who acted. to_unit: who shall handle it. due_at: until when. reason: a code.
    into: the incident it is a duplicate of. state: of imports only. seq: order in the source among equal times.
    """

    action: Action
    at: datetime
    unit: str
    role: Role
    to_unit: str | None = None
    due_at: datetime | None = None
    reason: str | None = None
    into: str | None = None
    state: State | None = None
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """Where an incident stands after some steps.

    handlers: units that had it in this round; verified: by another unit; first_due_at stays when due_at is extended.
    """

    state: State | None = None
    round: int = 1
    handlers: frozenset[str] = frozenset()
    handler_unit: str | None = None
    verifier_unit: str | None = None
    verified: bool = False
    due_at: datetime | None = None
    first_due_at: datetime | None = None
    closed_at: datetime | None = None
    last_at: datetime | None = None
    merged_into: str | None = None


def _move(action: Action, starts: str, end: State, by: Role, needs: str = "", opens_round: int = 0) -> Move:
    return Move(action, frozenset(State(word) for word in starts.split()), end, by, tuple(needs.split()), opens_round)


_NOT_ENDED = "reported accepted assigned suspended answered verified"
MOVES = (
    _move(Action.REPORT, "", State.REPORTED, Role.INTAKE),
    _move(Action.ACCEPT, "reported", State.ACCEPTED, Role.CENTRE),
    _move(Action.REFUSE, "reported", State.REFUSED, Role.CENTRE, "reason"),
    _move(Action.MERGE, "reported accepted assigned", State.DUPLICATE, Role.CENTRE, "into"),
    _move(Action.ASSIGN, "accepted", State.ASSIGNED, Role.CENTRE, "to_unit due_at"),
    _move(Action.RETURN, "assigned", State.ACCEPTED, Role.HANDLER, "reason"),
    _move(Action.ANSWER, "assigned", State.ANSWERED, Role.HANDLER),
    _move(Action.REASSIGN, "assigned", State.ASSIGNED, Role.CENTRE, "to_unit"),
    _move(Action.EXTEND, "assigned", State.ASSIGNED, Role.CENTRE, "due_at reason"),
    _move(Action.SUSPEND, "assigned", State.SUSPENDED, Role.CENTRE, "reason"),
    _move(Action.RESUME, "suspended", State.ASSIGNED, Role.CENTRE),
    _move(Action.CONFIRM, "answered", State.VERIFIED, Role.VERIFIER),
    _move(Action.REWORK, "answered", State.ASSIGNED, Role.VERIFIER, "reason", opens_round=1),
    _move(Action.ARCHIVE, "verified", State.CLOSED, Role.CENTRE),
    _move(Action.REOPEN, "closed", State.ASSIGNED, Role.CENTRE, opens_round=1),
    _move(Action.VOID, _NOT_ENDED, State.VOID, Role.CENTRE, "reason"),
)
_BY_ACTION: Mapping[Action, Move] = {move.action: move for move in MOVES}


def allowed(state: State | None) -> tuple[Move, ...]:
    """The moves that lead from this state; None is the state before the first step."""
    return tuple(move for move in MOVES if (state in move.starts if state is not None else not move.starts))


def apply(progress: Progress, step: Step) -> Progress:
    """Where the incident stands after one more step.

    Raises Conflict for a move that does not lead from the state or comes too late, NotAllowed for a unit that may not
    make it, BadValue for a step that lacks what its move needs.
    """
    if step.action is Action.IMPORT:
        return _imported(progress, step)
    move = _BY_ACTION[step.action]
    _check(progress, step, move)
    following = replace(progress, state=move.end, round=progress.round + move.opens_round, last_at=step.at)
    return _with_units(_with_times(following, step), progress, step, move)


def fold(steps: Iterable[Step]) -> Progress:
    """The state that steps add up to, taken in the order of their times, then of the source's sequence."""
    return reduce(apply, sorted(steps, key=lambda step: (step.at, step.seq)), Progress())


def root_of(incident: str, merged_into: Mapping[str, str]) -> str:
    """The incident at the end of a chain of merges: a merge points at a root, never at a duplicate.

    Raises Conflict when the chain runs in a circle.
    """
    seen = {incident}
    while (target := merged_into.get(incident)) is not None:
        if target in seen:
            raise Conflict(f"Incident {target!r} would be a duplicate of itself; merge into one that is not merged.")
        seen.add(target)
        incident = target
    return incident


def _check(progress: Progress, step: Step, move: Move) -> None:
    here = progress.state
    if move not in allowed(here):
        words = ", ".join(other.action for other in allowed(here)) or "nothing"
        raise Conflict(f"An incident that is {here or 'not yet reported'} cannot be {step.action}; possible: {words}.")
    if step.role is not move.by:
        raise NotAllowed(f"{step.action} is for a unit that is {move.by}, not {step.role}.")
    lacking = [name for name in move.needs if getattr(step, name) is None]
    if lacking:
        raise BadValue(f"{step.action} needs {', '.join(lacking)}.")
    if progress.last_at is not None and step.at < progress.last_at:
        raise Conflict(f"A step at {step.at} comes before the last one at {progress.last_at}; steps are appended.")
    if move.by is Role.HANDLER and step.unit != progress.handler_unit:
        raise NotAllowed(f"{step.action} is for {progress.handler_unit}, to whom it is assigned.")
    if move.by is Role.VERIFIER and step.unit in progress.handlers:
        raise NotAllowed(f"{step.unit} handled it in this round; another unit verifies.")
    if step.action is Action.REOPEN and progress.closed_at and step.at - progress.closed_at > REOPEN_WITHIN:
        raise Conflict(
            f"It was closed more than {REOPEN_WITHIN.days} days before; report a new incident that follows it."
        )


def _with_units(following: Progress, before: Progress, step: Step, move: Move) -> Progress:
    handler = step.to_unit if step.to_unit is not None else before.handler_unit
    if step.action is Action.RETURN:
        handler = None
    has_it = following.state in (State.ASSIGNED, State.ANSWERED)
    here = frozenset([handler]) if handler is not None and has_it else frozenset[str]()
    handlers = here if move.opens_round else before.handlers | here
    confirmed = step.action is Action.CONFIRM
    kept = before.verified and not move.opens_round
    return replace(
        following,
        handler_unit=handler,
        handlers=handlers,
        verified=confirmed or kept,
        verifier_unit=step.unit if confirmed else (before.verifier_unit if kept else None),
        merged_into=step.into if step.action is Action.MERGE else before.merged_into,
    )


def _with_times(following: Progress, step: Step) -> Progress:
    due = step.due_at if step.due_at is not None else following.due_at
    return replace(
        following,
        due_at=due,
        first_due_at=following.first_due_at or due,
        closed_at=step.at
        if step.action is Action.ARCHIVE
        else (None if step.action is Action.REOPEN else following.closed_at),
    )


def _imported(progress: Progress, step: Step) -> Progress:
    """The state that a source states. It never verifies; what has ended here does not move."""
    if step.role is not Role.SOURCE or step.state is None:
        raise BadValue("An import step has the role source and states a state.")
    if progress.state in FINAL:
        raise Conflict(f"An incident that is {progress.state} stays so.")
    state = State.ANSWERED if step.state is State.VERIFIED else step.state
    closed = step.at if state is State.CLOSED else None
    return replace(progress, state=state, last_at=step.at, closed_at=closed, verified=False, verifier_unit=None)
