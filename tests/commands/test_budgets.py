"""`make bench` asks every address that answers GET: each has its class of budgets, or is excused with a reason."""

import pytest
from flask import Flask

from tests.bench import classes

pytestmark = pytest.mark.static


def test_every_address_has_a_budget_or_an_excuse(the_app: Flask) -> None:
    rules = list(classes.rules(the_app))
    endpoints = {rule.endpoint for rule in rules}
    without = {rule.endpoint for rule in rules if classes.budget_of(the_app, rule) is None}
    assert len(rules) > 600
    assert without == set(classes.EXCUSED) & endpoints
    assert set(classes.EXCUSED) - endpoints == set(), "excused, but not there any more"
    assert set(classes.NAMED) - endpoints == set(), "named, but not there any more"
    assert set(classes.NAMED) & set(classes.EXCUSED) == set()
    assert len(without) < len(endpoints) / 10, "excuses are for few"
    assert all(len(reason) > 20 for reason in classes.EXCUSED.values())
