"""Evidence: what we have, what we will do by a date, what does not apply."""

import re
import uuid
from datetime import date, time, timedelta
from typing import Any

from portal.core import clock, duty, moments, storage
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.core.events import Event, record
from portal.core.i18n import _
from portal.core.storage import Upload
from portal.core.workflow import change
from portal.forming.clusters.models import Cluster
from portal.forming.evidence import events, queries
from portal.forming.evidence.models import EvidenceItem, EvidenceStatus, Visibility
from portal.forming.evidence.workflow import ITEM
from portal.policy.people import SignedIn

FURTHEST = timedelta(days=3 * 366)
DIASPORA = "diaspora_links"
_FIGURE = re.compile(r"\d\s*(%|per ?cent)|(%|per ?cent)\s*\d", re.IGNORECASE)


def add_item(
    cluster: Cluster,
    *,
    by: SignedIn,
    heading_id: uuid.UUID,
    school_id: uuid.UUID,
    status: EvidenceStatus,
    claim: str,
    text: str = "",
    link: str = "",
    upload: Upload | None = None,
    due_on: date | None = None,
    visible_to: Visibility = Visibility.NETWORK,
) -> EvidenceItem:
    """A school adds a claim under a heading: evidence, a dated intention, or why the heading does not apply."""
    heading = queries.get_heading(heading_id)
    if heading is None or heading.retired_at is not None:
        raise RuleBroken("heading", _("Choose a heading."))
    _check_no_figures(heading.code, claim, text)
    if school_id not in by.memberships or school_id not in {m.school_id for m in cluster.live_memberships()}:
        raise RuleBroken("school_id", _("Choose one of your schools that is in the cluster."))
    _check(cluster, status, text=text, link=link, has_file=upload is not None, due_on=due_on)
    item = EvidenceItem(
        cluster_id=cluster.id,
        heading_id=heading_id,
        school_id=school_id,
        author_id=by.id,
        status=status,
        visible_to=visible_to,
        claim=claim,
        text=text,
        link=link,
        due_on=due_on if status == EvidenceStatus.INTENTION else None,
        file_id=storage.claim(upload, by=by, school_id=school_id).id if upload else None,
    )
    session().add(item)
    session().flush()
    if status == EvidenceStatus.INTENTION:
        _owe(cluster, item)
    record(_fact(events.EvidenceAdded, item, by, heading_id=heading_id, state=status.value))
    return item


def _check_no_figures(code: str, claim: str, text: str) -> None:
    """The case about family links abroad is made in words: nobody counts pupils by where their families come from."""
    for field, said in (("claim", claim), ("text", text)):
        if code == DIASPORA and _FIGURE.search(said):
            raise RuleBroken(field, _("Say it in words, without figures or percentages about pupils."))


def _check(
    cluster: Cluster, status: EvidenceStatus, *, text: str, link: str, has_file: bool, due_on: date | None
) -> None:
    if status == EvidenceStatus.EVIDENCE and not (text or link or has_file):
        raise RuleBroken("text", _("Show it: write some words, give a link or choose a file."))
    if status == EvidenceStatus.NOT_APPLICABLE and not text:
        raise RuleBroken("text", _("Say why it does not apply."))
    if status == EvidenceStatus.INTENTION:
        today = clock.today(cluster.zone)
        if due_on is None:
            raise RuleBroken("due_on", _("Enter the day by which you will do it."))
        if not today <= due_on <= today + FURTHEST:
            raise RuleBroken("due_on", _("Choose a day from today on, within the next three years."))


def _owe(cluster: Cluster, item: EvidenceItem) -> None:
    if item.due_on is None:
        return
    duty.owe(
        DutyKind.FULFIL_INTENTION,
        subject_id=item.id,
        cluster_id=cluster.id,
        school_id=item.school_id,
        title=item.claim,
        due_at=moments.instant(item.due_on, time(12, 0), cluster.zone),
    )


def _fact(kind: type[Event], item: EvidenceItem, by: SignedIn, **facts: Any) -> Event:
    return kind(by_id=by.id, cluster_id=item.cluster_id, school_id=item.school_id, subject_id=item.id, **facts)


def change_item(
    item: EvidenceItem,
    *,
    by: SignedIn,
    version: int,
    claim: str,
    text: str,
    link: str,
    upload: Upload | None = None,
    due_on: date | None = None,
    visible_to: Visibility = Visibility.NETWORK,
) -> None:
    """Write a claim anew. Raises Stale when someone else did so meanwhile."""
    if item.status == EvidenceStatus.WITHDRAWN:
        raise NotAllowedNow(_("This was taken out already."))
    if item.version != version:
        raise Stale(
            _("Someone changed this while you were writing."),
            {"claim": item.claim, "text": item.text, "link": item.link},
        )
    _check_no_figures(item.heading.code, claim, text)
    cluster, has_file = item.cluster, upload is not None or item.file_id is not None
    _check(cluster, item.status, text=text, link=link, has_file=has_file, due_on=due_on)
    values: dict[str, Any] = {
        "claim": claim,
        "text": text,
        "link": link,
        "visible_to": visible_to,
        "version": version + 1,
    }
    if upload is not None:
        values["file_id"] = storage.claim(upload, by=by, school_id=item.school_id).id
    if item.status == EvidenceStatus.INTENTION:
        values["due_on"] = due_on
    change(item, {"version": version}, values)
    if item.status == EvidenceStatus.INTENTION:
        duty.settle(DutyKind.FULFIL_INTENTION, item.id, by=by, outcome="changed")
        _owe(cluster, item)
    record(_fact(events.EvidenceChanged, item, by))


def fulfil_intention(
    item: EvidenceItem,
    *,
    by: SignedIn,
    done_on: date,
    text: str,
    link: str = "",
    upload: Upload | None = None,
) -> None:
    """The intention became evidence, on a day. What was intended stays readable in the record."""
    if done_on > clock.today(item.cluster.zone):
        raise RuleBroken("done_on", _("Choose today or a day before."))
    _check_no_figures(item.heading.code, "", text)
    _check(item.cluster, EvidenceStatus.EVIDENCE, text=text, link=link, has_file=upload is not None, due_on=None)
    values: dict[str, Any] = {"text": text, "link": link, "became_evidence_on": done_on, "version": item.version + 1}
    if upload is not None:
        values["file_id"] = storage.claim(upload, by=by, school_id=item.school_id).id
    ITEM.advance(item, "fulfil", **values)
    duty.settle(DutyKind.FULFIL_INTENTION, item.id, by=by)
    record(_fact(events.IntentionFulfilled, item, by))


def withdraw_item(item: EvidenceItem, *, by: SignedIn) -> None:
    """Take a claim out. The row is kept."""
    ITEM.advance(item, "withdraw", version=item.version + 1)
    duty.settle(DutyKind.FULFIL_INTENTION, item.id, by=by, outcome="withdrawn")
    record(_fact(events.EvidenceWithdrawn, item, by))
