"""The safety list: points in order, an adult named at each end, the confirmation that needs all of it; and the programme's own list."""

import uuid

import sqlalchemy as sa

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change
from portal.running.visits import events, queries
from portal.running.visits.models import CheckState, End, SafetyItem, Visit, VisitCheck, VisitStatus
from portal.running.visits.services import owing
from portal.running.visits.workflow import VISIT


def check_item(check: VisitCheck, *, by: Actor, state: CheckState, note: str, version: int) -> None:
    """Say that a point is in order, or not needed and why, or open again. A visit that was confirmed has then to be confirmed anew."""
    visit = check.visit
    if not visit.is_open:
        raise NotAllowedNow(_("This visit is over or was cancelled. It stays as it is."))
    if version != check.version:
        raise Stale(_("Someone at your school has changed this since you opened the page."), {"note": check.note})
    if state == CheckState.NOT_NEEDED:
        if not check.may_be_left_out:
            raise RuleBroken("state", _("This point is needed for every visit. It cannot be left out."))
        if not note.strip():
            raise RuleBroken("note", _("Say why it is not needed."))
    # the visit's row is taken too: who confirms at this moment waits, or is told that something has changed
    change(visit, {"status": visit.status}, {"revised_at": visit.revised_at})
    said = {"checked_by_id": by.id, "checked_at": clock.now()}
    change(check, {"version": version}, {"state": state, "note": note, "version": version + 1, **said})
    facts = owing.facts(visit, by, school_id=check.school_id)
    record(events.SafetyChecked(**facts, check_id=check.id, state=state.value))
    if state == CheckState.OPEN:
        unconfirm(visit, by=by)
    owing.owe_what_is_missing(visit, by)


def unconfirm(visit: Visit, *, by: Actor) -> None:
    """Something is open again: a confirmed visit waits for it. One that is under way goes on."""
    if visit.status != VisitStatus.CONFIRMED or visit.starts_on <= visit.today():
        return
    VISIT.advance(visit, "open", **owing.revised(visit))
    duty.settle(DutyKind.REPORT_VISIT, visit.id, by=by, outcome="not confirmed")
    owing.owe_what_is_missing(visit, by)
    record(events.VisitUnconfirmed(**owing.facts(visit, by)))


def name_adult(visit: Visit, *, by: Actor, end: End, person_id: uuid.UUID) -> None:
    """Name the adult who is responsible at one end: somebody who travels, or somebody of the host school."""
    if not visit.is_open:
        raise NotAllowedNow(_("This visit is over or was cancelled. It stays as it is."))
    if end == End.GUEST and not any(one.person_id == person_id for one in visit.going):
        raise RuleBroken("person", _("Choose somebody who travels."))
    if end == End.HOST and not queries.is_member(visit.host_school_id, person_id):
        raise RuleBroken("person", _("Choose somebody of the host school."))
    column = "guest_adult_id" if end == End.GUEST else "host_adult_id"
    change(visit, {"status": visit.status}, {column: person_id, **owing.revised(visit, on_calendars=False)})
    school_id = visit.school_id if end == End.GUEST else visit.host_school_id
    record(events.AdultNamed(**owing.facts(visit, by, school_id=school_id), person_id=person_id, end=end.value))
    owing.owe_what_is_missing(visit, by)


def confirm_visit(visit: Visit, *, by: Actor) -> None:
    """The visit takes place. Refused as long as a point of the safety list is open at either end, an adult is not named, or answers have run out."""
    if VISIT.allows(visit, "confirm"):
        if visit.starts_on < visit.today():
            raise RuleBroken(None, _("The first day has gone by. Choose other days, or cancel the visit."))
        ready = queries.readiness(visit)
        if not ready.is_complete:
            raise RuleBroken(None, _("Before the visit can be confirmed: %(points)s", points="; ".join(ready.missing)))
    VISIT.advance(visit, "confirm", **owing.revised(visit))
    for kind in (DutyKind.CONFIRM_VISIT, DutyKind.CHECK_VISIT):
        duty.settle(kind, visit.id, by=by, outcome="confirmed")
    owing.owe_report(visit)
    record(events.VisitConfirmed(**owing.facts(visit, by)))


def report_visit(visit: Visit, *, by: Actor, words: str) -> None:
    """Tell the cluster how it was; from the last day on."""
    if visit.allows("report") and visit.today() < visit.ends_on:
        raise RuleBroken(None, _("The visit is still going on. Report from its last day on."))
    if not words.strip():
        raise RuleBroken("report", _("Write how it was, in a few sentences."))
    said = {"report": words, "reported_at": clock.now(), "reported_by_id": by.id}
    VISIT.advance(visit, "report", **said, **owing.revised(visit, on_calendars=False))
    duty.settle(DutyKind.REPORT_VISIT, visit.id, by=by, outcome="reported")
    record(events.VisitReported(**owing.facts(visit, by)))


def add_safety_item(
    *, by: Actor, title: str, hint: str, end: End, may_be_left_out: bool, only_families: bool
) -> SafetyItem:
    """The programme adds a point to its list; visits planned from now on have it."""
    last = session().scalar(sa.select(sa.func.max(SafetyItem.position))) or 0
    item = SafetyItem(position=last + 1, title=title, hint=hint, end=end, may_be_left_out=may_be_left_out,
                      only_families=only_families)  # fmt: skip
    session().add(item)
    session().flush()
    record(events.SafetyItemChanged(by_id=by.id, subject_id=item.id, item_id=item.id))
    return item


def change_safety_item(
    item: SafetyItem,
    *,
    by: Actor,
    title: str,
    hint: str,
    end: End,
    may_be_left_out: bool,
    only_families: bool,
    is_used: bool,
    version: int,
) -> None:
    """The programme changes a point, or leaves it out from now on. Visits that are planned already keep theirs."""
    if version != item.version:
        raise Stale(_("Someone else changed this since you opened the page."), {"title": item.title, "hint": item.hint})
    values = {
        "title": title,
        "hint": hint,
        "end": end,
        "may_be_left_out": may_be_left_out,
        "only_families": only_families,
        "is_used": is_used,
        "version": version + 1,
    }
    change(item, {"version": version}, values)
    record(events.SafetyItemChanged(by_id=by.id, subject_id=item.id, item_id=item.id))
