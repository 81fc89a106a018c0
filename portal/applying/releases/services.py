"""Sending results: exactly the list that was shown, each application in a transaction of its own."""

import uuid
from collections.abc import Collection
from typing import Any

from portal.applying.awards.queries import get_decision
from portal.applying.awards.services import release_decision
from portal.applying.programmes.models import Round
from portal.applying.releases import events, queries
from portal.applying.releases.models import ALONE_UP_TO, ItemStatus, Release, ReleaseItem, ReleaseStatus
from portal.applying.releases.workflow import ITEMS, RELEASES
from portal.core import clock
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.policy.people import SignedIn


def ask_release(planned: Round, *, by: SignedIn, decision_ids: Collection[uuid.UUID] | None, digest: str) -> Release:
    """Send these results (None: all that are ready), when the list of all that is ready is still the one that was shown (`digest`). To more than
    twenty people, or where the person decided one of them, a second person confirms first."""
    listed = queries.list_ready(planned, by)
    wanted = {one.decision.id for one in listed} if decision_ids is None else set(decision_ids)
    if not wanted:
        raise RuleBroken("decisions", _("Choose at least one."))
    ready = [one for one in listed if one.decision.id in wanted]
    if len(ready) != len(wanted) or queries.digest_of(listed) != digest:
        raise NotAllowedNow(_("The list has changed since you opened the page. Please read it again."))
    alone = [one.cluster_name for one in ready if not one.people]
    if alone:
        words = _(
            "Nobody would be told in one of these clusters: %(cluster)s. Name a contact there first.", cluster=alone[0]
        )
        raise RuleBroken("decisions", words)
    people = len(queries.people_in(ready))
    made = Release(round_id=planned.id, asked_by_id=by.id, digest=queries.digest_of(ready), people=people)
    session().add(made)
    session().flush()
    session().add_all(ReleaseItem(release_id=made.id, decision_id=one.decision.id) for one in ready)
    session().flush()
    if needs_two(people, [one.decision.decided_by_id for one in ready], by.id):
        record(_fact(events.ResultsListed, made, by, people=people))
        return made
    RELEASES.advance(made, "begin")
    record(_fact(events.ResultsBegun, made, by, people=people))
    return made


def needs_two(people: int, deciders: Collection[uuid.UUID], person_id: uuid.UUID) -> bool:
    """Must a second person confirm the list?"""
    return people > ALONE_UP_TO or person_id in deciders


def confirm_release(release: Release, *, by: SignedIn) -> Release:
    """The second person has read the list: send it, when it is still as it was."""
    if release.asked_by_id == by.id:
        raise NotAllowedNow(_("You asked for this. A second person of the programme has to confirm it."))
    ready = queries.still_ready(release)
    if any(one.decision.application.cluster_id in by.kept_from for one in ready):
        raise NotAllowedNow(_("You have a tie to one of these clusters. Someone else has to confirm this list."))
    if queries.digest_of(ready) != release.digest:
        raise NotAllowedNow(_("The list has changed since it was asked for. Stop this sending and begin anew."))
    RELEASES.advance(release, "begin", confirmed_by_id=by.id, confirmed_at=clock.now())
    record(_fact(events.ResultsBegun, release, by, people=release.people))
    return release


def stop_release(release: Release, *, by: Actor) -> Release:
    """Send nothing more of it. What was sent is sent."""
    RELEASES.advance(release, "cancel", ended_at=clock.now())
    record(_fact(events.ResultsStopped, release, by))
    return release


def send_item(item: ReleaseItem, *, by: Actor) -> bool:
    """Send the results of one application: outcome, notices and this row in one transaction. Answers whether it was sent now."""
    release = item.release
    session().refresh(release, ["status"], with_for_update=True)
    if item.status != ItemStatus.WAITING or release.status != ReleaseStatus.RUNNING:
        return False
    decision = get_decision(item.decision_id)
    sender = release.asked_by_id if decision.decided_by_id != release.asked_by_id else release.confirmed_by_id
    ITEMS.advance(item, "send", done_at=clock.now())
    release_decision(decision, by=by, released_by_id=sender)
    return True


def refuse_item(item: ReleaseItem, *, by: Actor, words: str) -> None:
    """It could not be sent: say why, and go on with the others."""
    ITEMS.advance(item, "refuse", done_at=clock.now(), words=words)


def finish_release(release: Release, *, by: Actor) -> bool:
    """Nothing waits any more: the sending is done. Answers whether it is."""
    if release.status != ReleaseStatus.RUNNING or queries.list_waiting(release.id, most=1):
        return False
    RELEASES.advance(release, "finish", ended_at=clock.now())
    sent = sum(item.status == ItemStatus.SENT for item in release.items)
    refused = sum(item.status == ItemStatus.REFUSED for item in release.items)
    record(_fact(events.ResultsDone, release, by, sent=sent, refused=refused))
    return True


def _fact(kind: Any, release: Release, by: Actor, **more: Any) -> Any:
    return kind(by_id=by.id, subject_id=release.id, round_id=release.round_id, **more)
