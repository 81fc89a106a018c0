"""Co-leads where both agree; the programme appoints where a holder has vanished; a lead school that closes; who held what."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import clock as clocks
from portal.core.database import session
from portal.core.errors import RuleBroken
from portal.forming.clusters import jobs, queries, services
from portal.forming.clusters.models import MembershipStatus, OfficeKind
from portal.forming.clusters.outline import get_outline
from portal.identity.accounts.models import WebSession
from portal.identity.schools.models import School, SchoolStatus
from tests.forming.support import act, facts_of, membership_of, nominee, open_duties
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

Readers = Callable[..., Reader]


def see(app: Flask, cast: Cast, who: str) -> None:
    """This person was here now."""

    def seen() -> None:
        at = clocks.now()
        row = WebSession(token_hash=f"{who}{at}", person_id=cast.people[who].id, seen_at=at, expires_at=at)
        session().add(row)

    commit(app, seen)


def holder(cast: Cast, kind: OfficeKind) -> Any:
    return queries.get_cluster(cast.river).holder(kind)


def appoint(cast: Cast, who: str, kind: OfficeKind, school: str, person: str | None = None, **more: Any) -> Any:
    words = {"school_id": cast.school[school], "person_id": cast.people[person].id if person else None}
    cluster = queries.get_cluster(cast.river)
    return act(cast, who, services.appoint, cluster, kind=kind, **{"reason": "Cannot be reached.", **words, **more})


def test_two_schools_lead_together_only_where_both_agree(database: sa.orm.Session, cast: Cast) -> None:
    for school in ("hill", "tumaini"):
        with pytest.raises(RuleBroken):
            act(cast, "vale_contact", services.nominate, queries.get_cluster(cast.river), kind=OfficeKind.CO_LEAD,
                school_id=cast.school[school])  # fmt: skip
    act(cast, "vale_contact", services.nominate, queries.get_cluster(cast.river), kind=OfficeKind.CO_LEAD,
        school_id=cast.school["vale"])  # fmt: skip
    words = {"school_id": cast.school["ford"], "agrees": True}
    act(cast, "ford_contact", services.back_nomination, nominee(cast.river, OfficeKind.CO_LEAD), **words)
    with pytest.raises(RuleBroken) as refused:
        act(cast, "vale_head", services.accept_office, nominee(cast.river, OfficeKind.CO_LEAD))
    assert "lead school agrees" in refused.value.message
    words = {"school_id": cast.school["hill"], "agrees": True}
    act(cast, "head", services.back_nomination, nominee(cast.river, OfficeKind.CO_LEAD), **words)
    act(cast, "vale_head", services.accept_office, nominee(cast.river, OfficeKind.CO_LEAD))
    assert holder(cast, OfficeKind.CO_LEAD).school_id == cast.school["vale"]
    assert cast.signed_in("vale_teacher").places[cast.river].leads == {cast.school["vale"]}

    act(cast, "vale_contact", services.nominate, queries.get_cluster(cast.river), kind=OfficeKind.LEAD_SCHOOL,
        school_id=cast.school["vale"])  # fmt: skip
    words = {"school_id": cast.school["ford"], "agrees": True}
    act(cast, "ford_contact", services.back_nomination, nominee(cast.river, OfficeKind.LEAD_SCHOOL), **words)
    act(cast, "vale_head", services.accept_office, nominee(cast.river, OfficeKind.LEAD_SCHOOL))
    assert holder(cast, OfficeKind.CO_LEAD) is None
    assert [o.kind.value for o in queries.list_holders(cast.river)][:2] == ["lead_school", "co_lead"]


def test_the_programme_appoints_where_the_holder_has_vanished(app: Flask, cast: Cast, clock: Any) -> None:
    see(app, cast, "coordinator")
    with app.app_context():
        with pytest.raises(RuleBroken) as refused:
            appoint(cast, "manager", OfficeKind.LEAD_SCHOOL, "vale")
        assert refused.value.field == "kind"
        clock.hold(clocks.now() + timedelta(days=29))
        with pytest.raises(RuleBroken) as refused:
            appoint(cast, "manager", OfficeKind.LEAD_SCHOOL, "vale", reason=" ")
        assert refused.value.field == "reason"
        appoint(cast, "manager", OfficeKind.LEAD_SCHOOL, "vale")
        with pytest.raises(RuleBroken) as refused:
            appoint(cast, "admin", OfficeKind.CONTACT_TEACHER, "ford", "ford_contact")
        assert refused.value.field == "nominee"
        appoint(cast, "admin", OfficeKind.CONTACT_TEACHER, "vale", "vale_teacher")
        assert holder(cast, OfficeKind.CONTACT_TEACHER).person_id == cast.vale_teacher.id
        assert facts_of(cast.river) == ["office_appointed", "office_appointed"]


def test_the_pages_of_offices(app: Flask, cast: Cast, reader_for: Readers) -> None:
    base = f"/clusters/{cast.river}"
    manager = reader_for(cast.manager).get(base).follow("Appoint someone for the programme")
    manager.label("Lead school", "").fill(nominee=f"school:{cast.school['ford']}").press("Appoint", expect=422)
    assert manager.errors() == ["Say why. The schools of the cluster read it."]
    manager.fill(reason="The school is silent.").press("Appoint")
    manager.sees("Ford Special School", "The school is silent.", "Hill Primary School", "Now")
    reader_for(cast.abroad).get(base).follow("Who held which office, and when").sees("The school is silent.")
    for someone in (cast.coordinator, cast.officer, cast.auditor):
        reader_for(someone).get(base + "/offices/appoint", expect=403)
    for someone in (cast.outsider, cast.reviewer):
        reader_for(someone).get(base + "/offices", expect=404)


def test_when_the_lead_school_closes_the_deputys_school_leads_on(app: Flask, cast: Cast) -> None:
    def close() -> None:
        closed = sa.update(School).where(School.id == cast.school["hill"]).values(status=SchoolStatus.CLOSED)
        session().execute(closed)

    def something_is_open(cluster: Any, *, school_id: Any) -> None:
        if school_id == cast.school["hill"]:
            raise RuleBroken(None, "A thing is lent.")

    commit(app, close)
    with app.app_context():
        services.before_leaving.append(something_is_open)
        try:
            jobs.keep_clusters_moving()
        finally:
            services.before_leaving.remove(something_is_open)
        river, waits = queries.get_cluster(cast.river), membership_of(cast.river, cast.school["hill"])
        assert (river.lead_school_id, waits.status) == (cast.school["vale"], MembershipStatus.JOINED)
        jobs.keep_clusters_moving()
        river = queries.get_cluster(cast.river)
        assert river.lead_school_id == cast.school["vale"]
        assert river.contact_teacher_id == cast.vale_contact.id
        gone = next(m for m in river.memberships if m.school_id == cast.school["hill"])
        assert (gone.status, gone.leaving_reason) == (MembershipStatus.LEFT, "Hill Primary School has closed.")
        assert [v.membership.school_id for v in get_outline(cast.river).open_vacancies()] == [cast.school["hill"]]
        assert ("fill_vacancy", None, None, "contact_teacher") in open_duties(cast.river)
        before = facts_of(cast.river)
        jobs.keep_clusters_moving()
        assert facts_of(cast.river) == before


def test_an_administrator_finds_whom_to_appoint(app: Flask, cast: Cast, reader_for: Readers, clock: Any) -> None:
    see(app, cast, "coordinator")
    ali = reader_for(cast.admin).get("/administration/people").follow("Clusters without a coordinator")
    ali.does_not_see("River schools")
    clock.hold(clocks.now() + timedelta(days=40))
    see(app, cast, "teacher")
    ali = reader_for(cast.admin).get("/clusters/without-coordinator").sees("River schools", "Carys Okoro")
    ali.follow("Appoint someone River schools").fill(kind="contact_teacher", reason="Cannot be reached.")
    tom = next(str(o["value"]) for o in ali.page.select("select[name=nominee] option") if "Tom O" in o.text)
    ali.fill(nominee=tom).press("Appoint").sees("The schools of the cluster are told.").does_not_see("River schools")
    reader_for(cast.manager).get("/clusters/without-coordinator")
    reader_for(cast.officer).get("/clusters/without-coordinator", expect=403)
    assert len(ali.get("/clusters/without-coordinator").statements) <= 5
