"""Who may read an item, no figures about pupils, letters that grow old, headings that the programme writes."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import clock as clocks
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import RuleBroken, Stale
from portal.forming.clusters.queries import get_cluster
from portal.forming.evidence import jobs, queries, services
from portal.forming.evidence.models import EvidenceStatus, StatementStatus, SupporterStatement, Visibility
from tests.forming.support import act, facts_of
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

Readers = Callable[..., Reader]


def heading(code: str) -> Any:
    return next(h.id for h in queries.list_headings() if h.code == code)


def add(cast: Cast, code: str = "community_links", **more: Any) -> Any:
    words = {
        "status": EvidenceStatus.EVIDENCE,
        "claim": "A market",
        "text": "Each May",
        "school_id": cast.school["vale"],
    }
    return act(
        cast, "vale_teacher", services.add_item, get_cluster(cast.river), heading_id=heading(code), **{**words, **more}
    )


def test_what_is_for_member_schools_partner_schools_do_not_find(app: Flask, cast: Cast, reader_for: Readers) -> None:
    with app.app_context():
        made = add(cast, visible_to=Visibility.HOME).id
    page = f"/clusters/{cast.river}/evidence"
    for someone in (cast.ford_teacher, cast.officer, cast.authority):
        reader_for(someone).get(page).sees("A market", "not shown to partner schools")
        reader_for(someone).get(f"{page}/{made}").sees("not by partner schools")
    for someone in (cast.abroad, cast.abroad_teacher):
        reader_for(someone).get(page).does_not_see("A market")
        reader_for(someone).get(f"{page}/{made}", expect=404)
        reader_for(someone).get(f"{page}/{made}/edit", expect=404)
    vale = reader_for(cast.vale_teacher).get(f"{page}/{made}").follow("Change")
    vale.label("Everyone in the cluster", "").press("Save")
    reader_for(cast.abroad).get(page).sees("A market")


def test_the_other_case_is_made_in_words(app: Flask, cast: Cast, reader_for: Readers) -> None:
    reader = reader_for(cast.vale_teacher).get(f"/clusters/{cast.river}/evidence")
    reader.follow("If few of your pupils have family links abroad")
    reader.fill(text="Only 3 % come from elsewhere.").press("Add to the evidence", expect=422)
    assert reader.errors() == ["Say it in words, without figures or percentages about pupils."]
    reader.fill(text="Our town looks to the sea, and many have worked abroad.").press("Add to the evidence")
    reader.sees("Few of our pupils have family links abroad: our case for all the same")
    with app.app_context():
        add(cast, claim="95 % of the staff read it")
        with pytest.raises(RuleBroken) as refused:
            add(cast, "diaspora_links", claim="5 per cent of the pupils")
        assert refused.value.field == "claim"


def test_a_letter_older_than_a_year_is_asked_for_anew_once(app: Flask, cast: Cast, clock: Any) -> None:
    def given() -> None:
        row = SupporterStatement(
            cluster_id=cast.river,
            heading_id=heading("local_support"),
            organisation="Museum",
            organisation_kind="museum",
            supporter_email="m@museum.example",
            status=StatementStatus.GIVEN,
            given_at=clocks.now(),
            valid_until=clocks.today() + timedelta(days=365),
            expires_at=clocks.now(),
        )
        session().add(row)

    commit(app, given)

    def owed() -> list[tuple[str | None, str | None]]:
        query = sa.select(Duty.office, Duty.outcome).where(Duty.kind == DutyKind.RENEW_STATEMENT)
        found = [tuple(row) for row in session().execute(query)]
        session().rollback()
        return found  # type: ignore[return-value]

    with app.app_context():
        jobs.ask_for_newer_letters()
        assert owed() == []
        clock.hold(clocks.now() + timedelta(days=366))
        jobs.ask_for_newer_letters()
        jobs.ask_for_newer_letters()
        assert owed() == [("contact_teacher", None)]
        assert facts_of(cast.river) == ["statement_lapsed"]
        act(cast, "coordinator", services.ask_statement, get_cluster(cast.river), heading_id=heading("local_support"),
            organisation="Museum", organisation_kind="museum", email="M@museum.example", write=lambda *given: None)  # fmt: skip
        assert owed() == [("contact_teacher", "asked anew")]


def test_managers_write_the_headings(app: Flask, cast: Cast, reader_for: Readers) -> None:
    manager = reader_for(cast.manager).get("/rounds").follow("Evidence headings")
    manager.follow("Add a heading").press("Add the heading", expect=422)
    manager.fill(title="Care for the planet").press("Add the heading").sees("10. Care for the planet")
    teacher = reader_for(cast.vale_teacher).get(f"/clusters/{cast.river}/evidence").sees("Care for the planet")
    manager.follow("Care for the planet").fill(position="2").label("Ask it no more", "y").press("Save the heading")
    manager.sees("No longer asked")
    teacher.get(f"/clusters/{cast.river}/evidence").does_not_see("Care for the planet")
    reader_for(cast.officer).get("/evidence-headings", expect=403)
    with app.app_context():
        made = next(h for h in queries.list_headings(retired=True) if h.title == "Care for the planet")
        words = {"title": "X", "guidance": "", "per_school": False, "accepts_intention": False, "position": 1}
        with pytest.raises(Stale):
            act(cast, "manager", services.change_heading, made, version=1, retired=False, **words)
        with pytest.raises(RuleBroken):
            act(cast, "vale_teacher", services.add_item, get_cluster(cast.river), heading_id=made.id,
                school_id=cast.school["vale"], status=EvidenceStatus.INTENTION, claim="x", due_on=date(2027, 4, 1))  # fmt: skip
