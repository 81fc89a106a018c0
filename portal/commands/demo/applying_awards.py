"""Budget, letters, awards and what follows them in the demonstration.

Before the decisions: the rules, the terms and the budget of three rounds. After them: the award of the decided round has an interim report that is being
written (one school has added its words, `officer` waits for it), one instalment paid and one planned, one change agreed to and one asked for; the cluster
that was not approved has objected, and `officer`, who took no part, has answered.
"""

import uuid
from datetime import timedelta

import sqlalchemy as sa

from portal.applying.amendments import queries as changes_queries
from portal.applying.amendments import services as changes
from portal.applying.amendments.models import AwardChange, ChangeAbout
from portal.applying.appeals import queries as appeals_queries
from portal.applying.appeals import services as appeals
from portal.applying.appeals.models import Ground, Objection
from portal.applying.applications import queries as applications
from portal.applying.awards import queries as award_queries
from portal.applying.awards.models import Award
from portal.applying.funding import queries as funding_queries
from portal.applying.funding import services as funding
from portal.applying.letters import queries as letters_queries
from portal.applying.letters import services as letters
from portal.applying.letters.models import Outcome
from portal.applying.monitoring import queries, services
from portal.applying.monitoring.models import AwardReport
from portal.applying.programmes import queries as programmes
from portal.commands.demo.world import World
from portal.core import clock
from portal.core.database import session

BUDGET = (("Visits and cover", 60_000), ("Materials and postage", 15_000))
TERMS = (
    "The money is spent on what the application says. The schools keep the bills for six years.\n"
    "Both sides write a short report in the middle and at the end. If something changes, the cluster tells the programme."
)
APPROVED = (
    "Dear colleagues of {cluster},\n\nwe are glad to tell you that your application to {round} is approved. You get {amount}.\n\n"
    "Why:\n{reasons}\n\nWhat we would look at again:\n{feedback}\n\n"
    "The head of every member school accepts by {accept_by}. Then your partnership opens.\n\nWith kind regards\nThe team of {programme}"
)


def prepare(world: World) -> None:
    """The rules and the budget of the rounds in which something is decided, and a letter of the programme's own; once."""
    rounds = world.made.get("round", {})
    for which, day in (("decided", -85), ("review", -30), ("desk", -10)):
        if which in rounds and not funding_queries.list_lines(rounds[which]):
            reports = {"interim": 10, "final": 315} if which == "decided" else {}
            rules_of(world, rounds[which], day=day, **reports)


def rules_of(
    world: World, round_id: uuid.UUID, *, day: int, interim: int | None = None, final: int | None = None
) -> None:
    """The rules of the awards of a round, and its budget, laid down on this day; its reports are due on the others. All in days from today."""
    due = {"interim_on": interim, "final_on": final}
    dates = {name: world.at(days=days).date() for name, days in due.items() if days is not None}
    with world.then(days=day, hour=9):
        planned = programmes.get_round(round_id)
        rules = {"has_reserve": True, "has_appeals": True, "terms": TERMS, **dates}
        world.do(funding.set_rules, planned, by="manager", version=0, **rules)
        for name, amount in BUDGET:
            world.do(funding.add_line, programmes.get_round(round_id), by="manager", name=name, amount=amount)
        programme = programmes.get_programme(planned.programme_id)
        if not letters_queries.list_own(programme.id):
            words = {"outcome": Outcome.APPROVED, "version": 0, "letter": APPROVED}
            world.do(letters.set_template, programme, by="manager", **words)


def load(world: World) -> None:
    """What follows the award and the refusal of the decided round, once."""
    made = world.made.get("application", {}).get("decided", [])
    if len(made) > 0 and not session().scalar(sa.select(AwardReport.id).where(AwardReport.asked_at.is_not(None))):
        _report(world, made[0])
    if len(made) > 0 and not session().scalar(sa.select(AwardChange.id).limit(1)):
        _changes(world, made[0])
    if len(made) > 1 and not session().scalar(sa.select(Objection.id).limit(1)):
        _objection(world, made[1])


def _award(application_id: uuid.UUID) -> Award:
    session().commit()
    session().expire_all()
    found = award_queries.award_of(applications.get_application(application_id))
    if found is None:
        raise LookupError("the approval of the decided round has no award")
    return award_queries.get_award(found.id)


def _coordinator(world: World, award: Award) -> str:
    cluster = award.application.cluster
    return next(key for key, person in world.people.items() if person.id == cluster.contact_teacher_id)


def _report(world: World, application_id: uuid.UUID) -> None:
    award = _award(application_id)
    with world.then(days=-30, hour=11):
        for amount, days in ((1_800, -30), (1_100, 40)):
            due_on = clock.today() + timedelta(days=days + 30)
            world.do(services.plan_instalment, _award(application_id), by="officer", amount=amount, due_on=due_on)
        first = queries.list_instalments(award.id)[0]
        paid = {"paid_on": clock.today(), "payment_mark": "LSP 0417"}
        world.do(services.pay_instalment, queries.get_instalment(first.id), by="officer", **paid)
    found = queries.list_reports(award.id)[0]
    again = _award(application_id)
    by, school_id = _coordinator(world, again), again.application.cluster.lead_school_id
    session().commit()
    with world.then(days=-15, hour=8):
        world.do(services.ask_for_report, queries.get_report(found.id))
    with world.then(days=-6, hour=16):
        said = {
            "went_well": "The measuring week took place in every class. Forty-one pupils wrote down how much water a day takes.",
            "learned": "Two weeks of notice are too short for our partner: they plan their lessons by the month.",
            "spending": "Measuring sets, postage, and one day of cover.",
        }
        world.do(services.write_report, queries.get_report(found.id), by=by, version=1, spent=940, **said)
    with world.then(days=-4, hour=12):
        words = "Our youngest ask every Monday whether a letter has come."
        world.do(services.add_voice, queries.get_report(found.id), by=by, school_id=school_id, words=words)


def _changes(world: World, application_id: uuid.UUID) -> None:
    """Two changes of the award: one that the programme agreed to, and one that waits for `officer`."""
    by = _coordinator(world, _award(application_id))
    session().commit()
    with world.then(days=-24, hour=15):
        wanted = "Spend £150 of the money for travel on measuring sets."
        reason = "The train to the port costs less than we thought, and two classes more want to measure."
        about = {"about": ChangeAbout.MONEY, "wanted": wanted, "reason": reason}
        made = world.do(changes.ask, _award(application_id), by=by, **about).id
    with world.then(days=-21, hour=10):
        note = "Yes. Please write in the interim report what the sets cost."
        session().commit()
        world.do(changes.answer, changes_queries.get_change(made), by="officer", agrees=True, note=note)
    with world.then(days=-2, hour=15):
        wanted = "Hold the week of results three weeks later than the application says."
        reason = "Our partner has examinations in the week that we had planned."
        world.do(changes.ask, _award(application_id), by=by, about=ChangeAbout.TIME, wanted=wanted, reason=reason)


def _objection(world: World, application_id: uuid.UUID) -> None:
    """Made in time, heard by `officer`, and not right."""
    application = applications.get_application(application_id)
    by = next(k for k, person in world.people.items() if person.id == application.cluster.contact_teacher_id)
    session().commit()
    with world.then(days=-44, hour=10):
        words = "The reasons say that our plan has no dates. They stand in the fourth box."
        about = {"ground": Ground.WRONG_FACTS, "words": words}
        made = world.do(appeals.object_to, applications.get_application(application_id), by=by, **about).id
    free = [
        person_id for person_id, _name in appeals_queries.list_uninvolved(applications.get_application(application_id))
    ]
    if world.people["officer"].id not in free:
        return
    with world.then(days=-43, hour=10):
        session().commit()
        officer = world.people["officer"].id
        world.do(appeals.assign_objection, appeals_queries.get_objection(made), by="manager", officer_id=officer)
    with world.then(days=-38, hour=15):
        session().commit()
        answer = (
            "Thank you for looking so closely. The fourth box names months for two of the seven activities; the reviewers read it and say so. "
            "The reasons could have been clearer, and that is noted for the next round. The rules were followed, so the outcome stays."
        )
        world.do(
            appeals.answer_objection, appeals_queries.get_objection(made), by="officer", is_right=False, answer=answer
        )
