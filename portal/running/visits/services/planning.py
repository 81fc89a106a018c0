"""Planning a visit, changing it, and the host's answer."""

import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import RuleBroken, Stale
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
    travellers = _travellers(network, plan, school_id, plan.host_school_id)
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
    return visit


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


def _travellers(
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
    travellers = _travellers(network, plan, visit.school_id, visit.host_school_id)
    moved = any(values[name] != getattr(visit, name) for name in ("starts_on", "ends_on", "lodging"))
    came = _keep_travellers(visit, travellers)
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
    if moved:
        record(events.VisitMoved(**owing.facts(visit, by), starts_on=visit.starts_on, before=before))
    else:
        record(events.VisitChanged(**owing.facts(visit, by)))


def _keep_travellers(visit: Visit, wanted: dict[uuid.UUID, uuid.UUID]) -> bool:
    """Who travels from now on. Answers whether somebody came who did not travel before; who does not travel is no delegate and no named adult."""
    there = {one.person_id: one for one in visit.travellers}
    came = False
    for person_id, school_id in wanted.items():
        known = there.get(person_id)
        if known is None:
            session().add(VisitTraveller(visit_id=visit.id, person_id=person_id, school_id=school_id))
            came = True
        elif known.ended_at is not None:
            known.ended_at, known.school_id = None, school_id
            came = True
    for one in visit.going:
        if one.person_id not in wanted:
            stop_travelling(visit, [one])
    session().flush()
    session().expire(visit, ["travellers"])
    return came


def stop_travelling(visit: Visit, travellers: Iterable[VisitTraveller]) -> None:
    """These people do not travel after all."""
    for one in travellers:
        one.ended_at = clock.now()
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
    """Call it off, saying why; everyone concerned is told. It stays in calendars as cancelled."""
    VISIT.advance(visit, "cancel", cancel_reason=reason, **owing.revised(visit))
    owing.settle_everything(visit, by=by, outcome="cancelled")
    record(events.VisitCancelled(**owing.facts(visit, by)))
