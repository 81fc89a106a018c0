"""What else a programme's desk lives through, in a second programme of the demonstration, each on the pages of those whom it concerns.

*Stories across the water*, read blind: one application that its two reviewers and `moderator` talk about, one that `reviewer` has still to open, and one
whose coordinator (`lead3`) owes `officer` an answer. *Songs across the sea*, with its results sent: one award under a condition that `lead` says is met
(`officer` looks), with one head (`head2`) still to accept; two places on the reserve list. *Letters in winter*: reviewers proposed for two applications, to be
looked at and released by `officer`; two that came too late, one with more time granted (`lead3` writes on), one for which `manager2` has to decide.
Beside them: the mail to all who have not signed in the open round, and a workbook of the decided one for `manager`.
"""

import uuid
from datetime import time, timedelta

import sqlalchemy as sa

from portal.applying.allocation import jobs as allocation_jobs
from portal.applying.allocation import services as allocation
from portal.applying.applications import queries, services
from portal.applying.applications.models import Application
from portal.applying.awards import queries as award_queries
from portal.applying.awards import services as awards
from portal.applying.awards.models import Outcome
from portal.applying.clarifications import queries as clarification_queries
from portal.applying.clarifications import services as clarifications
from portal.applying.mailings import queries as mailing_queries
from portal.applying.mailings import services as mailings
from portal.applying.programmes import queries as programme_queries
from portal.applying.programmes import services as programmes
from portal.applying.programmes.models import Programme
from portal.applying.reviews import services as reviews
from portal.applying.rules import queries as rule_queries
from portal.applying.rules import services as rules
from portal.commands.demo import applying_applications as rounds
from portal.commands.demo import applying_awards as money
from portal.commands.demo import applying_reviews as desk
from portal.commands.demo.world import World
from portal.core import clock, moments
from portal.core.database import session
from portal.oversight.exports.models import Purpose
from portal.oversight.workbooks import jobs as workbook_jobs
from portal.oversight.workbooks import services as workbooks

PROGRAMME = "Stories and Songs"


def load(world: World) -> None:
    """Lay it all out, once, and only where the first programme was laid out in the same go."""
    there = sa.select(Programme.id).where(Programme.name == PROGRAMME)
    if not world.made.get("round") or session().scalar(there) is not None:
        return
    session().commit()
    summary = "A smaller programme, for clusters that tell each other stories and sing each other songs."
    programme_id = world.do(programmes.make_programme, by="manager", name=PROGRAMME, summary=summary).id
    made = world.made["round"]
    made["blind"] = rounds.plan(world, programme_id, "Stories across the water", opens=-46, closes=-26, least=2)
    made["results"] = rounds.plan(world, programme_id, "Songs across the sea", opens=-96, closes=-70, least=2)
    made["late"] = rounds.plan(world, programme_id, "Letters in winter", opens=-31, closes=-8, least=2)
    _read_blind(world)
    _results(world)
    _late_and_proposed(world)
    _to_all_who_have_not_signed(world)
    _workbook(world)


def _read_blind(world: World) -> None:
    with world.then(days=-40):
        planned = programme_queries.get_round(world.made["round"]["blind"])
        standing = rule_queries.rules_of(planned.id)
        kept = {name: getattr(standing, name) for name in rules.PUBLISHED_BEFORE}
        turned_on = {"is_blind": True, "has_discussion": True}
        world.do(rules.edit_rules, planned, by="manager", read_version=standing.version, **{**kept, **turned_on})
    talked, to_open, asked = rounds.submitted(world, "blind", ("beacon", "himal", "ysgol"), day=-32)
    desk.assigned(world, talked, "reviewer", "reviewer2", day=-22)
    desk.send(world, talked, "reviewer", (5, 4, 4, 4, 5), day=-14)
    desk.send(world, talked, "reviewer2", (2, 2, 3, 2, 2), day=-12, said="do_not_fund")
    with world.then(days=-5, hour=18):
        words = "I read the second section as a plan for one year only. Did you find more in it?"
        world.do(reviews.say, desk.review_of(world, talked, "reviewer"), by="reviewer", words=words)
    with world.then(days=-3, hour=12):
        words = "Please both look at the third section again before we meet: who steps in, and for what?"
        world.do(reviews.remark, rounds.fresh(talked), by="moderator", words=words)
    desk.assigned(world, to_open, "reviewer", "reviewer3", day=-6)
    desk.assigned(world, asked, "reviewer2", "reviewer3", day=-16)
    _ask(world, asked)


def _ask(world: World, application_id: uuid.UUID) -> None:
    """A question about one answer, which the coordinator has some days to answer."""
    with world.then(days=-2, hour=10):
        version = next(v for v in rounds.fresh(application_id).versions if v.sealed_at is not None)
        key = sorted(clarification_queries.answers_in(version.id))[0]
        words = "You write that each school leads one term. Which school begins, and in which month?"
        world.do(
            clarifications.ask,
            rounds.fresh(application_id),
            by="officer",
            asked={key: words},
            due_on=moments.working_days_later(clock.now(), 8).date(),
            over_holidays=True,
        )


def _results(world: World) -> None:
    money.rules_of(world, world.made["round"]["results"], day=-75, interim=20, final=325)
    conditional, *reserve = rounds.submitted(world, "results", ("hill", "beacon", "himal"), day=-76)
    for place, application_id in enumerate((conditional, *reserve)):
        desk.assigned(world, application_id, "reviewer2", "reviewer3", day=-66)
        for key, day in (("reviewer2", -58), ("reviewer3", -57)):
            desk.send(world, application_id, key, (4, 4, 4 - place, 4, 4 - place), day=day)
        desk.noted(world, application_id, day=-50, said="fund_with_conditions")
    _send(world, desk.decided(world, conditional, Outcome.CONDITIONAL, day=-16))
    for place, application_id in enumerate(reserve, 1):
        _send(world, desk.decided(world, application_id, Outcome.RESERVE, day=-16, reserve_place=place))
    _all_but_one_accept(world, conditional)
    _condition(world, conditional)


def _send(world: World, decision_id: uuid.UUID) -> None:
    with world.then(days=-14, hour=9):
        for deed, words in ((awards.check_letter, {"is_right": True}), (awards.release_decision, {})):
            session().commit()
            session().expire_all()
            world.do(deed, award_queries.get_decision(decision_id), by="manager2", **words)


def _all_but_one_accept(world: World, application_id: uuid.UUID) -> None:
    found = award_queries.award_of(rounds.fresh(application_id))
    if found is None:
        raise LookupError("the award under a condition is not there")
    keys = {school.id: key for key, school in world.schools.items()}
    award_id, schools = found.id, [keys[one.school_id] for one in award_queries.get_award(found.id).acceptances]
    for place, key in enumerate(key for key in schools if key != rounds.LAST_TO_SIGN):
        with world.then(days=-11 + place, hour=12):
            session().commit()
            session().expire_all()
            offered = award_queries.get_award(award_id)
            words = {"school_id": world.schools[key].id, "digest": offered.terms_digest}
            world.do(awards.accept_award, offered, by=world.made["head"][key], **words)


def _condition(world: World, application_id: uuid.UUID) -> None:
    decision = award_queries.live_decision(rounds.fresh(application_id))
    if decision is None:
        raise LookupError("the decision with the condition is not there")
    first = award_queries.list_conditions(decision.id)[0].id
    with world.then(days=-2, hour=16):
        session().commit()
        evidence = "Every school has two names now; they stand on the page of the cluster."
        world.do(awards.report_condition, award_queries.get_condition(first), by="lead", evidence=evidence)


def _late_and_proposed(world: World) -> None:
    rounds.submitted(world, "late", ("beacon", "himal"), day=-12)
    late = {}
    for school in ("hill", "ysgol"):
        cluster = rounds.led_by(world, school)
        if cluster is not None:
            with world.then(days=-10, hour=20):
                late[school] = rounds.written(world, cluster, world.made["round"]["late"])
    for application_id in late.values():
        with world.then(days=-6, hour=9):
            world.do(services.lapse, rounds.fresh(application_id))
    for school, granted in (("hill", False), ("ysgol", True)):
        if school in late:
            _more_time(world, late[school], is_granted=granted)
    planned = world.made["round"]["late"]
    for application_id in _sent_in(planned):
        desk.checked(world, application_id, day=-3)
    with world.then(days=-1, hour=9):
        asked = world.do(allocation.ask_allocation, programme_queries.get_round(planned), by="officer", most=6).id
        session().commit()
        allocation_jobs.work_on(asked)


def _sent_in(round_id: uuid.UUID) -> list[uuid.UUID]:
    query = sa.select(Application.id).where(Application.round_id == round_id, Application.stage == "submitted")
    return list(session().scalars(query.order_by(Application.id)))


def _more_time(world: World, application_id: uuid.UUID, *, is_granted: bool) -> None:
    until_on = clock.today() + timedelta(days=8)
    with world.then(days=-4, hour=10):
        permit = world.do(
            services.ask_permit,
            programme_queries.get_round(world.made["round"]["late"]),
            by="manager",
            application_id=application_id,
            until_on=until_on,
            until_time=time(17, 0),
            reason="The line of the whole valley was down for two days before the deadline.",
        ).id
    if is_granted:
        with world.then(days=-3, hour=10):
            session().commit()
            world.do(services.grant_permit, queries.get_permit(permit), by="manager2")


def _to_all_who_have_not_signed(world: World) -> None:
    with world.then(days=-1, hour=16):
        planned = programme_queries.get_round(world.made["round"]["open"])
        shown = mailing_queries.list_unsigned(planned, world.signed_in("officer"))
        session().commit()
        if shown:
            digest = mailing_queries.digest_of(shown)
            world.do(mailings.send_to_unsigned, planned, by="officer", digest=digest)


def _workbook(world: World) -> None:
    with world.then(days=0, hour=0, minute=5):
        planned = programme_queries.get_round(world.made["round"]["decided"])
        words = "For the meeting of the trustees."
        made = world.do(workbooks.ask, planned, by="manager", purpose=Purpose.REPORTING, words=words).id
        session().commit()
        workbook_jobs.make(made)
