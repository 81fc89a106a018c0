"""Transitions 1 to 10 and 25 of an application as one table: each is done once by whom it belongs to, and refused to the others and at the wrong moment.

What each one does besides is tested where it lives: test_services, test_signing, test_more_time, test_coming_back.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from portal.applying.applications import jobs, queries, services
from portal.applying.applications.models import Stage
from portal.core.errors import Refusal
from portal.core.perform import perform
from portal.forming.clusters import queries as clusters
from portal.policy import Action, allows
from tests.applying import desk, support
from tests.applying.applications.test_services import status_by_school
from tests.support.cast import Cast


def standing(made: Any) -> tuple[str, str | None]:
    status = support.status_of(made)
    return support.application(made).stage.value, status.value if status is not None else None


def who_may(cast: Cast, action: Action, subject: Any) -> set[str]:
    people = ("coordinator", "teacher", "vale_teacher", "ford_head", "abroad", "outsider", "officer", "manager")
    return {key for key in people if allows(cast.signed_in(key), action, subject)}


def refused(deed: Callable[..., Any], *arguments: Any, **words: Any) -> None:
    with pytest.raises(Refusal):
        perform(deed, *arguments, **words)


def test_transitions_01_to_10_and_25(database: Any, cast: Cast, clock: Any) -> None:
    round_id = support.make_round()
    by = cast.signed_in("coordinator")
    cluster = clusters.get_cluster(cast.river)
    # 1: only who coordinates, only in an open round, only once
    assert who_may(cast, Action.APPLICATION_START, cluster) == {"coordinator"}
    clock.hold(support.OPENS - timedelta(seconds=1))
    refused(services.start_application, cluster, by=by, round_id=round_id)
    clock.hold(support.OPENS)
    made = support.start(cast, round_id)
    assert standing(made) == ("draft", "drafting")
    refused(services.start_application, clusters.get_cluster(cast.river), by=by, round_id=round_id)
    # 2: member schools and partner schools write, nobody else
    writers = who_may(cast, Action.APPLICATION_WRITE, support.application(made))
    assert writers == {"coordinator", "teacher", "vale_teacher", "ford_head", "abroad"}
    # 3: not before everything is there, and only by the coordinator
    assert who_may(cast, Action.APPLICATION_ASK_SIGNATURES, support.application(made)) == {"coordinator"}
    refused(services.ask_signatures, support.application(made), by=by)
    support.write_all(cast, made)
    support.ask(cast, made)
    assert standing(made) == ("draft", "signing")
    refused(services.ask_signatures, support.application(made), by=by)
    # 4: a school that says no, or the coordinator
    sign_off = queries.get_sign_off(made, cast.school["ford"])
    assert who_may(cast, Action.APPLICATION_SIGN, sign_off) == {"ford_head"}
    head = cast.signed_in("ford_head")
    words = {"school_id": cast.school["ford"], "reason": "Not yet."}
    perform(services.decline_to_sign, support.application(made), by=head, **words)
    assert standing(made) == ("draft", "drafting")
    refused(services.decline_to_sign, support.application(made), by=head, **words)
    support.ask(cast, made)
    perform(services.cancel_signing, support.application(made), by=by)
    assert standing(made) == ("draft", "drafting")
    refused(services.cancel_signing, support.application(made), by=by)
    # 5: with the last signature, and not before it
    support.ask(cast, made)
    support.sign(cast, made, "hill", "vale")
    assert standing(made) == ("draft", "signing")
    support.sign(cast, made, "ford")
    assert standing(made) == ("draft", "ready")
    assert set(status_by_school(made, cast).values()) == {"signed"}
    # 6: only the coordinator, only in time
    assert who_may(cast, Action.APPLICATION_SUBMIT, support.application(made)) == {"coordinator"}
    late = support.CLOSES + timedelta(seconds=1)
    refused(services.submit, support.application(made), by=by, number=1, arrived_at=late)
    support.submit(cast, made)
    assert standing(made) == ("submitted", None)
    # 7: a newer version, while the first stands
    perform(services.edit_again, support.application(made), by=by)
    assert standing(made) == ("submitted", "drafting")
    refused(services.edit_again, support.application(made), by=by)
    # 8: nothing lapses where something was submitted
    clock.hold(support.later(hours=1))
    assert jobs.tidy_closed_rounds() == 1
    assert standing(made) == ("submitted", None)
    # 9: no more time for what was submitted
    manager = cast.signed_in("manager")
    assert [a.id for a in queries.list_not_submitted(support.application(made).round, manager)] == []
    # 10: the check begins after the deadline, by the staff
    assert who_may(cast, Action.APPLICATION_SCREEN, support.application(made)) == {"officer", "manager"}
    desk.screen(cast, made)
    assert support.application(made).stage == Stage.SCREENING
    # 25: by the coordinator, with the number of the receipt
    assert who_may(cast, Action.APPLICATION_WITHDRAW, support.application(made)) == {"coordinator"}
    refused(services.withdraw, support.application(made), by=by, receipt_number="R-0", reason="Why")
    receipt = support.application(made).receipt_number or ""
    support.withdraw(cast, made, receipt_number=receipt, reason="Two schools close.")
    assert standing(made) == ("withdrawn", None)
    refused(services.withdraw, support.application(made), by=by, receipt_number=receipt, reason="Again")


def test_rule_30_the_work_of_the_clock_can_be_run_again_and_catches_up(database: Any, cast: Cast, clock: Any) -> None:
    made = support.start(cast, support.make_round())
    clock.hold(support.later(days=9))
    assert [jobs.tidy_closed_rounds() for _again in range(3)] == [1, 0, 0]
    assert support.application(made).stage == Stage.LAPSED
    assert [jobs.check_seals() for _again in range(2)] == [0, 0]
    assert [jobs.note_pulse() for _again in range(3)] == [False, False, False]
