"""Which schools are shown first, and why; who is ready to stand in."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from portal.core import clock as now
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.perform import perform
from portal.forming.clusters.models import ClusterMembership, MembershipStatus, Side
from portal.identity.profiles.models import PeriodKind, SchoolPeriod, SchoolTag, TagKind
from portal.identity.schools import services as schools
from portal.identity.schools.models import School, SchoolStatus
from portal.identity.schools.queries import get_school
from portal.running.activities.queries import get_activity
from portal.running.handoffs import pool, services
from portal.running.handoffs.candidates import ranked_for_activity, ranked_for_reply
from portal.running.handoffs.models import StandInOffer
from portal.running.handoffs.ranking import About, Facts, Needed, rank
from tests.support.calendar import activity, asked, confirmed, do_handoff, when
from tests.support.cast import commit

AT = datetime(2027, 3, 9, 10, tzinfo=UTC)
NEEDED = Needed(
    starts_at=AT,
    ends_at=AT + timedelta(hours=1),
    phases=frozenset({"primary"}),
    languages=frozenset({"sw"}),
    themes=frozenset({"water"}),
    tools=frozenset({"video"}),
)


def facts(name, **more):
    return Facts(id=uuid.UUID(int=ord(name[0])), name=name, is_partner=more.pop("is_partner", False), **more)


@pytest.mark.static
def test_free_first_then_in_common_then_who_stood_in_least_and_partners_last():
    tags = {TagKind.THEME: frozenset({"water"}), TagKind.LANGUAGE: frozenset({"sw", "cy"})}
    found = rank(
        NEEDED,
        [
            facts("Abroad", is_partner=True, phase="primary", tags=tags),
            facts("Busy", is_busy=True, phase="primary", tags=tags, ready=3),
            facts("Away", is_away=True, tags=tags),
            facts("Often", phase="primary", stood_in=4),
            facts("Rarely", phase="primary", stood_in=1),
            facts("Much in common", phase="primary", tags=tags),
            facts("Nothing"),
        ],
    )
    assert [one.name for one in found] == ["Much in common", "Rarely", "Often", "Nothing", "Busy", "Away", "Abroad"]
    much = found[0]
    assert [(reason.about, reason.codes) for reason in much.reasons] == [
        (About.PHASE, ("primary",)),
        (About.LANGUAGE, ("sw",)),
        (About.THEME, ("water",)),
        (About.NEVER, ()),
    ]
    assert rank(NEEDED, [facts("B"), facts("A")])[0].name == "A"


def tag(school_id, kind, value):
    session().add(SchoolTag(school_id=school_id, kind=kind, value=value))


def test_the_reasons_stand_beside_each_school(app, cast, reader_for):
    vale, ford, hill, tumaini = (cast.school[key] for key in ("vale", "ford", "hill", "tumaini"))

    def known():
        for school_id in (vale, hill):
            tag(school_id, TagKind.THEME, "water")
        for school_id in (ford, tumaini):
            tag(school_id, TagKind.LANGUAGE, "sw")
        session().execute(sa.update(School).where(School.id == vale).values(phase="primary"))
        session().execute(sa.update(School).where(School.id == hill).values(phase="primary"))
        holiday = {"kind": PeriodKind.HALF_TERM, "name": "Spring break"}
        days = {"starts_on": date(2027, 3, 16), "ends_on": date(2027, 3, 19)}
        session().add(SchoolPeriod(school_id=ford, **holiday, **days))

    commit(app, known)
    with app.app_context():
        done = asked(cast, confirmed(cast, when=when(on=date(2027, 3, 8))))
        do_handoff(cast, services.accept_handoff, done, "vale_teacher")
        perform(
            services.offer_to_stand_in,
            get_school(ford),
            by=cast.signed_in("ford_teacher"),
            oriented_on=date(2027, 2, 1),
        )
        first, later = confirmed(cast), confirmed(cast, when=when(on=date(2027, 3, 16)))
        session().commit()
    page = reader_for(cast.teacher).get(f"/clusters/{cast.river}/activities/{first}/cannot/ask")
    page.sees(
        "Free then, by its school year and the calendar",
        "1 teacher there is ready to stand in; the same phase: Primary; speaks Swahili; has taken on no stand-in during",
        "the same phase: Primary",
        "has taken on a stand-in once in twelve months",
    )
    names = [one.get_text(strip=True) for one in page.page.select("label.govuk-radios__label")]
    assert names == ["All schools of the cluster", "Ford Special School", "Vale Primary School"], names
    page.get(f"/clusters/{cast.river}/activities/{later}/cannot/ask").sees("Spring break")
    with app.app_context():
        found = ranked_for_activity(get_activity(cast.river, later))
        assert [(one.name, one.reasons[0].about) for one in found if not one.is_partner] == [
            ("Vale Primary School", About.FREE),
            ("Ford Special School", About.NO_SCHOOL),
        ]
        assert [one.name for one in ranked_for_reply(cast.river, hill)][-1] == "Tumaini Primary School"
        session().commit()


def test_who_has_something_else_then_is_shown_so(database, cast):
    made = confirmed(cast)
    activity(cast, by="vale_teacher", owner="vale")
    found = {one.name: one.reasons[0].about for one in ranked_for_activity(get_activity(cast.river, made))}
    assert found["Vale Primary School"] == About.BUSY


def test_statements_of_the_ranking(app, cast, reader_for):
    with app.app_context():
        made = confirmed(cast)
        session().commit()
    reader, counts, number = reader_for(cast.teacher), [], 2

    def further(count):
        def deed(*, by):
            for n in range(count):
                school = School(name=f"Further {number + n}", status=SchoolStatus.VERIFIED, zone="Europe/London")
                session().add(school)
                session().flush()
                joined = {"status": MembershipStatus.JOINED, "side": Side.HOME, "joined_at": now.now()}
                session().add(ClusterMembership(cluster_id=cast.river, school_id=school.id, **joined))

        perform(deed, by=SYSTEM)

    for wanted in (2, 5, 32):
        with app.app_context():
            further(wanted - number)
            session().commit()
        number = wanted
        reader.get(f"/clusters/{cast.river}/activities/{made}/cannot/ask")
        counts.append(len(reader.statements))
    assert len(set(counts)) == 1, counts
    assert counts[0] <= 16, reader.statements


def test_ready_to_stand_in(app, cast, reader_for, clock):
    path = f"/schools/{cast.school['vale']}/ready-to-stand-in"
    reader_for(cast.outsider).get(path, expect=404)
    vale = (
        reader_for(cast.vale_teacher)
        .get(f"/schools/{cast.school['vale']}")
        .follow("Who is ready to stand in for other schools")
    )
    for day, words in (
        (date(2027, 3, 5), "Choose today or an earlier day"),
        (date(2026, 2, 1), "more than a year ago"),
    ):
        vale.get(path).fill(oriented_on=day, words="Songs").press("I am ready to stand in", expect=422)
        assert any(words in error for error in vale.errors()), vale.errors()
        assert vale.page.find(id="words")["value"] == "Songs"
    vale.get(path).fill(oriented_on=date(2027, 2, 1), words="Songs, Year 3 to 6").press("I am ready to stand in")
    vale.sees("Vic d'Arcy-Smith", "Songs, Year 3 to 6", "counts until Tuesday 1 February 2028")
    ready = f"/clusters/{cast.river}/handoffs/ready"
    abroad = reader_for(cast.abroad).get(f"/clusters/{cast.river}/handoffs").follow("Who is ready to stand in")
    abroad.sees("Vic d'Arcy-Smith").does_not_see("@")
    assert len(abroad.statements) <= 6, abroad.statements
    reader_for(cast.outsider).get(ready, expect=404)

    clock.hold(datetime(2028, 2, 2, 12, tzinfo=UTC))
    reader_for(cast.abroad).get(ready).does_not_see("Vic d'Arcy-Smith").sees("Nobody has said that they are ready yet")
    again = reader_for(cast.vale_teacher).get(path).sees("no longer counts")
    again.press("I am no longer ready").sees("Nobody has said so yet")
    again.post(path + "/end", expect=303)
    with app.app_context():
        assert pool.offer_of(cast.vale_teacher.id, cast.school["vale"]) is None


def test_who_leaves_is_no_longer_ready(database, cast):
    vale = cast.school["vale"]
    words = {"by": cast.signed_in("vale_teacher"), "oriented_on": date(2027, 2, 1)}
    perform(services.offer_to_stand_in, get_school(vale), **words)
    perform(services.offer_to_stand_in, get_school(vale), **{**words, "oriented_on": date(2027, 3, 1)})
    assert session().scalars(sa.select(StandInOffer.oriented_on)).all() == [date(2027, 3, 1)]
    with pytest.raises(RuleBroken):
        perform(services.offer_to_stand_in, get_school(vale), **{**words, "oriented_on": date(2025, 3, 1)})
    member = get_school(vale).live_member(cast.vale_teacher.id)
    perform(schools.end_membership, member, by=cast.signed_in("vale_contact"))
    assert [one.name for one in pool.list_ready(cast.river)] == []
    session().commit()
    with pytest.raises(NotAllowedNow):
        perform(services.withdraw_offer, get_school(vale), by=cast.signed_in("vale_teacher"))
