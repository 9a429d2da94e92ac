"""The roles of an account and what each may see."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum


class Role(StrEnum):
    """One account may hold several."""

    VIEWER = "viewer"
    DISPATCHER = "dispatcher"
    PLANNER = "planner"
    DPO = "dpo"
    AUDITOR = "auditor"
    ADMIN = "admin"


SEES_VIEWS = frozenset({Role.PLANNER, Role.DPO, Role.AUDITOR})
SEES_FINDINGS = SEES_VIEWS
SEES_SENSITIVE = frozenset({Role.PLANNER, Role.AUDITOR})
SEES_LOG = frozenset({Role.AUDITOR})


def may_see_views(roles: Collection[Role]) -> bool:
    """Views say what each camera films; planner, data-protection officer and auditor need them."""
    return not SEES_VIEWS.isdisjoint(roles)


def may_see_findings(roles: Collection[Role]) -> bool:
    """Findings say what an operator owes; those who plan, protect data and audit need them."""
    return not SEES_FINDINGS.isdisjoint(roles)


def may_see_sensitive(roles: Collection[Role]) -> bool:
    """Findings about sensitive places are for auditors and planners (SCOPE.md); everybody else gets totals."""
    return not SEES_SENSITIVE.isdisjoint(roles)
