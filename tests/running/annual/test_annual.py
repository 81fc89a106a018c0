"""The review of the year: laid out in spring by itself, counted from what happened, both sides speak, and what was sent stands."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from pypdf import PdfReader

from portal.core import clock as clocks
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.forming.clusters.models import Cluster
from portal.forming.committees.models import Committee
from portal.forming.sharing.models import Audience, Sharing, SharingStatus
from portal.running.activities.models import Activity, ActivityStatus
from portal.running.annual import jobs, queries, services
from portal.running.annual.models import AnnualReview
from portal.running.board.models import Post, Thread
from portal.running.ledger.models import EntryKind, EntryStatus, LedgerEntry, Purse
from portal.running.meetings.models import DecisionStatus, How, Meeting, MeetingAction, MeetingDecision, MeetingStatus
from tests.forming.support import act, facts_of, open_duties
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

Readers = Callable[..., Reader]


@pytest.fixture
def older(app: Flask, cast: Cast) -> None:
    """River began last year, and something happened in it."""

    def lay() -> None:
        at = clocks.now()
        session().execute(sa.update(Cluster).values(created_at=at - timedelta(days=300)))
        for days, status in (
            (-9, ActivityStatus.DELIVERED),
            (-8, ActivityStatus.CANCELLED),
            (-400, ActivityStatus.DELIVERED),
        ):
            session().add(
                Activity(
                    cluster_id=cast.river,
                    title="Call",
                    owner_school_id=cast.school["hill"],
                    status=status,
                    starts_at=at + timedelta(days=days),
                    ends_at=at + timedelta(days=days, hours=1),
                    zone="Europe/London",
                    revised_at=at,
                )
            )
        thread = Thread(
            cluster_id=cast.river,
            title="T",
            school_id=cast.school["hill"],
            author_id=cast.teacher.id,
            post_count=1,
            last_posted_at=at,
        )
        session().add(thread)
        session().flush()
        session().add(
            Post(
                thread_id=thread.id,
                author_id=cast.teacher.id,
                school_id=cast.school["hill"],
                source="x",
                html="x",
                language="en",
            )
        )
        council = Committee(
            cluster_id=cast.river, name="Council", folded_name="council", remit="Plan", begun_on=at.date()
        )
        purse = Purse(cluster_id=cast.river, agent_school_id=cast.school["hill"])
        session().add_all([council, purse])
        session().flush()
        met = Meeting(committee_id=council.id, cluster_id=cast.river, number=1, status=MeetingStatus.AGREED, starts_at=at, ends_at=at,
                      zone="Europe/London", on_day=at.date())  # fmt: skip
        session().add(met)
        session().flush()
        decided = MeetingDecision(meeting_id=met.id, cluster_id=cast.river, proposal="We share one bus", how=How.CONSENT,
                                  status=DecisionStatus.CARRIED, decided_at=at)  # fmt: skip
        task = MeetingAction(meeting_id=met.id, cluster_id=cast.river, task="Ask for the hall", due_on=at.date())
        money = {"purse_id": purse.id, "cluster_id": cast.river, "status": EntryStatus.POSTED, "happened_on": at.date()}
        bill = LedgerEntry(kind=EntryKind.BILL, title="Bus", amount_minor=6_000, **money)
        wrong = LedgerEntry(kind=EntryKind.BILL, title="Wrong bus", amount_minor=900, **money)
        session().add_all([decided, task, bill, wrong])
        session().flush()
        session().add(LedgerEntry(kind=EntryKind.REVERSAL, title="x", amount_minor=900, reverses_id=wrong.id, **money))
        session().add(
            Sharing(
                cluster_id=cast.river,
                school_id=cast.school["vale"],
                what="Talk",
                status=SharingStatus.DONE,
                audience=Audience.PARENTS,
                planned_on=at.date(),
                held_on=at.date(),
            )
        )

    commit(app, lay)


def review(cast: Cast) -> AnnualReview:
    found = session().scalars(sa.select(AnnualReview.id)).one()
    return queries.get_review(cast.river, found)


def test_it_is_laid_out_in_spring_once(app: Flask, older: None, cast: Cast, clock: Any) -> None:
    with app.app_context():
        clock.hold(datetime(2027, 2, 27, tzinfo=UTC))
        jobs.open_annual_reviews()
        assert facts_of(cast.river) == []
        clock.hold(datetime(2027, 3, 2, 10, tzinfo=UTC))
        jobs.open_annual_reviews()
        jobs.open_annual_reviews()
        assert facts_of(cast.river) == ["annual_review_opened"]
        assert open_duties(cast.river) == {("write_annual", None, None, "contact_teacher")}
        clock.hold(datetime(2028, 6, 1, tzinfo=UTC))
        jobs.open_annual_reviews()
        assert facts_of(cast.river) == ["annual_review_opened"]


def test_the_figures_are_counted_and_stand_when_it_is_sent(app: Flask, older: None, cast: Cast) -> None:
    with app.app_context():
        jobs.open_annual_reviews()
        figures = queries.figures_of(review(cast))
        session().rollback()
        assert (figures.schools, figures.activities, figures.messages, figures.passed_on, figures.left) == (
            4,
            1,
            1,
            1,
            0,
        )
        assert (figures.meetings, figures.decisions, figures.spent, figures.paid_in) == (1, 1, "60.00 GBP", "")
        with pytest.raises(RuleBroken):
            act(cast, "coordinator", services.send_review, review(cast))
        words = {"went_well": "Letters", "learned": "", "next_year": ""}
        act(cast, "coordinator", services.write_review, review(cast), version=1, **words)
        with pytest.raises(Stale):
            act(cast, "vale_contact", services.write_review, review(cast), version=1, **words)
        act(
            cast,
            "abroad",
            services.add_voice,
            review(cast),
            school_id=cast.school["tumaini"],
            version=0,
            words="Asante",
        )
        with pytest.raises(Stale):
            act(cast, "abroad_teacher", services.add_voice, review(cast), school_id=cast.school["tumaini"], version=0,
                words="x")  # fmt: skip
        with pytest.raises(RuleBroken):
            act(cast, "abroad", services.add_voice, review(cast), school_id=cast.school["hill"], version=0, words="x")
        act(cast, "coordinator", services.send_review, review(cast))

        def gone() -> None:
            session().execute(sa.delete(Sharing))

        commit(app, gone)
        assert queries.figures_of(review(cast)).passed_on == 1
        session().rollback()
        with pytest.raises(NotAllowedNow):
            act(
                cast, "abroad", services.add_voice, review(cast), school_id=cast.school["tumaini"], version=1, words="x"
            )
        assert open_duties(cast.river) == set()


def test_the_pages(app: Flask, older: None, cast: Cast, reader_for: Readers) -> None:
    with app.app_context():
        jobs.open_annual_reviews()
    lead = reader_for(cast.coordinator).get("/what-needs-me").follow("Write the review of the year")
    assert len(lead.statements) <= 9
    lead.sees("Activities that took place", "Being written").sees("60.00 GBP", "Decisions of the schools")
    lead.follow("Write the review").sees("The boxes begin with what the calendar and the minutes say.")
    lead.sees("We did together:", "Call (", "We share one bus", "Ask for the hall")
    lead.fill(went_well="").press("Save", expect=422)
    assert lead.errors() == ["Say what went well. One sentence is enough."]
    lead.fill(went_well="Letters <i>").press("Save").sees("Letters <i>")
    abroad = (
        reader_for(cast.abroad).get(lead.path).follow("Say how the year was").fill(words="Asante sana").press("Save")
    )
    abroad.sees("Asante sana").does_not_see("Send the review")
    page, draft = lead.path, "Draft: it has not been sent yet"
    lead.follow("One page to print").sees(draft)
    lead.get(page).press("Send the review").sees("The review is sent.", "Asante sana")
    paper = lead.get(f"{lead.path}/review.pdf")
    assert paper.raw.startswith(b"%PDF")
    words = " ".join(page.extract_text() for page in PdfReader(BytesIO(paper.raw)).pages)
    assert all(one in words for one in ("Tumaini Primary School", "Letters <i>", "Asante sana", "60.00 GBP"))
    lead.get(lead.path.removesuffix("/review.pdf")).follow("One page to print").sees(
        "Tumaini Primary School", "Letters <i>"
    ).does_not_see(draft)
    reader_for(cast.vale_teacher).get(lead.path.replace("/print", "/edit"), expect=403)
    reader_for(cast.outsider).get(lead.path, expect=404)
    reader_for(cast.officer).get(lead.path)
    reader_for(cast.authority).get(f"/clusters/{cast.river}/annual")
