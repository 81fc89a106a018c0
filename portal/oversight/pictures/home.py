"""One picture on the page *What needs me*, by what somebody is: where things stand for them at a glance, below what they have to do.

Cluster coordinators: whose signature is awaited (D4), or how far their drafts are. Reviewers: their own queue. Officers: how far applications are (D5).
Managers and moderators: the panel strip (D8), as far as it fits.
"""

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from portal.applying.applications.models import (
    Application,
    ApplicationVersion,
    SignOff,
    SignOffStatus,
    Stage,
    VersionStatus,
)
from portal.applying.programmes.models import Round, RoundStatus
from portal.applying.reviews.models import Review, ReviewStatus
from portal.core import clock
from portal.core.database import fetch, session
from portal.core.duty import Duty, DutyKind
from portal.core.i18n import _, ngettext
from portal.forming.clusters.models import Cluster
from portal.identity.schools.models import School
from portal.oversight.pictures import outcomes, panel, progress
from portal.oversight.pictures.kept import keep
from portal.oversight.pictures.queries import progress as counted
from portal.oversight.pictures.queries.outcomes import states_of
from portal.oversight.pictures.queries.progress import Signature
from portal.oversight.pictures.queries.views import View, view_of
from portal.policy.people import Role, SignedIn
from portal.web.pictures import Bar, Linked, Picture, bars, grid

LINES = 10
"""The most lines of a picture on this page."""
AT_WORK = (
    Stage.SUBMITTED,
    Stage.SCREENING,
    Stage.IN_REVIEW,
    Stage.CLARIFICATION,
    Stage.MODERATION,
    Stage.DECIDED,
)
WITH_PANEL = (Stage.IN_REVIEW, Stage.CLARIFICATION, Stage.MODERATION, Stage.DECIDED)


def home_panel(me: SignedIn) -> tuple[str, dict[str, Any]] | None:
    """The picture of this person; None for who has no use of one. It leads to the page that shows all of it."""
    found = _of(me)
    if found is None or not found[0].drawing:
        return None
    picture, path, words = found
    return "pictures/_home.html", {"picture": picture, "path": path, "words": words}


def _of(me: SignedIn) -> tuple[Picture, str, str] | None:
    if me.has(Role.MODERATOR, Role.PROGRAMME_MANAGER):
        planned = _round_with(WITH_PANEL)
        if planned is not None:
            return _strip(view_of(planned, me)), f"/rounds/{planned.id}/pictures/strip", _("Open the panel strip")
    if me.has(Role.PROGRAMME_OFFICER, Role.PROGRAMME_MANAGER):
        planned = _round_with(AT_WORK)
        if planned is not None:
            return _flow(view_of(planned, me)), f"/rounds/{planned.id}/pictures", _("Open the dashboard of the round")
    if me.has(Role.REVIEWER):
        return queue(me.id), "/reviews", _("Open your reviews")
    mine = [place.cluster_id for place in me.places.values() if place.offices]
    return _of_coordinator(mine) if mine else None


def _round_with(stages: Sequence[Stage]) -> Round | None:
    """The round with the most applications at these stages; of two with as many the one that closes later. One statement."""
    busy = (
        sa.select(Application.round_id, sa.func.count().label("waiting"))
        .where(Application.stage.in_(stages))
        .group_by(Application.round_id)
        .subquery()
    )
    query = sa.select(Round).join(busy, busy.c.round_id == Round.id).where(Round.status == RoundStatus.PUBLISHED)
    return session().scalar(query.order_by(busy.c.waiting.desc(), Round.closes_at.desc(), Round.id).limit(1))


def _strip(view: View) -> Picture:
    return keep("home strip", view, lambda: panel.panel_strip(view, panel.Asked(), LINES))


def _flow(view: View) -> Picture:
    return keep("home flow", view, lambda: progress.flow(view, counted.piles(view)))


def queue(person_id: uuid.UUID) -> Picture:
    """A reviewer's own reviews by how far they are. One statement."""
    is_late = sa.case((Duty.due_at < clock.now(), 1), else_=0)
    wrote = sa.case((sa.and_(Review.status == ReviewStatus.OPEN, Review.version > 1), 1), else_=0)
    owed = sa.and_(Duty.subject_id == Review.id, Duty.kind == DutyKind.REVIEW, Duty.closed_at.is_(None))
    query = sa.select(Review.status, wrote.label("wrote"), sa.func.count(), sa.func.sum(is_late))
    query = query.join(Application, Application.id == Review.application_id).outerjoin(Duty, owed)
    query = query.where(Review.reviewer_id == person_id, Application.stage.in_(WITH_PANEL))
    one = counted.Reader(person_id, "", {})
    for status, has_words, number, late in fetch(query.group_by(Review.status, sa.text("wrote"))):
        state = "writing" if has_words else str(status)
        one.by_state[state] = one.by_state.get(state, 0) + number
        one.overdue += int(late or 0)
    title = _("Your reviews")
    numbers = [(str(words), one.count(*states)) for words, states in progress.PARTS]
    left = sum(number for _words, number in numbers[:-1])
    sentence = ngettext("%(num)d review is still to come.", "%(num)d reviews are still to come.", left)
    if one.overdue:
        sentence += " " + ngettext("%(num)d is late.", "%(num)d are late.", one.overdue)
    drawn = (
        bars("home", title, sentence, [Bar(words, (number,)) for words, number in numbers])
        if sum(n for _w, n in numbers)
        else None
    )
    return Picture(
        "home", title, sentence, drawn or progress.NOTHING, [_("State"), _("How many")], numbers, clock.now()
    )


def _of_coordinator(clusters: Sequence[uuid.UUID]) -> tuple[Picture, str, str] | None:
    """Whose signature is awaited; where none is, how far the drafts are. At most three statements."""
    signing = _signatures(clusters)
    if signing:
        application_id = signing[0].application_id
        shown = [one for one in signing if one.application_id == application_id]
        waits = sum(one.status != SignOffStatus.SIGNED for one in shown)
        title = _("Signatures: %(cluster)s", cluster=shown[0].cluster)
        sentence = (
            ngettext("%(num)d school has still to sign.", "%(num)d schools have still to sign.", waits)
            if waits
            else _("Every school has signed. It is not submitted before you submit it.")
        )
        lines = [progress.signs(one, one.school) for one in shown[:LINES]]
        head = [str(words) for words in progress.STEPS_OF_SIGNING]
        drawn = grid.grid("home", title, sentence, lines, head)
        picture = Picture("home", title, sentence, drawn, [_("School")], [[one.school] for one in shown], clock.now())
        return picture, f"/applications/{application_id}", _("Open the application")
    drafts = states_of(clusters)
    if not drafts:
        return None
    title = _("How far your applications are")
    legend = [str(outcomes.STATES[state][0]) for state in outcomes.STATES]
    done = [Bar(name, tuple(counts.get(state, 0) for state in outcomes.STATES)) for _id, name, counts in drafts[:LINES]]
    complete, of_all = done[0].parts[0], sum(done[0].parts)
    sentence = _(
        "%(cluster)s: %(complete)s of %(all)s sections are complete.",
        cluster=drafts[0][1],
        complete=complete,
        all=of_all,
    )
    rows = [[Linked(name, f"/applications/{key}")] for key, name, _c in drafts]
    picture = Picture(
        "home", title, sentence, bars("home", title, sentence, done, legend), [_("Cluster")], rows, clock.now()
    )
    return picture, f"/applications/{drafts[0][0]}", _("Open the application")


def _signatures(clusters: Sequence[uuid.UUID]) -> list[Signature]:
    """The signatures asked in these clusters, of the application that closes first. Two statements."""
    after = sa.and_(ApplicationVersion.status == VersionStatus.SEALED, Application.sign_off_incomplete)
    counts = sa.or_(ApplicationVersion.status.in_([VersionStatus.SIGNING, VersionStatus.READY]), after)
    query = (
        sa.select(SignOff.status, Application.id, Cluster.name, School.name.label("school"), ApplicationVersion.signing_since, SignOff.school_id)
        .join(ApplicationVersion, ApplicationVersion.id == SignOff.application_version_id)
        .join(Application, Application.id == ApplicationVersion.application_id)
        .join(Round, Round.id == Application.round_id)
        .join(Cluster, Cluster.id == Application.cluster_id)
        .join(School, School.id == SignOff.school_id)
        .where(Application.cluster_id.in_(clusters), counts, Application.stage.not_in([Stage.WITHDRAWN, Stage.LAPSED]))
        .order_by(Round.closes_at, Application.id, School.name, SignOff.id)
        .limit(200)
    )  # fmt: skip
    rows = fetch(query)
    read = counted.requests_read(set(clusters)) if rows else frozenset()
    return [
        Signature(row[0], 1, row[1], row[2], row[3], row[4], f"/applications/{row[1]}/sign/{row[5]}" in read)
        for row in rows
    ]
