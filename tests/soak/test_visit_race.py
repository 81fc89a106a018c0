"""A visit is confirmed just as a point of its safety list is opened again, and a swap is answered by many at once: on both databases, in every round."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import Refusal
from portal.core.perform import perform
from portal.forming.clusters.queries import get_cluster
from portal.running.visits import queries, services
from portal.running.visits.models import CheckState, End, SwapStatus, Turn, TurnSwap, Visit, VisitCheck, VisitStatus
from tests.running.visits.conftest import Visits, act, rows, visits
from tests.support.cast import Cast
from tests.support.races import at_once

__all__ = ["act", "rows", "visits"]
ROUNDS = 25


@pytest.mark.soak
def test_no_visit_is_confirmed_with_an_open_point(app: Flask, cast: Cast, visits: Visits) -> None:
    visits.ready()
    check_id = visits.check_ids(End.HOST)[0]
    for _round in range(ROUNDS):
        with app.app_context():
            guest, host = cast.signed_in("teacher"), cast.signed_in("abroad")
            version = session().scalars(sa.select(VisitCheck.version).where(VisitCheck.id == check_id)).one()
            session().rollback()

        def confirm(guest: Any = guest) -> Any:
            return perform(services.confirm_visit, visits.load(), by=guest)

        def reopen(host: Any = host, version: int = version) -> Any:
            words: dict[str, Any] = {"state": CheckState.OPEN, "note": "", "version": version}
            return perform(services.check_item, queries.get_check(cast.river, check_id), by=host, **words)

        answers = at_once(app, [confirm, reopen])
        assert all(answer is None or isinstance(answer, Refusal) for answer in answers), answers
        with app.app_context():
            status = session().scalars(sa.select(Visit.status)).one()
            state = session().scalars(sa.select(VisitCheck.state).where(VisitCheck.id == check_id)).one()
            session().rollback()
        assert (status, state) != (VisitStatus.CONFIRMED, CheckState.OPEN)
        if status == VisitStatus.CONFIRMED:  # the point was not opened: open it, so that the next round begins alike
            visits.check(check_id, "abroad", CheckState.OPEN)
        visits.check(check_id, "abroad", CheckState.DONE)


@pytest.mark.soak
def test_a_swap_is_answered_once(app: Flask, cast: Cast) -> None:
    for _round in range(ROUNDS):
        with app.app_context():
            people = [cast.signed_in(key) for key in ("vale_teacher", "vale_contact", "vale_head")]
            asked: dict[str, Any] = {"turn": Turn.TRAVEL, "other_school_id": cast.school["vale"]}
            river = get_cluster(cast.river)
            swap_id = perform(services.ask_swap, river, by=cast.signed_in("ford_teacher"), **asked).id

        def answer(person: Any, deed: Any, swap_id: Any = swap_id) -> Any:
            return lambda: perform(deed, queries.get_swap(cast.river, swap_id), by=person)

        deeds = (services.accept_swap, services.decline_swap)
        answers = at_once(app, [answer(person, deed) for person in people for deed in deeds])
        assert sum(answer is None for answer in answers) == 1, answers
        assert all(answer is None or isinstance(answer, Refusal) for answer in answers), answers
        with app.app_context():
            status = session().scalars(sa.select(TurnSwap.status).where(TurnSwap.id == swap_id)).one()
            owed = sa.select(Duty.id).where(Duty.kind == DutyKind.ANSWER_SWAP, Duty.closed_at.is_(None))
            assert session().scalars(owed).all() == []
            assert status in (SwapStatus.ACCEPTED, SwapStatus.DECLINED)
            session().rollback()
