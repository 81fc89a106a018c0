"""A few random walks at every run; the long ones are in the soak tier."""

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.running.handoffs.walk import Walk


def test_ownership_is_never_lost_or_double(database, cast, clock):
    few = settings(
        max_examples=6, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    run_state_machine_as_test(lambda: Walk(cast), settings=few)
