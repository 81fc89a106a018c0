"""Advisers: who looks after a cluster, notes that the schools do not read, the next contact, and a caseload that is handed over."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import RuleBroken, SomeoneWasFaster
from portal.core.perform import perform
from portal.forming.clusters.models import Cluster, ClusterStatus
from portal.identity.accounts.models import RoleGrant
from portal.identity.people import services as people
from portal.identity.schools.models import MemberStatus, SchoolMember
from portal.oversight.advising import queries, services
from portal.oversight.advising.models import ClusterAdviser, ContactKind, SupportNote
from portal.oversight.journal.models import Reading
from portal.oversight.notifications.models import Notification
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

MARK = "Aardwolf note"
SOON = date(2027, 3, 20)


@pytest.fixture
def give(app: Flask, cast: Cast) -> Callable[..., Any]:
    def done(who: str = "officer", by: str = "manager", **more: Any) -> Any:
        given = {"supported_until": None, "next_contact_on": None, **more}
        with app.app_context():
            actor = cast.signed_in(by)
            case = queries.get_case(cast.river)
            return perform(services.give_adviser, case, by=actor, adviser_id=cast.people[who].id, **given)

    return done


@pytest.fixture
def note(app: Flask, cast: Cast) -> Callable[..., Any]:
    def done(by: str = "officer", **more: Any) -> Any:
        given = {"kind": ContactKind.CALL, "on": date(2027, 3, 1), "words": MARK, "next_contact_on": None, **more}
        with app.app_context():
            actor = cast.signed_in(by)
            return perform(services.write_note, queries.get_case(cast.river), by=actor, **given)

    return done


def owed(app: Flask) -> list[tuple[Any, Any, Any]]:
    with app.app_context():
        where = (Duty.kind == DutyKind.CONTACT_CLUSTER, Duty.closed_at.is_(None))
        rows = session().scalars(sa.select(Duty).where(*where).order_by(Duty.id)).all()
        return [(row.person_id, row.cluster_id, row.due_at) for row in rows]


def told(app: Flask, cast: Cast, kind: str) -> dict[str, str]:
    with app.app_context():
        names = {person.id: key for key, person in cast.people.items()}
        rows = session().scalars(sa.select(Notification).where(Notification.kind == kind).order_by(Notification.id))
        return {names[row.person_id]: row.title for row in rows}


def test_giving_changing_and_the_next_contact(app: Flask, cast: Cast, give: Any, note: Any) -> None:
    give(next_contact_on=SOON)
    assert owed(app) == [(cast.officer.id, None, datetime(2027, 3, 20, 17, 0, tzinfo=UTC))]
    heard = told(app, cast, "adviser_given")
    assert heard.keys() == {"officer", "coordinator", "vale_contact"}
    assert heard["coordinator"] == "Oscar Desk of the programme looks after your cluster now."
    note(next_contact_on=date(2027, 4, 2))
    assert [due for _who, _where, due in owed(app)] == [datetime(2027, 4, 2, 16, 0, tzinfo=UTC)]
    note(kind=ContactKind.NOTE, next_contact_on=None)
    assert len(owed(app)) == 1  # a note without a contact leaves the day as it is
    give("manager2", supported_until=date(2027, 12, 31))
    assert owed(app) == []
    with app.app_context():
        rows = session().scalars(sa.select(ClusterAdviser).order_by(ClusterAdviser.id)).all()
        assert [(row.adviser_id, row.ended_at is None) for row in rows] == [
            (cast.officer.id, False),
            (cast.manager2.id, True),
        ]
    note(by="officer")  # anyone of the staff may note something


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"who": "teacher"}, "adviser"),
        ({"who": "auditor"}, "adviser"),
        ({"supported_until": date(2027, 3, 1)}, "supported_until"),
        ({"next_contact_on": date(2027, 3, 1)}, "next_contact_on"),
    ],
)
def test_refusals(app: Flask, cast: Cast, give: Any, more: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        give(**more)
    assert refused.value.field == field
    assert owed(app) == []


def test_who_has_a_school_in_it_does_not_look_after_it(app: Flask, cast: Cast, give: Any, reader_for: Any) -> None:
    member = SchoolMember(school_id=cast.school["vale"], person_id=cast.officer.id, status=MemberStatus.MEMBER)
    commit(app, lambda: session().add(member))
    with pytest.raises(RuleBroken, match="A school of this person is in the cluster"):
        give("officer")
    reader_for(cast.officer).get(f"/clusters/{cast.river}/support", expect=403)


def test_notes_need_a_day_that_was_and_an_adviser_for_the_next(app: Flask, cast: Cast, note: Any) -> None:
    for more, field in (
        ({"on": SOON}, "on"),
        ({"words": "  "}, "words"),
        ({"next_contact_on": SOON}, "next_contact_on"),
    ):
        with pytest.raises(RuleBroken) as refused:
            note(**more)
        assert refused.value.field == field


def test_only_one_looks_after_it(app: Flask, cast: Cast, give: Any) -> None:
    give()
    with pytest.raises(SomeoneWasFaster):
        commit(app, lambda: session().add(ClusterAdviser(cluster_id=cast.river, adviser_id=cast.manager.id)))


def clusters(app: Flask, cast: Cast, count: int) -> list[Any]:
    def lay() -> list[Any]:
        made = [
            Cluster(
                name=f"Lake {n:02} of {count}",
                theme="Lakes",
                status=ClusterStatus.ACTIVE,
                started_by_school_id=cast.school["brook"],
            )
            for n in range(count)
        ]
        session().add_all(made)
        session().flush()
        return [one.id for one in made]

    found: list[Any] = commit(app, lay)
    return found


def test_many_at_once_and_handing_over(app: Flask, cast: Cast, give: Any, reader_for: Callable[..., Reader]) -> None:
    others = clusters(app, cast, 3)
    manager = reader_for(cast.manager)
    manager.get("/caseload?show=unsupported").sees("Lake 00", "Lake 02", "not supported")
    manager.follow("Give many an adviser at once")
    given = {"csrf_token": manager.token(), "clusters": [str(one) for one in others], "adviser": str(cast.officer.id)}
    manager.post("/caseload/give", given, expect=303)
    give(next_contact_on=SOON, supported_until=date(2027, 12, 31))
    assert "officer" not in {key for key in told(app, cast, "adviser_given") if key != "officer"}
    reader_for(cast.officer).get("/caseload").sees("Lake 00", "Fri 31 Dec 2027", "Sat 20 Mar 2027")
    # the new adviser has a school in one of them: that one stays
    member = SchoolMember(school_id=cast.school["vale"], person_id=cast.manager2.id, status=MemberStatus.MEMBER)
    commit(app, lambda: session().add(member))
    manager.get("/caseload/hand-over").sees("Oscar Desk, 4 clusters")
    over = {"csrf_token": manager.token(), "from_": str(cast.officer.id), "to": str(cast.manager2.id)}
    manager.post("/caseload/hand-over", over, expect=303)
    assert told(app, cast, "caseload_handed_over") == {"manager2": "You look after 3 clusters more now."}
    with app.app_context():
        assert len(queries.live_of_adviser(cast.manager2.id, 10)) == 3
        assert [row.cluster_id for row in queries.live_of_adviser(cast.officer.id, 10)] == [cast.river]
    assert owed(app)[0][0] == cast.officer.id
    reader_for(cast.officer).get("/caseload/hand-over", expect=403)


def test_who_leaves_the_staff_leaves_no_cluster_forgotten(
    app: Flask, cast: Cast, give: Any, clock: Any, reader_for: Callable[..., Reader]
) -> None:
    give(supported_until=date(2027, 6, 1))
    manager = reader_for(cast.manager)
    manager.get("/caseload?show=unsupported").sees("Every cluster has an adviser")
    with app.app_context():
        grant = session().scalars(sa.select(RoleGrant).where(RoleGrant.person_id == cast.officer.id)).one()
        perform(people.withdraw_role, grant, by=cast.signed_in("manager2"))
    assert told(app, cast, "caseload_left") == {
        "manager": "1 cluster has lost its adviser. Hand it over to somebody else."
    }
    manager.get("/caseload?show=unsupported").sees("Oscar Desk")
    give("manager2", by="manager2", supported_until=date(2027, 6, 1))
    manager.get("/caseload?show=unsupported").sees("Every cluster has an adviser")
    clock.hold(datetime(2027, 6, 2, 9, 0, tzinfo=UTC))
    reader_for(cast.manager).get("/caseload?show=unsupported").sees("over")


def test_the_schools_read_the_name_and_nothing_else(
    app: Flask, cast: Cast, give: Any, note: Any, reader_for: Callable[..., Reader]
) -> None:
    """The mark of a note is on no page, notice, title or table but the support page's own; reading it is journalled, but not the adviser's own."""
    give(next_contact_on=SOON)
    note(next_contact_on=SOON)
    for who in ("coordinator", "teacher", "abroad", "vale_head"):
        reader = reader_for(cast.people[who])
        reader.get(f"/clusters/{cast.river}").does_not_see(MARK, "20 March")
        reader.follow("Who of the programme looks after this cluster").sees("Oscar Desk")
        reader.does_not_see(MARK, "20 March")
        reader.get(f"/clusters/{cast.river}/timeline").does_not_see(MARK, "support note")
        reader.get(f"/clusters/{cast.river}/support", expect=403)
        for page in ("/what-needs-me", "/notices", "/profile/timeline"):
            reader.get(page).does_not_see(MARK, "Be in touch with the cluster")
    reader_for(cast.outsider).get(f"/clusters/{cast.river}/support", expect=404)
    reader_for(cast.admin).get(f"/clusters/{cast.river}/support", expect=404)
    reader_for(cast.officer).get("/what-needs-me").sees("Be in touch with the cluster River schools")
    reader_for(cast.officer).get(f"/clusters/{cast.river}/support").sees(MARK)
    with app.app_context():
        assert session().scalars(sa.select(Reading)).all() == []
    for who in ("auditor", "manager"):
        reader_for(cast.people[who]).get(f"/clusters/{cast.river}/support").sees(MARK)
    with app.app_context():
        assert {row.kind.value for row in session().scalars(sa.select(Reading))} == {"support_notes"}
    reader_for(cast.auditor).get("/administration/record").does_not_see(MARK)


def test_the_forms_keep_what_was_typed(app: Flask, cast: Cast, reader_for: Callable[..., Reader]) -> None:
    reader = reader_for(cast.officer)
    path = f"/clusters/{cast.river}/support/note"
    reader.get(path)
    reader.post(path, {"csrf_token": reader.token(), "words": "Kept words", "kind": "zebra"}, expect=422)
    reader.sees("This choice is not there any more", "Enter the day.", "Kept words")
    path = f"/clusters/{cast.river}/support/adviser"
    reader.get(path)
    reader.post(path, {"csrf_token": reader.token(), "adviser": str(cast.teacher.id)}, expect=422).sees(
        "This choice is not there any more"
    )
    with app.app_context():
        assert session().scalar(sa.select(sa.func.count()).select_from(SupportNote)) == 0


def test_the_number_of_statements_does_not_grow(app: Flask, cast: Cast, reader_for: Callable[..., Reader]) -> None:
    reader, counts = reader_for(cast.manager), {"mine": set(), "all": set(), "unsupported": set()}  # type: ignore[var-annotated]
    for number in (1, 2, 57):
        made = clusters(app, cast, number)

        def lay(made: list[Any] = made) -> None:
            session().add_all([ClusterAdviser(cluster_id=one, adviser_id=cast.manager.id) for one in made[::2]])
            session().add_all([SupportNote(cluster_id=one, kind=ContactKind.CALL, on=SOON, words="x") for one in made])

        commit(app, lay)
        for show, found in counts.items():
            reader.get(f"/caseload?show={show}")
            found.add(len(reader.statements))
    assert {show: len(found) for show, found in counts.items()} == {"mine": 1, "all": 1, "unsupported": 1}
    reader.get("/caseload?show=all")
    assert len(reader.page.select("tbody tr")) == 50
    reader.follow("Next page")
    assert len(reader.page.select("tbody tr")) == 11


def test_the_day_is_told_before_it_is_late(app: Flask, cast: Cast, give: Any, clock: Any) -> None:
    give(next_contact_on=SOON)
    clock.hold(datetime(2027, 3, 20, 8, 0, tzinfo=UTC))
    from portal.oversight.notifications import reminders

    with app.app_context():
        reminders.remind()
    assert told(app, cast, "reminder").keys() == {"officer"}
