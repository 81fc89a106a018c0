"""Giving clusters an adviser, handing a caseload over, writing support notes."""

import uuid
from collections.abc import Collection, Sequence
from datetime import date, time

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.moments import instant
from portal.core.text import clean
from portal.core.workflow import change
from portal.forming.clusters.models import ClusterStatus
from portal.oversight.advising import candidates, queries
from portal.oversight.advising.events import AdviserGiven, CaseloadHandedOver, SupportNoted
from portal.oversight.advising.models import ClusterAdviser, ContactKind, SupportNote
from portal.oversight.advising.queries import Case
from portal.policy.people import Role

ZONE = "Europe/London"
MOST_HANDED_OVER = 1000


def give_adviser(
    case: Case, *, by: Actor, adviser_id: uuid.UUID, supported_until: date | None, next_contact_on: date | None
) -> ClusterAdviser:
    """Someone of the staff looks after the cluster from now on, or the dates of whoever does change."""
    _check_adviser(adviser_id, [case.id])
    _check_days(supported_until, next_contact_on)
    if case.given is not None and case.given.adviser_id == adviser_id:
        change(case.given, {"ended_at": None}, {"supported_until": supported_until, "next_contact_on": next_contact_on})
        _owe_contact(case.given, case.cluster.name, by)
        return case.given
    if case.given is not None:
        _end(case.given, by)
    return _give(case.id, case.cluster.name, adviser_id, by, supported_until, next_contact_on)


def give_adviser_to_many(
    *, by: Actor, adviser_id: uuid.UUID, cluster_ids: Collection[uuid.UUID], supported_until: date | None
) -> int:
    """The same for clusters that nobody supports. Returns how many; those that have found somebody meanwhile are passed over."""
    if not cluster_ids:
        raise RuleBroken("clusters", _("Choose at least one cluster."))
    theirs = _check_adviser(adviser_id, [])
    _check_days(supported_until, None)
    waiting = {one.id: one for one in queries.list_unsupported(clock.today(ZONE), limit=1000)}
    chosen = [one for one in cluster_ids if one in waiting]
    theirs = queries.theirs_among(adviser_id, chosen)
    for cluster_id in (one for one in chosen if one not in theirs):
        before = queries.live_of(cluster_id)
        if before is not None:
            _end(before, by)
        _give(cluster_id, waiting[cluster_id].name, adviser_id, by, supported_until, None, in_bulk=True)
    return len(chosen) - len(theirs)


def find_adviser(case: Case, *, by: Actor) -> ClusterAdviser | None:
    """Give a cluster that nobody of the staff looks after to whoever is the nearest, with the dates that stood. None when there is nobody: the programme
    managers owe one then."""
    before = case.given
    if case.cluster.status == ClusterStatus.CLOSED or (
        before is not None and queries.is_of_the_staff(before.adviser_id)
    ):
        return None
    nearest = candidates.nearest(case.id)
    if nearest is None:
        if not duty.open_duties(DutyKind.NAME_ADVISER, case.id):
            role = Role.PROGRAMME_MANAGER.value
            duty.owe(DutyKind.NAME_ADVISER, subject_id=case.id, title=case.cluster.name, role=role)
        return None
    if before is not None:
        _end(before, by)
    until, following = (before.supported_until, before.next_contact_on) if before is not None else (None, None)
    if until is not None and until < clock.today(ZONE):
        until = None
    return _give(case.id, case.cluster.name, nearest, by, until, following)


def look_no_more(case: Case, *, by: Actor) -> None:
    """The cluster is closed: nobody is looked for any more."""
    if case.cluster.status == ClusterStatus.CLOSED:
        duty.settle(DutyKind.NAME_ADVISER, case.id, by=by, outcome="closed")


def hand_over(*, by: Actor, from_id: uuid.UUID, to_id: uuid.UUID) -> int:
    """All clusters of one adviser go to another, with their dates. What the other has a school in stays. Returns how many went."""
    if from_id == to_id:
        raise RuleBroken("to", _("Choose somebody else."))
    _check_adviser(to_id, [])
    rows = queries.live_of_adviser(from_id, MOST_HANDED_OVER)
    ids = [row.cluster_id for row in rows]
    theirs, names = queries.theirs_among(to_id, ids), queries.names_of(ids)
    for row in rows:
        if row.cluster_id not in names:  # a closed cluster needs nobody
            _end(row, by)
    there = [row for row in rows if row.cluster_id in names]
    moved = [row for row in there if row.cluster_id not in theirs]
    _move(moved, names, to_id, by)
    record(
        CaseloadHandedOver(
            by_id=by.id, person_id=to_id, from_person_id=from_id, clusters=len(moved), stayed=len(there) - len(moved)
        )
    )
    return len(moved)


def _move(rows: Sequence[ClusterAdviser], names: dict[uuid.UUID, str], to_id: uuid.UUID, by: Actor) -> None:
    for row in rows:
        _end(row, by)
        name = names[row.cluster_id]
        _give(row.cluster_id, name, to_id, by, row.supported_until, row.next_contact_on, in_bulk=True)


def write_note(
    case: Case, *, by: Actor, kind: ContactKind, on: date, words: str, next_contact_on: date | None
) -> SupportNote:
    """Note a contact, or something to know; and when to be in touch next, if there is an adviser."""
    if not clean(words):
        raise RuleBroken("words", _("Write what was said, or what to know."))
    if on > clock.today(ZONE):
        raise RuleBroken("on", _("That is still to come. Give it as the day of the next contact."))
    if next_contact_on is not None and case.given is None:
        raise RuleBroken("next_contact_on", _("Give the cluster an adviser first: it is the adviser who is in touch."))
    _check_days(None, next_contact_on)
    made = SupportNote(cluster_id=case.id, author_id=by.id, kind=kind, on=on, words=clean(words))
    session().add(made)
    session().flush()
    if case.given is not None and (kind != ContactKind.NOTE or next_contact_on is not None):
        change(case.given, {"ended_at": None}, {"next_contact_on": next_contact_on})
        _owe_contact(case.given, case.cluster.name, by)
    record(SupportNoted(by_id=by.id, cluster_id=case.id, subject_id=made.id, contact=kind.value))
    return made


def _check_adviser(adviser_id: uuid.UUID, cluster_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    if not queries.is_of_the_staff(adviser_id):
        raise RuleBroken("adviser", _("Only officers and managers of the programme look after clusters."))
    theirs = queries.theirs_among(adviser_id, cluster_ids) if cluster_ids else set()
    if theirs:
        raise RuleBroken("adviser", _("A school of this person is in the cluster. Choose somebody else."))
    return theirs


def _check_days(supported_until: date | None, next_contact_on: date | None) -> None:
    today = clock.today(ZONE)
    if supported_until is not None and supported_until < today:
        raise RuleBroken("supported_until", _("Give a day that is still to come, or leave it empty."))
    if next_contact_on is not None and next_contact_on < today:
        raise RuleBroken("next_contact_on", _("Give a day that is still to come, or leave it empty."))


def _give(
    cluster_id: uuid.UUID,
    name: str,
    adviser_id: uuid.UUID,
    by: Actor,
    supported_until: date | None,
    next_contact_on: date | None,
    *,
    in_bulk: bool = False,
) -> ClusterAdviser:
    made = ClusterAdviser(
        cluster_id=cluster_id,
        adviser_id=adviser_id,
        given_by_id=by.id,
        supported_until=supported_until,
        next_contact_on=next_contact_on,
    )
    session().add(made)
    session().flush()
    duty.settle(DutyKind.NAME_ADVISER, cluster_id, by=by, outcome="given")
    _owe_contact(made, name, by)
    record(AdviserGiven(by_id=by.id, cluster_id=cluster_id, person_id=adviser_id, subject_id=made.id, in_bulk=in_bulk))
    return made


def _end(row: ClusterAdviser, by: Actor) -> None:
    change(row, {"ended_at": None}, {"ended_at": clock.now()})
    duty.settle(DutyKind.CONTACT_CLUSTER, row.cluster_id, by=by, outcome="passed_on")


def _owe_contact(row: ClusterAdviser, name: str, by: Actor) -> None:
    """The next contact is owed by the adviser at five o'clock of its day. Nobody in the cluster sees it, so it names no cluster but in its title."""
    duty.settle(DutyKind.CONTACT_CLUSTER, row.cluster_id, by=by)
    if row.next_contact_on is not None:
        due_at = instant(row.next_contact_on, time(17), ZONE)
        duty.owe(
            DutyKind.CONTACT_CLUSTER, subject_id=row.cluster_id, title=name, person_id=row.adviser_id, due_at=due_at
        )
