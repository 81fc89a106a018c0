"""Sixteen submissions of one application at once, twenty times: one sealed version, one receipt, everyone answered."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.applying import support
from tests.applying.race import race_to_submit
from tests.support.cast import Cast

pytestmark = pytest.mark.soak
ROUNDS = 20
RACERS = 16


@pytest.mark.timeout(600)
def test_sixteen_submissions_make_one_receipt(app: Flask, cast: Cast) -> None:
    def within(make: Callable[..., Any], *arguments: Any) -> Any:
        with app.app_context():
            return make(*arguments)

    receipts: set[str] = set()
    for number in range(ROUNDS):
        made = within(support.make_ready, cast)
        outcome = race_to_submit(app, cast, made, racers=RACERS)
        told = f"round {number}: {sorted(zip(outcome.statuses, outcome.answers, strict=True))}"
        assert len(outcome.statuses) == RACERS, told
        assert (outcome.sealed, outcome.facts, outcome.letters) == (1, 1, 9), told
        assert len(outcome.receipts) == 1, told
        assert not receipts & outcome.receipts
        receipts |= outcome.receipts
        given = f"/applications/{made}/receipt"
        for status, answer in zip(outcome.statuses, outcome.answers, strict=True):
            # the same receipt, or a page that says why not: the database was too busy, try again
            assert (status == 303 and answer.endswith(given)) or (status == 503 and "try again" in answer.lower()), told
    assert len(receipts) == ROUNDS
