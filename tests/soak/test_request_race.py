"""Requests between schools, requests between clusters and invitations, when many press at the same moment: one deed counts, every other is told why;
on both databases, in every round."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import Refusal
from portal.core.perform import perform
from portal.forming.approaches import queries as approaches
from portal.forming.approaches import services as asking
from portal.forming.approaches.models import PartnershipRequest, RequestStatus
from portal.forming.clusters.models import Cluster
from portal.forming.clusters.queries import get_cluster
from portal.identity.accounts.models import LinkPurpose, OneTimeLink
from portal.identity.accounts.queries import live_link
from portal.identity.finding.queries import get_listing
from portal.identity.schools.models import School
from portal.oversight.audit.models import AuditEntry
from portal.running.matching import services as matching
from portal.running.matching.models import ClusterRequest
from portal.running.mirrors import services as mirrors
from portal.running.mirrors.models import MirrorInvitation
from portal.running.partnerships.models import Partnership
from portal.who import by_id
from tests.identity.finding.conftest import describe
from tests.running.matching.conftest import add_cluster, wish
from tests.support.cast import Cast, commit
from tests.support.races import at_once

Act = Callable[[], Any]


def one_wins(app: Flask, acts: Sequence[Act]) -> int:
    """Run all at once; answers the number of the one that won. Every other was refused, in words."""
    answers = at_once(app, acts)
    refused = [answer for answer in answers if isinstance(answer, Exception)]
    assert len(refused) == len(acts) - 1, answers
    assert all(isinstance(answer, Refusal) and answer.message for answer in refused), refused
    return [isinstance(answer, Exception) for answer in answers].index(False)


def people(app: Flask, cast: Cast, *keys: str) -> list[Any]:
    with app.app_context():
        found = [by_id(cast.people[key].id) for key in keys]
        session().commit()
        return found


@pytest.fixture
def listed(app: Flask, cast: Cast) -> None:
    for key in ("hill", "brook"):
        commit(app, lambda key=key: describe(session().get_one(School, cast.school[key])) and None)


@pytest.fixture
def lake(app: Flask, cast: Cast) -> uuid.UUID:
    """A cluster that looks, as `river` does."""
    made: uuid.UUID = commit(app, lambda: add_cluster(cast, "Lake schools", led_by=cast.school["brook"], schools=3))
    wish(app, cast, made, by="outsider")
    wish(app, cast, cast.river, by="coordinator")
    return made


def ask(cast: Cast, person: Any, own: str, other: str, text: str) -> Act:
    given = {"school_id": cast.school[own], "proposal": "Letters", "message": text}
    return lambda: perform(asking.ask_school, get_listing(cast.school[other]), by=person, **given).id


def answer(deed: Callable[..., Any], table: Any, key: uuid.UUID, person: Any, **more: Any) -> Act:
    return lambda: perform(deed, session().get_one(table, key), by=person, **more)


def facts(app: Flask, kind: str) -> int:
    with app.app_context():
        count = session().scalar(sa.select(sa.func.count()).select_from(AuditEntry).where(AuditEntry.kind == kind))
        session().commit()
        return count or 0


def count_open(app: Flask, table: Any) -> int:
    with app.app_context():
        query = sa.select(sa.func.count()).select_from(table).where(table.status == RequestStatus.OPEN)
        count = session().scalar(query)
        session().commit()
        return count or 0


def no_duty_is_left(app: Flask, kind: DutyKind, key: uuid.UUID) -> None:
    with app.app_context():
        left = session().scalar(
            sa.select(sa.func.count()).where(Duty.kind == kind, Duty.subject_id == key, Duty.closed_at.is_(None))
        )
        session().commit()
        assert left == 0


def schools_race(app: Flask, cast: Cast, rounds: int, number: int) -> None:
    """Both schools ask, two people of each; then yes, no and taking back together, `number` times over."""
    colleagues = people(app, cast, "teacher", "coordinator")
    theirs = people(app, cast, "outsider", "outsider_head")
    for turn in range(rounds):
        acts = [ask(cast, one, "hill", "brook", f"Ours {turn} {n}") for n, one in enumerate(colleagues)]
        acts += [ask(cast, one, "brook", "hill", f"Theirs {turn} {n}") for n, one in enumerate(theirs)]
        before = facts(app, "partnership_requested")
        one_wins(app, acts)
        assert facts(app, "partnership_requested") == before + 1
        assert count_open(app, PartnershipRequest) == 1
        with app.app_context():
            key, asker = (
                session()
                .execute(
                    sa.select(PartnershipRequest.id, PartnershipRequest.from_school_id).where(
                        PartnershipRequest.status == "open"
                    )
                )
                .one()
            )
            session().commit()
        ours, others = (colleagues, theirs) if asker == cast.school["hill"] else (theirs, colleagues)
        said: list[Act] = []
        for n in range(number):
            said.append(answer(asking.accept_request, PartnershipRequest, key, others[n % 2]))
            said.append(answer(asking.decline_request, PartnershipRequest, key, others[n % 2], reason="Not now."))
            said.append(answer(asking.withdraw_request, PartnershipRequest, key, ours[n % 2]))
        winner = one_wins(app, said) % 3
        with app.app_context():
            status = approaches.get_request(key).status
            session().execute(
                sa.update(PartnershipRequest).values(created_at=sa.text("'2020-01-01'"))
            )  # so that no limit is met
            session().commit()
        assert status == (RequestStatus.ACCEPTED, RequestStatus.DECLINED, RequestStatus.WITHDRAWN)[winner]
        no_duty_is_left(app, DutyKind.ANSWER_PARTNERSHIP, key)


def clusters_race(app: Flask, cast: Cast, lake: uuid.UUID, number: int) -> None:
    """Both clusters ask at once; then `number` people say yes together: one partnership."""
    ours, theirs = people(app, cast, "coordinator", "outsider")
    sides = ((ours, cast.river, lake), (theirs, lake, cast.river))

    def asks(person: Any, own: uuid.UUID, other: uuid.UUID) -> Act:
        given = {"other_id": other, "proposal": "Water", "message": f"A letter of {person.name}."}
        return lambda: perform(matching.ask_cluster, get_cluster(own), by=person, **given).id

    winner = one_wins(app, [asks(*side) for side in sides])
    assert count_open(app, ClusterRequest) == 1
    with app.app_context():
        key = session().scalar(sa.select(ClusterRequest.id))
        session().commit()
    assert key is not None
    answering = sides[1 - winner][0]
    one_wins(app, [answer(matching.accept_request, ClusterRequest, key, answering) for _n in range(number)])
    with app.app_context():
        linked = session().scalars(sa.select(Partnership.id).where(Partnership.partner_cluster_id.is_not(None))).all()
        session().commit()
    assert len(linked) == 1
    assert facts(app, "cluster_request_accepted") == 1
    no_duty_is_left(app, DutyKind.ANSWER_CLUSTER, key)


def mirrors_race(app: Flask, cast: Cast, number: int) -> None:
    """`number` people open one link together; then whoever it belongs to presses "build" as often at once."""
    tokens: list[str] = []
    (me,) = people(app, cast, "coordinator")
    with app.app_context():
        given = {
            "school_name": "Mto",
            "country": "KE",
            "contact_name": "",
            "address": "head@mto.example",
            "message": "",
        }
        write = lambda _kind, _one, token: tokens.append(token)  # noqa: E731
        made = perform(mirrors.invite_mirror, get_cluster(cast.river), by=me, write=write, **given).id
    rivals = people(app, cast, *(["outsider", "outsider_head"] * number)[:number])

    with app.app_context():
        link = live_link(tokens[-1], LinkPurpose.BUILD_TWIN)
        assert link is not None
        link_id = link.id
        session().commit()
    winner = rivals[one_wins(app, [answer(mirrors.take_up, OneTimeLink, link_id, one) for one in rivals])]
    school = next(iter(winner.memberships))
    before = count_clusters(app)
    given = {"school_id": school, "name": "Ours", "theme": "Water"}
    one_wins(app, [answer(mirrors.build_twin, MirrorInvitation, made, winner, **given) for _n in range(number)])
    assert count_clusters(app) == before + 1


def count_clusters(app: Flask) -> int:
    with app.app_context():
        count = session().scalar(sa.select(sa.func.count()).select_from(Cluster))
        session().commit()
        return count or 0


@pytest.mark.soak
@pytest.mark.timeout(1200)
@pytest.mark.usefixtures("listed")
def test_schools_in_every_round(app: Flask, cast: Cast) -> None:
    schools_race(app, cast, rounds=12, number=5)


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.usefixtures("listed")
def test_sixteen_acceptances_between_schools_have_one_winner(app: Flask, cast: Cast) -> None:
    (mine,), theirs = people(app, cast, "teacher"), people(app, cast, "outsider", "outsider_head")
    with app.app_context():
        key = ask(cast, mine, "hill", "brook", "A letter")()
    one_wins(app, [answer(asking.accept_request, PartnershipRequest, key, theirs[n % 2]) for n in range(16)])
    assert facts(app, "partnership_request_accepted") == 1


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_sixteen_acceptances_between_clusters_have_one_winner(app: Flask, cast: Cast, lake: uuid.UUID) -> None:
    clusters_race(app, cast, lake, number=16)


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_sixteen_people_open_one_link(app: Flask, cast: Cast) -> None:
    mirrors_race(app, cast, number=16)


@pytest.mark.usefixtures("listed")
def test_schools_that_ask_each_other_at_once(app: Flask, cast: Cast) -> None:
    schools_race(app, cast, rounds=1, number=1)


def test_clusters_that_ask_each_other_at_once(app: Flask, cast: Cast, lake: uuid.UUID) -> None:
    clusters_race(app, cast, lake, number=3)


def test_two_people_open_one_link(app: Flask, cast: Cast) -> None:
    mirrors_race(app, cast, number=2)
