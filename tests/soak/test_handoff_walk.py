"""Five hundred random walks of fifty steps over one activity and its stand-ins: ownership is never lost and never double."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.running.handoffs.walk import Walk
from tests.support.soak import times


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_five_hundred_walks(database, cast, clock):
    many = settings(
        max_examples=times(500),
        stateful_step_count=50,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    run_state_machine_as_test(lambda: Walk(cast), settings=many)
