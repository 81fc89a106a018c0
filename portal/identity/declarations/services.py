"""Verbs about safeguarding declarations: declare, be reminded, be asked."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from portal.core import clock, duty, moments
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import fold
from portal.identity.declarations import events, queries
from portal.identity.declarations.models import Rules, SafeguardingDeclaration
from portal.identity.schools import queries as schools
from portal.identity.schools.models import Function, MemberStatus, School, SchoolFunction

LASTS = timedelta(days=365)
OLDEST_REVIEW = timedelta(days=365)
FIRST_WITHIN = timedelta(days=28)
GOES_ON_FOR = timedelta(days=14)
REMINDED_AT = (60, 30, 7)


@dataclass(frozen=True)
class Answers:
    """The three answers as they were typed."""

    lead_name: str
    lead_reach: str
    deputy_name: str
    deputy_reach: str
    rules: Rules
    rules_words: str
    policy_link: str
    reviewed_on: date


def declare(school: School, *, by: Actor, answers: Answers) -> SafeguardingDeclaration:
    """The school answers anew: valid for a year from the day of the review. Lead and deputy who are members get the function."""
    today = clock.today(school.zone)
    if not today - OLDEST_REVIEW < answers.reviewed_on <= today:
        raise RuleBroken(
            "reviewed_on", _("Enter a day within the last year. If the review is older, review the rules first.")
        )
    if fold(answers.lead_name) == fold(answers.deputy_name):
        raise RuleBroken("deputy_name", _("The deputy must be somebody else, for the days when the lead is away."))
    if answers.rules == Rules.OWN and not (answers.rules_words or answers.policy_link):
        raise RuleBroken("rules_words", _("Say in one line what your own rules are, or give a link to them."))
    old = sa.update(SafeguardingDeclaration).where(
        SafeguardingDeclaration.school_id == school.id, SafeguardingDeclaration.is_current
    )
    session().execute(old.values(is_current=False).execution_options(synchronize_session="fetch"))
    expires_on = answers.reviewed_on + LASTS
    made = SafeguardingDeclaration(school_id=school.id, made_by_id=by.id, expires_on=expires_on, **vars(answers))
    session().add(made)
    session().flush()
    _name_functions(school, (answers.lead_name, answers.deputy_name), today)
    duty.settle(DutyKind.REVIEW_SAFEGUARDING, school.id, by=by, outcome="declared")
    record(events.SafeguardingDeclared(by_id=by.id, school_id=school.id, subject_id=made.id, expires_on=expires_on))
    return made


def _name_functions(school: School, names: tuple[str, str], today: date) -> None:
    wanted = {fold(name) for name in names}
    members = {m.person_id for m in school.members if m.status == MemberStatus.MEMBER and fold(m.person.name) in wanted}
    held = {f.person_id: f for f in school.holders(Function.DSL)}
    for person_id in held.keys() - members:
        held[person_id].ended_on = today
    for person_id in members - held.keys():
        session().add(SchoolFunction(school_id=school.id, person_id=person_id, function=Function.DSL))
    session().flush()


def end_of(day: date, zone: str) -> datetime:
    """The instant at which a day is over on the school's clocks."""
    return moments.instant(day + timedelta(days=1), time(0, 0), zone)


def remind(declaration: SafeguardingDeclaration, *, by: Actor) -> None:
    """Within 60 days of the end it is owed; whoever speaks for the school is told at 60, 30 and 7 days."""
    school = schools.get_school(declaration.school_id)
    left = (declaration.expires_on - clock.today(school.zone)).days
    if not declaration.is_current or left > max(REMINDED_AT):
        return
    if not duty.open_duties(DutyKind.REVIEW_SAFEGUARDING, school.id):
        _owe(school, end_of(declaration.expires_on, school.zone))
    if left >= 0:
        days = min(step for step in REMINDED_AT if left <= step)
        record(
            events.SafeguardingRunsOut(
                by_id=by.id,
                school_id=school.id,
                subject_id=declaration.id,
                days=days,
                expires_on=declaration.expires_on,
            )
        )


def ask(school: School, *, by: Actor) -> None:
    """A verified school that has never answered is asked to, within four weeks."""
    if queries.current_of(school.id) is None and not duty.open_duties(DutyKind.REVIEW_SAFEGUARDING, school.id):
        _owe(school, clock.now() + FIRST_WITHIN)


def _owe(school: School, due_at: datetime) -> None:
    duty.owe(
        DutyKind.REVIEW_SAFEGUARDING,
        subject_id=school.id,
        title=school.name,
        school_id=school.id,
        office=Function.CONTACT.value,
        due_at=due_at,
    )


def check_live(school_ids: list[uuid.UUID | None], *, agreed_for: datetime | None = None) -> None:
    """For rooms above: refuses an activity with pupils where the safeguarding answers of one of these schools have run out.

    `agreed_for`: when an activity begins that both schools had agreed to before: it goes on when that is within 14 days of the day the answers ran out.
    Agreeing is refused from that day on, so what is agreed was agreed before it.
    """
    lapses = queries.lapses_of([school_id for school_id in school_ids if school_id is not None])
    lapsed = [name for name, since in lapses if agreed_for is None or agreed_for >= since + GOES_ON_FOR]
    if lapsed:
        words = _(
            "The safeguarding answers of %(schools)s have run out. Activities with pupils can be proposed, agreed and confirmed again when they are renewed.",
            schools=", ".join(lapsed),
        )
        raise RuleBroken(None, words)
