"""A cluster is split and merged again while others press at the same moment: it happens once, whole or not at all, and nothing owed is left behind."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import clock
from portal.core.database import session
from portal.core.duty import Duty
from portal.core.errors import Refusal
from portal.core.perform import perform
from portal.forming.clusters.models import LIVE, Cluster, ClusterMembership, ClusterStatus
from portal.forming.clusters.queries import get_cluster
from portal.running.activities.models import Activity
from portal.running.reshaping import queries, services
from portal.running.reshaping.models import Reshaping, ReshapingStatus
from portal.running.things import queries as thing_queries
from portal.running.things import services as things
from portal.running.things.models import LoanStatus, ThingKind
from portal.running.things.services import add_thing
from tests.forming.support import act
from tests.support.cast import Cast
from tests.support.races import at_once

ROUNDS = 8


def _newest(cluster_id: Any) -> queries.Between:
    found = session().scalars(sa.select(Reshaping.id).order_by(Reshaping.id.desc())).first()
    assert found is not None
    return queries.get_between(cluster_id, found)


def _says(cast: Cast, who: str, cluster_id: Any, *, agrees: bool = True) -> Any:
    def answer() -> Any:
        return perform(services.answer, _newest(cluster_id), by=cast.signed_in(who), agrees=agrees)

    return answer


def _look(cast: Cast) -> None:
    """Ford stands in one cluster, and what it owes and owns stands there."""
    places = sa.select(ClusterMembership.cluster_id, ClusterMembership.school_id).where(
        ClusterMembership.status.in_(LIVE)
    )
    live = {tuple(row) for row in session().execute(places)}
    assert len([1 for _cluster, school in live if school == cast.school["ford"]]) == 1
    owed = sa.select(Duty.cluster_id, Duty.school_id).where(
        Duty.closed_at.is_(None), Duty.school_id.is_not(None), Duty.cluster_id.is_not(None)
    )
    assert {tuple(row) for row in session().execute(owed)} <= live
    assert {tuple(row) for row in session().execute(sa.select(Activity.cluster_id, Activity.owner_school_id))} <= live
    session().rollback()


@pytest.mark.soak
def test_it_happens_once_and_whole(app: Flask, cast: Cast) -> None:
    ford, going = cast.school["ford"], [cast.school["ford"], cast.school["tumaini"]]
    for number in range(ROUNDS):
        with app.app_context():
            words = {"name": f"Ford {number}", "school_ids": going, "lead_school_id": ford}
            act(cast, "coordinator", services.propose_split, get_cluster(cast.river), **words)

        def adds() -> Any:
            what = {"school_id": ford, "kind": ThingKind.KIT, "name": f"Drums {clock.now()}"}
            return perform(add_thing, get_cluster(cast.river), by=cast.signed_in("ford_teacher"), **what)

        answers = at_once(app, [_says(cast, "ford_contact", cast.river), _says(cast, "abroad", cast.river), adds])
        assert all(not isinstance(one, Exception) or isinstance(one, Refusal) for one in answers), answers
        assert sum(isinstance(one, Cluster) for one in answers) == 1, answers
        with app.app_context():
            split = _newest(cast.river).proposal
            assert split.status == ReshapingStatus.DONE
            new_id = split.other_cluster_id
            _look(cast)
            act(cast, "ford_contact", services.propose_merge, get_cluster(new_id), name="River schools")  # type: ignore[arg-type]

        def takes_back(new_id: Any = new_id) -> Any:
            return perform(services.withdraw, _newest(new_id), by=cast.signed_in("ford_contact"))

        both = [_says(cast, "coordinator", cast.river), _says(cast, "abroad", new_id), takes_back]
        answers = at_once(app, both)
        assert all(not isinstance(one, Exception) or isinstance(one, Refusal) for one in answers), answers
        with app.app_context():
            if _newest(cast.river).proposal.status == ReshapingStatus.WITHDRAWN:
                _look(cast)
                act(cast, "ford_contact", services.propose_merge, get_cluster(new_id), name="River schools")  # type: ignore[arg-type]
                for who in ("coordinator", "abroad"):
                    act(cast, who, services.answer, _newest(cast.river), agrees=True)
            assert get_cluster(new_id).status == ClusterStatus.CLOSED  # type: ignore[arg-type]
            _look(cast)


@pytest.mark.soak
def test_nothing_is_promised_that_has_ended(app: Flask, cast: Cast) -> None:
    for number in range(ROUNDS * 3):
        with app.app_context():
            day = clock.today()
            what = {"school_id": cast.school["hill"], "kind": ThingKind.KIT, "name": f"Drums {number}"}
            key = act(cast, "teacher", add_thing, get_cluster(cast.river), **what).id
            words = {"school_id": cast.school["vale"], "from_on": day, "due_on": day}
            loan = act(cast, "vale_teacher", things.ask, thing_queries.get_thing(cast.river, key), **words).id

        def ends(key: Any = key) -> Any:
            return perform(things.end_thing, thing_queries.get_thing(cast.river, key), by=cast.signed_in("teacher"))

        def promises(loan: Any = loan) -> Any:
            return perform(things.promise, thing_queries.get_loan(cast.river, loan), by=cast.signed_in("coordinator"))

        answers = at_once(app, [ends, promises])
        assert all(one is None or isinstance(one, Refusal) for one in answers), answers
        with app.app_context():
            thing, held = thing_queries.get_thing(cast.river, key), thing_queries.get_loan(cast.river, loan)
            assert (thing.ended_at is None) == (held.status == LoanStatus.PROMISED)
            session().rollback()
