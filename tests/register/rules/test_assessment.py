"""Which returned assessments count."""

from __future__ import annotations

from datetime import date

import pytest

from gridmap.errors import Conflict
from gridmap.register.rules.assessment import PiaStatus, ReturnedPia, curated_values


@pytest.mark.parametrize("status", [PiaStatus.SIMPLE_VALIDATION, PiaStatus.SIGNED_VALIDATION])
def test_a_validated_one_sets_reference_and_day(status: PiaStatus) -> None:
    values = curated_values(ReturnedPia(7, status, date(2026, 2, 1)))
    assert values == {"dpia_ref": f"CNIL PIA 7, {status.name.lower()}", "dpia_on": "2026-02-01"}


@pytest.mark.parametrize("status", [PiaStatus.DOING, PiaStatus.REFUSED, PiaStatus.ARCHIVED])
def test_one_that_is_not_validated_is_no_assessment(status: PiaStatus) -> None:
    with pytest.raises(Conflict, match=f"has the status {status.name.lower()}"):
        curated_values(ReturnedPia(7, status, date(2026, 2, 1)))
