"""The loop: which moves lead where, and that the state is the fold of the steps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.errors import BadValue, Conflict, GridmapError, NotAllowed
from gridmap.service.rules.loop import MOVES, Action, Progress, Step, allowed, apply, fold, root_of
from gridmap.service.rules.state import FINAL, Role, State

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
BY = {move.action: move.by for move in MOVES}
UNITS = {Role.INTAKE: "intake", Role.CENTRE: "centre", Role.HANDLER: "roads", Role.VERIFIER: "checks"}


def step(action: Action, hours: float = 0, **changes: object) -> Step:
    """A step with everything that any move needs, by the unit that may make it."""
    role = BY.get(action, Role.SOURCE)
    fields: dict[str, object] = {
        "unit": UNITS.get(role, "source"),
        "role": role,
        "to_unit": "roads" if action in (Action.ASSIGN, Action.REASSIGN) else None,
        "due_at": START + timedelta(days=3) if action in (Action.ASSIGN, Action.EXTEND) else None,
        "reason": "R1",
        "into": "I-0" if action is Action.MERGE else None,
        **changes,
    }
    return Step(action, START + timedelta(hours=hours), **fields)  # type: ignore[arg-type]


def walked(*actions: Action) -> Progress:
    return fold([step(action, hours) for hours, action in enumerate(actions)])


SIX = (Action.REPORT, Action.ACCEPT, Action.ASSIGN, Action.ANSWER, Action.CONFIRM, Action.ARCHIVE)


def test_the_six_steps_lead_to_closed_and_verified() -> None:
    done = walked(*SIX)
    assert (done.state, done.verified, done.verifier_unit, done.round) == (State.CLOSED, True, "checks", 1)
    states = [walked(*SIX[: n + 1]).state for n in range(6)]
    assert states == ["reported", "accepted", "assigned", "answered", "verified", "closed"]


def test_the_handler_cannot_verify_its_own_work() -> None:
    with pytest.raises(NotAllowed, match="another unit verifies"):
        apply(walked(*SIX[:4]), step(Action.CONFIRM, 9, unit="roads"))


def test_nor_can_a_unit_that_had_it_earlier_in_the_round() -> None:
    answered = fold(
        [
            *[step(action, n) for n, action in enumerate(SIX[:3])],
            step(Action.REASSIGN, 3, to_unit="lamps"),
            step(Action.ANSWER, 4, unit="lamps"),
        ]
    )
    for unit in ("roads", "lamps"):
        with pytest.raises(NotAllowed):
            apply(answered, step(Action.CONFIRM, 5, unit=unit))
    assert apply(answered, step(Action.CONFIRM, 5)).verified


def test_in_the_next_round_a_former_handler_may_verify() -> None:
    again = fold(
        [
            *[step(action, n) for n, action in enumerate(SIX[:4])],
            step(Action.REWORK, 5),
            step(Action.REASSIGN, 6, to_unit="lamps"),
            step(Action.ANSWER, 7, unit="lamps"),
        ]
    )
    assert again.round == 2
    with pytest.raises(NotAllowed):
        apply(again, step(Action.CONFIRM, 8, unit="roads"))  # it had it at the start of this round
    third = fold_from(again, step(Action.REWORK, 9), step(Action.ANSWER, 10, unit="lamps"))
    assert third.round == 3
    assert apply(third, step(Action.CONFIRM, 11, unit="roads")).verified


def fold_from(progress: Progress, *steps: Step) -> Progress:
    for one in steps:
        progress = apply(progress, one)
    return progress


def test_reopening_undoes_the_verification_and_opens_a_round_for_thirty_days() -> None:
    closed = walked(*SIX)
    reopened = apply(closed, step(Action.REOPEN, 24 * 29))
    assert (reopened.state, reopened.round, reopened.verified, reopened.closed_at) == (State.ASSIGNED, 2, False, None)
    with pytest.raises(Conflict, match="follows it"):
        apply(closed, step(Action.REOPEN, 24 * 31))


def test_only_the_unit_it_is_assigned_to_answers() -> None:
    with pytest.raises(NotAllowed, match="roads"):
        apply(walked(*SIX[:3]), step(Action.ANSWER, 9, unit="lamps"))


def test_an_extension_keeps_the_first_due_time() -> None:
    later = START + timedelta(days=9)
    extended = apply(walked(*SIX[:3]), step(Action.EXTEND, 9, due_at=later))
    assert (extended.due_at, extended.first_due_at) == (later, START + timedelta(days=3))


def test_moves_need_what_they_need() -> None:
    with pytest.raises(BadValue, match="to_unit, due_at"):
        apply(walked(*SIX[:2]), step(Action.ASSIGN, 9, to_unit=None, due_at=None))
    with pytest.raises(BadValue, match="reason"):
        apply(walked(Action.REPORT), step(Action.REFUSE, 9, reason=None))
    with pytest.raises(NotAllowed, match="centre"):
        apply(walked(Action.REPORT), step(Action.ACCEPT, 9, role=Role.HANDLER))
    with pytest.raises(Conflict, match="possible: accept"):
        apply(walked(Action.REPORT), step(Action.ANSWER, 9))
    with pytest.raises(Conflict, match="appended"):
        apply(walked(*SIX[:2]), step(Action.ASSIGN, 0))


def test_an_import_never_verifies() -> None:
    for state in State:
        progress = fold([step(Action.REPORT), step(Action.IMPORT, 1, state=state)])
        assert not progress.verified
        assert progress.state is (State.ANSWERED if state is State.VERIFIED else state)


def test_a_merge_points_at_the_root() -> None:
    assert root_of("c", {"c": "b", "b": "a"}) == "a"
    assert root_of("a", {}) == "a"
    with pytest.raises(Conflict, match="itself"):
        root_of("a", {"a": "b", "b": "a"})


@settings(deadline=None)
@given(st.permutations(range(6)))
def test_steps_that_arrive_out_of_order_fold_alike(order: list[int]) -> None:
    steps = [step(action, n) for n, action in enumerate(SIX)]
    assert fold([steps[n] for n in order]) == fold(steps)


actions = st.lists(st.sampled_from([*Action]), max_size=14)


@settings(max_examples=300, deadline=None)
@given(actions, st.sampled_from([None, *State]))
def test_whatever_is_tried_the_state_is_the_fold_and_ends_stay_ends(tried: list[Action], stated: State | None) -> None:
    made: list[Step] = []
    progress = Progress()
    for hours, action in enumerate([Action.REPORT, *tried]):
        one = step(action, hours, state=stated)
        try:
            following = apply(progress, one)
        except GridmapError:
            continue
        assert progress.state not in FINAL
        assert progress.state is not State.CLOSED or action in (Action.REOPEN, Action.IMPORT)
        assert following.verified is False or following.verifier_unit not in following.handlers
        assert following.round >= progress.round
        made.append(one)
        progress = following
    assert fold(made) == progress


def test_nothing_leads_out_of_an_end() -> None:
    for state in FINAL:
        assert allowed(state) == ()
    assert [move.action for move in allowed(State.CLOSED)] == [Action.REOPEN]
    assert [move.action for move in allowed(None)] == [Action.REPORT]


def test_every_state_can_be_reached_and_only_listed_roles_act() -> None:
    assert {move.end for move in MOVES} == set(State)
    assert {move.by for move in MOVES} == {Role.INTAKE, Role.CENTRE, Role.HANDLER, Role.VERIFIER}
