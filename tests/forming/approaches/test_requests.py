"""One school asks another: the rules, the answers, what is owed and told, and the pages."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import clock, duty
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.perform import perform
from portal.forming.approaches import jobs, queries, services
from portal.forming.approaches.models import PartnershipRequest, RequestStatus, pair_key
from portal.forming.approaches.workflow import REQUEST
from portal.forming.clusters.models import ClusterMembership, MembershipStatus, Side
from portal.identity.finding.queries import get_listing
from portal.identity.profiles.models import Looking
from portal.identity.schools.models import School, SchoolStatus
from portal.oversight.notifications.models import Notification
from tests.conftest import START
from tests.identity.finding.conftest import add_school, describe
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

WORDS = "We are a school by a river and would like to write letters."


@pytest.fixture
def listed(app: Flask, cast: Cast) -> None:
    """brook and tumaini may be asked; hill asks."""
    for key in ("hill", "brook", "tumaini"):
        commit(app, lambda key=key: describe(session().get_one(School, cast.school[key])) and None)


def ask(
    app: Flask, cast: Cast, to: str | uuid.UUID = "brook", *, by: str = "teacher", own: str = "hill", **more: Any
) -> uuid.UUID:
    school_id = cast.school[to] if isinstance(to, str) else to
    given = {"proposal": "Letters about rivers", "message": WORDS, "school_id": cast.school[own], **more}
    with app.app_context():
        made = perform(services.ask_school, get_listing(school_id), by=cast.signed_in(by), **given)
        return made.id  # type: ignore[no-any-return]


def do(app: Flask, cast: Cast, deed: Callable[..., Any], request_id: uuid.UUID, by: str, **more: Any) -> Any:
    with app.app_context():
        return perform(deed, queries.get_request(request_id), by=cast.signed_in(by), **more)


def request(app: Flask, request_id: uuid.UUID) -> PartnershipRequest:
    with app.app_context():
        return queries.get_request(request_id)


def told(app: Flask, kind: str) -> set[uuid.UUID]:
    with app.app_context():
        return set(session().scalars(sa.select(Notification.person_id).where(Notification.kind == kind)))


@pytest.mark.usefixtures("listed")
def test_it_is_owed_by_the_contacts_of_the_school_that_is_asked(app: Flask, cast: Cast) -> None:
    made = ask(app, cast)
    with app.app_context():
        owed = duty.open_duties(DutyKind.ANSWER_PARTNERSHIP, made)
        assert [(d.school_id, d.office, d.due_at) for d in owed] == [
            (cast.school["brook"], "contact", clock.now() + timedelta(days=21))
        ]
    assert told(app, "partnership_requested") == {cast.outsider.id, cast.outsider_head.id, cast.coordinator.id}
    page = Reader(app, cast.outsider).get("/what-needs-me")
    page.follow("Answer Hill Primary School, who would like to be your partner school").sees(WORDS, "Say yes")


@pytest.mark.usefixtures("listed")
def test_yes_for_a_cluster_brings_an_invitation_as_partner_school(app: Flask, cast: Cast) -> None:
    made = ask(app, cast, by="coordinator", cluster_id=cast.river)
    do(app, cast, services.accept_request, made, "outsider")
    with app.app_context():
        query = sa.select(ClusterMembership.status, ClusterMembership.side).where(
            ClusterMembership.cluster_id == cast.river, ClusterMembership.school_id == cast.school["brook"]
        )
        assert [tuple(row) for row in session().execute(query)] == [(MembershipStatus.INVITED, Side.PARTNER)]
        assert session().scalar(sa.select(Duty.outcome).where(Duty.subject_id == made)) == "accepted"
    assert told(app, "partnership_request_accepted") == {cast.coordinator.id}


@pytest.mark.usefixtures("listed")
def test_two_schools_begin_a_cluster_together_once(app: Flask, cast: Cast) -> None:
    made = ask(app, cast)
    with pytest.raises(RuleBroken):
        do(app, cast, services.begin_together, made, "teacher")
    do(app, cast, services.accept_request, made, "outsider")
    cluster = do(app, cast, services.begin_together, made, "teacher")
    found = request(app, made)
    assert found.cluster_id == cluster.id
    with app.app_context():
        query = sa.select(ClusterMembership.school_id, ClusterMembership.status).where(
            ClusterMembership.cluster_id == found.cluster_id
        )
        assert {tuple(row) for row in session().execute(query)} == {
            (cast.school["hill"], MembershipStatus.JOINED),
            (cast.school["brook"], MembershipStatus.INVITED),
        }
    with pytest.raises(Exception, match="faster"):
        do(app, cast, services.begin_together, made, "outsider")


@pytest.mark.usefixtures("listed")
def test_no_has_a_reason(app: Flask, cast: Cast) -> None:
    made = ask(app, cast)
    with pytest.raises(RuleBroken):
        do(app, cast, services.decline_request, made, "outsider", reason=" ")
    do(app, cast, services.decline_request, made, "outsider", reason="We have a partner already.")
    assert (request(app, made).status, request(app, made).reason) == (
        RequestStatus.DECLINED,
        "We have a partner already.",
    )
    assert told(app, "partnership_request_declined") == {cast.teacher.id, cast.coordinator.id}
    with pytest.raises(NotAllowedNow):
        do(app, cast, services.accept_request, made, "outsider")


@pytest.mark.usefixtures("listed")
def test_it_runs_out_after_three_weeks(app: Flask, cast: Cast, clock: Any) -> None:
    made = ask(app, cast)
    for days, status in ((20, RequestStatus.OPEN), (2, RequestStatus.EXPIRED)):
        clock.hold(clock.now() + timedelta(days=days))
        with app.app_context():
            jobs.expire_partnership_requests()
        assert request(app, made).status == status
    assert told(app, "partnership_request_expired") == {cast.teacher.id, cast.coordinator.id, cast.outsider.id}
    ask(app, cast, message="Another try, after your holidays.")


@pytest.mark.usefixtures("listed")
def test_one_is_open_between_two_schools_whoever_asks(app: Flask, cast: Cast) -> None:
    ask(app, cast)
    with pytest.raises(RuleBroken, match="waiting"):
        ask(app, cast, "hill", by="outsider", own="brook", message="We ask you too.")
    row = {"from_school_id": cast.school["brook"], "to_school_id": cast.school["hill"], "asked_by_id": cast.outsider.id, "proposal": "x",
           "message": "x", "message_digest": "x", "expires_at": clock.now(), "pair_key": pair_key(cast.school["hill"], cast.school["brook"])}  # fmt: skip
    with pytest.raises(Exception, match=r"waiting|UNIQUE|duplicate"):
        commit(app, lambda: session().add(PartnershipRequest(**row)) or session().flush())


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"message": "Write to me at anna@hill.example please"}, "message"),
        ({"message": "Call +44 7700 900 123"}, "message"),
        ({"message": "See https://hill.example/us"}, "message"),
        ({"cluster_id": uuid.uuid4()}, "cluster_id"),
    ],
)
def test_what_is_refused(app: Flask, cast: Cast, more: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        ask(app, cast, **more)
    assert refused.value.field == field


@pytest.mark.usefixtures("listed")
def test_a_school_that_is_not_to_be_asked_is_not(app: Flask, cast: Cast) -> None:
    commit(app, lambda: describe(session().get_one(School, cast.school["brook"]), looking=Looking.NO) and None)
    with pytest.raises(RuleBroken, match="not to be written to"):
        ask(app, cast)


@pytest.mark.usefixtures("listed")
def test_only_a_verified_school_asks(app: Flask, cast: Cast) -> None:
    with pytest.raises(RuleBroken):
        ask(app, cast, by="waiting", own="quiet")
    with pytest.raises(RuleBroken):
        ask(app, cast, by="teacher", own="vale")


def test_schools_are_not_flooded(app: Flask, cast: Cast, listed: None, clock: Any) -> None:
    def more(number: int) -> uuid.UUID:
        school = add_school(f"Lake School {number}", status=SchoolStatus.VERIFIED)
        describe(school)
        return school.id

    schools = [commit(app, lambda n=n: more(n)) for n in range(20)]
    for number in range(5):
        ask(app, cast, schools[number], message=f"A letter of its own, number {number}")
    with pytest.raises(RuleBroken, match="five schools today"):
        ask(app, cast, schools[5], message="One more")
    for number in range(5, 15):
        if number % 5 == 0:
            clock.hold(clock.now() + timedelta(days=1, minutes=1))
        ask(app, cast, schools[number], message=f"A letter of its own, number {number}")
    clock.hold(clock.now() + timedelta(days=1, minutes=1))
    with pytest.raises(RuleBroken, match="fifteen schools this week"):
        ask(app, cast, schools[15], message="One more")
    clock.hold(clock.now() + timedelta(days=8))
    ask(app, cast, schools[15], message="Dear school, be our partner")
    ask(app, cast, schools[16], message="dear SCHOOL,  be our partner!")
    with pytest.raises(RuleBroken, match="same text") as refused:
        ask(app, cast, schools[17], message="Dear school: be our partner.")
    assert refused.value.field == "message"


def test_every_move_and_no_other() -> None:
    assert set(REQUEST.moves) == {
        (RequestStatus.OPEN, command) for command in ("accept", "decline", "expire", "withdraw")
    }


@pytest.mark.usefixtures("listed")
def test_asking_and_answering_on_the_pages(app: Flask, cast: Cast) -> None:
    reader = Reader(app, cast.teacher).get(f"/partners/schools/{cast.school['brook']}")
    reader.follow("Ask this school to be our partner")
    reader.fill(proposal="Letters", message="mail me: tom@hill.example").press("Send the request", expect=422)
    assert "Leave out e-mail addresses" in reader.errors()[0]
    reader.sees("tom@hill.example")
    reader.fill(message=WORDS).press("Send the request").sees("waits for an answer", WORDS)
    path = reader.path
    for someone in (cast.vale_contact, cast.abroad, cast.nobody):
        Reader(app, someone).get(path, expect=404)
    theirs = Reader(app, cast.outsider).get("/partners/requests").sees("Schools that ask us", "Hill Primary School")
    theirs.get(path).follow("Say yes").sees("cannot be taken back").press("Say yes").sees(
        "accepted", "Begin our cluster"
    )
    reader.get(path).press("Begin our cluster")
    assert "/clusters/" in reader.path
    reader.get("/partners/requests").sees("accepted")


@pytest.mark.usefixtures("listed")
def test_who_may_do_what(app: Flask, cast: Cast) -> None:
    made = ask(app, cast)
    path = f"/partners/requests/{made}"
    Reader(app, cast.teacher).post(f"{path}/accept", expect=403)
    Reader(app, cast.abroad).post(f"{path}/accept", expect=404)
    Reader(app, cast.outsider).post(f"{path}/withdraw", expect=403)
    Reader(app, cast.waiting).get(f"/partners/schools/{cast.school['brook']}/ask", expect=403)
    Reader(app, cast.outsider).get(f"/partners/schools/{cast.school['brook']}/ask", expect=403)
    mine = Reader(app, cast.teacher).get(path).follow("Take the request back").sees("cannot say yes any more")
    mine.press("Take the request back").sees("taken back")
    assert request(app, made).status == RequestStatus.WITHDRAWN


def test_a_school_whose_yearly_yes_is_late_asks_nobody(app: Flask, cast: Cast, listed: None) -> None:
    def late() -> None:
        hill = cast.school["hill"]
        due = START - timedelta(days=1)
        duty.owe(DutyKind.YEARLY_YES, subject_id=hill, school_id=hill, title="Hill", office="contact", due_at=due)

    commit(app, late)
    with pytest.raises(RuleBroken, match="when the head says the yearly yes"):
        ask(app, cast)
