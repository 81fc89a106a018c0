"""Planning a visit, changing it, and the host's answer."""

import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change
from portal.forming.clusters.models import Cluster
from portal.policy import SignedIn
from portal.running.partnerships.queries import Network, get_network
from portal.running.partnerships.services.acting import acting_school
from portal.running.visits import events, queries
from portal.running.visits.models import (
    CURRENCIES,
    LARGEST_COST,
    CheckState,
    Plan,
    Visit,
    VisitCheck,
    VisitStatus,
    VisitTraveller,
)
from portal.running.visits.services import owing
from portal.running.visits.workflow import VISIT

FURTHEST = timedelta(days=730)
LONGEST = timedelta(days=92)
REPORT_WITHIN = timedelta(days=28)
LATEST_REPORT = timedelta(days=183)
MOST_TRAVELLERS = 40


def plan_visit(cluster: Cluster, *, by: SignedIn, plan: Plan) -> Visit:
    """Plan a visit of one's own school to another school of the network; that school is asked. The programme's safety list is laid beside it."""
    school_id = acting_school(cluster.id, by=by, school_id=plan.school_id)
    network = get_network(cluster.id)
    values = _check(network, plan, school_id, plan.host_school_id)
    travellers = travellers_of(network, plan, school_id, plan.host_school_id)
    visit = Visit(cluster_id=cluster.id, school_id=school_id, host_school_id=plan.host_school_id, planned_by_id=by.id, **values)  # fmt: skip
    session().add(visit)
    session().flush()
    for person_id, at_school in travellers.items():
        session().add(VisitTraveller(visit_id=visit.id, person_id=person_id, school_id=at_school))
    for item in queries.list_items(used=True):
        copied = ("position", "end", "title", "hint", "may_be_left_out", "only_families")
        session().add(VisitCheck(visit_id=visit.id, item_id=item.id, **{name: getattr(item, name) for name in copied}))
    session().flush()
    owing.owe_agreement(visit)
    record(events.VisitPlanned(**owing.facts(visit, by), starts_on=visit.starts_on))
    ask_their_schools(visit, by)
    return visit


def ask_their_schools(visit: Visit, by: Actor, *, anew: bool = False) -> None:
    """Whoever is of another school travels with the yes of that school: it is asked once, and with `anew` (other days) once more."""
    for one in visit.going:
        if one.school_id == visit.school_id:
            continue
        if anew and one.agreed_at is not None:
            change(one, {"agreed_at": one.agreed_at}, {"agreed_at": None, "agreed_by_id": None})
        if anew:
            owing.settle_travel(one, by=by, outcome="moved")
        if one.waits and not duty.open_duties(DutyKind.LET_TRAVEL, one.id):
            owing.owe_travel(one)
            facts = owing.facts(visit, by)
            record(
                events.TravelAsked(**facts, traveller_id=one.id, their_school_id=one.school_id, person_id=one.person_id)
            )


def _check(network: Network, plan: Plan, school_id: uuid.UUID, host_id: uuid.UUID | None) -> dict[str, Any]:
    """The shape of a plan against the network and the calendar. Answers the columns."""
    if not plan.title:
        raise RuleBroken("title", _("Give the visit a name."))
    if not plan.purpose:
        raise RuleBroken("purpose", _("Say what the visit is for."))
    host, guest = network.school(host_id), network.school(school_id)
    if guest is None or guest.is_invited:
        raise RuleBroken("school", _("Your school can plan a visit as soon as it has joined."))
    if host is None or host.is_invited or host.id == school_id:
        raise RuleBroken("host", _("Choose another school of the network: the one that is visited."))
    starts_on, ends_on = _days(plan, clock.today(host.zone))
    report_due_on = plan.report_due_on or ends_on + REPORT_WITHIN
    if not ends_on <= report_due_on <= ends_on + LATEST_REPORT:
        raise RuleBroken("report_due_on", _("Choose a day within half a year after the visit."))
    if plan.cost_cap is not None and not 0 <= plan.cost_cap <= LARGEST_COST:
        raise RuleBroken("cost_cap", _("Enter a number from 0 to %(most)s.", most=LARGEST_COST))
    if plan.currency not in CURRENCIES:
        raise RuleBroken("currency", _("Choose a currency from the list."))
    return {
        "title": plan.title,
        "purpose": plan.purpose,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "place": plan.place,
        "lodging": plan.lodging,
        "pupil_count": max(0, plan.pupil_count),
        "cost_cap": plan.cost_cap,
        "currency": plan.currency,
        "report_due_on": report_due_on,
    }


def _days(plan: Plan, today: date) -> tuple[date, date]:
    if plan.starts_on is None or not today <= plan.starts_on <= today + FURTHEST:
        raise RuleBroken("starts_on", _("Choose a day from today on, within the next two years."))
    if plan.ends_on is None or plan.ends_on < plan.starts_on:
        raise RuleBroken("ends_on", _("The last day cannot be before the first."))
    if plan.ends_on - plan.starts_on > LONGEST:
        raise RuleBroken("ends_on", _("A visit lasts three months at most."))
    return plan.starts_on, plan.ends_on


def travellers_of(
    network: Network, plan: Plan, school_id: uuid.UUID, host_id: uuid.UUID | None
) -> dict[uuid.UUID, uuid.UUID]:
    """Who travels, each for a school of theirs: for the one that plans the visit, where they belong to it."""
    schools = [s.id for s in network.schools if not s.is_invited and s.id != host_id]
    known: dict[uuid.UUID, uuid.UUID] = {}
    for member in queries.list_members(schools):
        if member.school_id == school_id or member.id not in known:
            known[member.id] = member.school_id
    strangers = set(plan.travellers) - known.keys()
    if host_id is not None and strangers & {one.id for one in queries.list_members([host_id])}:
        raise RuleBroken("travellers", _("People of the host school are there already. Choose only who travels there."))
    if not plan.travellers or strangers:
        raise RuleBroken("travellers", _("Choose who travels: teachers and other staff of schools of the network."))
    if len(plan.travellers) > MOST_TRAVELLERS:
        raise RuleBroken("travellers", _("Choose %(most)s people at most.", most=MOST_TRAVELLERS))
    chosen = {person_id: known[person_id] for person_id in plan.travellers}
    if school_id not in chosen.values():
        raise RuleBroken("travellers", _("Choose at least one person of the school that plans the visit."))
    return chosen


def let_travel(traveller: VisitTraveller, *, by: Actor) -> None:
    """The own school of a colleague who is on another school's list says yes."""
    _check_waits(traveller)
    change(traveller, {"agreed_at": None, "ended_at": None}, {"agreed_at": clock.now(), "agreed_by_id": by.id})
    owing.settle_travel(traveller, by=by, outcome="agreed")
    record(events.TravelAgreed(**_of_traveller(traveller, by)))


def keep_home(traveller: VisitTraveller, *, by: Actor) -> None:
    """The own school says no: the colleague is taken off the list. Nobody has to say why."""
    _check_waits(traveller)
    visit = traveller.visit
    stop_travelling(visit, [traveller], by=by, outcome="declined")
    record(events.TravelDeclined(**_of_traveller(traveller, by)))


def _check_waits(traveller: VisitTraveller) -> None:
    if not traveller.visit.is_open or not traveller.waits:
        raise NotAllowedNow(_("This was answered already, or the visit is over."))


def _of_traveller(one: VisitTraveller, by: Actor) -> dict[str, Any]:
    facts = owing.facts(one.visit, by, school_id=one.school_id)
    return {**facts, "traveller_id": one.id, "their_school_id": one.school_id, "person_id": one.person_id}


def change_visit(visit: Visit, *, by: Actor, plan: Plan, version: int) -> None:
    """Other words, days, people. With other days or another lodging the host is asked again and the safety list begins anew; with another person who travels
    the own part of it."""
    if not VISIT.allows(visit, "change"):
        VISIT.advance(visit, "change")
    if version != visit.version:
        current = {"title": visit.title, "purpose": visit.purpose, "place": visit.place}
        raise Stale(_("This was changed after you opened the page."), current)
    network = get_network(visit.cluster_id)
    before = visit.starts_on
    values = _check(network, plan, visit.school_id, visit.host_school_id)
    travellers = travellers_of(network, plan, visit.school_id, visit.host_school_id)
    moved = any(values[name] != getattr(visit, name) for name in ("starts_on", "ends_on", "lodging"))
    came = _keep_travellers(visit, travellers, by)
    grown = {**owing.revised(visit), **values}
    if moved:
        VISIT.advance(visit, "ask_again", **grown)
    elif came and visit.status == VisitStatus.CONFIRMED:
        VISIT.advance(visit, "open", **grown)
        record(events.VisitUnconfirmed(**owing.facts(visit, by)))
    else:
        VISIT.advance(visit, "change", **grown)
    if moved or came:
        _begin_list_anew(visit, everything=moved)
    _owe_anew(visit, by, asked_again=moved)
    ask_their_schools(visit, by, anew=moved)
    if moved:
        record(events.VisitMoved(**owing.facts(visit, by), starts_on=visit.starts_on, before=before))
    else:
        record(events.VisitChanged(**owing.facts(visit, by)))


def _keep_travellers(visit: Visit, wanted: dict[uuid.UUID, uuid.UUID], by: Actor) -> bool:
    """Who travels from now on. Answers whether somebody came who did not travel before; who does not travel is no delegate and no named adult."""
    there = {one.person_id: one for one in visit.travellers}
    came = False
    for person_id, school_id in wanted.items():
        known = there.get(person_id)
        if known is None:
            session().add(VisitTraveller(visit_id=visit.id, person_id=person_id, school_id=school_id))
            came = True
        elif known.ended_at is not None:
            known.ended_at, known.school_id, known.agreed_at, known.agreed_by_id = None, school_id, None, None
            came = True
    for one in visit.going:
        if one.person_id not in wanted:
            stop_travelling(visit, [one], by=by)
    session().flush()
    session().expire(visit, ["travellers"])
    return came


def stop_travelling(visit: Visit, travellers: Iterable[VisitTraveller], *, by: Actor, outcome: str = "stays") -> None:
    """These people do not travel after all."""
    for one in travellers:
        one.ended_at = clock.now()
        owing.settle_travel(one, by=by, outcome=outcome)
        gone = {name: None for name in ("delegate_id", "guest_adult_id") if getattr(visit, name) == one.person_id}
        if gone:
            change(visit, {}, gone)


def _begin_list_anew(visit: Visit, *, everything: bool) -> None:
    """What was in order for other days or other people is looked at again; the notes stay."""
    for check in queries.list_checks(visit):
        if check.state != CheckState.OPEN and (everything or check.end == "guest"):
            again = {"state": CheckState.OPEN, "version": check.version + 1}
            change(check, {"version": check.version}, again)


def _owe_anew(visit: Visit, by: Actor, *, asked_again: bool) -> None:
    """Titles and days of what is owed follow the visit."""
    for kind in owing.ON_THE_VISIT:
        duty.settle(kind, visit.id, by=by, outcome="changed")
    if asked_again or visit.status == VisitStatus.PLANNED:
        owing.owe_agreement(visit)
    elif visit.status == VisitStatus.AGREED:
        owing.owe_what_is_missing(visit, by)
    elif visit.status == VisitStatus.CONFIRMED:
        owing.owe_report(visit)
    for represented in visit.listed:
        for kind, owe in ((DutyKind.GIVE_QUESTIONS, owing.owe_questions), (DutyKind.BRING_ANSWERS, owing.owe_answers)):
            if duty.settle(kind, represented.id, by=by, outcome="changed"):
                owe(represented)


def agree_visit(visit: Visit, *, by: Actor) -> None:
    """The host school says yes; from now on both ends look after their points of the safety list."""
    VISIT.advance(visit, "agree", **owing.revised(visit))
    duty.settle(DutyKind.AGREE_VISIT, visit.id, by=by, outcome="agreed")
    owing.owe_what_is_missing(visit, by)
    record(events.VisitAgreed(**owing.facts(visit, by, school_id=visit.host_school_id)))


def decline_visit(visit: Visit, *, by: Actor, reason: str) -> None:
    """The host school cannot have visitors then."""
    VISIT.advance(visit, "decline", cancel_reason=reason, **owing.revised(visit))
    owing.settle_everything(visit, by=by, outcome="declined")
    record(events.VisitDeclined(**owing.facts(visit, by, school_id=visit.host_school_id)))


def cancel_visit(visit: Visit, *, by: Actor, reason: str) -> None:
    """Call it off, saying why; everyone concerned is told. It stays in calendars as cancelled. What was written down afterwards, and wrongly, is struck out."""
    VISIT.advance(visit, "strike" if visit.afterwards else "cancel", cancel_reason=reason, **owing.revised(visit))
    owing.settle_everything(visit, by=by, outcome="cancelled")
    record(events.VisitCancelled(**owing.facts(visit, by)))
