"""What the pages of an application show, gathered in a fixed number of statements."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.applying.applications import at_work, checks, content, queries
from portal.applying.applications.at_work import AtWork, Somebody
from portal.applying.applications.checks import Lack, SectionState
from portal.applying.applications.content import Draft, DraftSection
from portal.applying.applications.models import (
    Application,
    ApplicationVersion,
    SignOff,
    SignOffStatus,
    Stage,
    VersionStatus,
)
from portal.applying.applications.queries import SectionOfApplication
from portal.core import clock
from portal.core.i18n import _, _l, ngettext
from portal.forming.clusters.models import ClusterMembership
from portal.forming.evidence.queries import HeadingSummary
from portal.policy.people import SignedIn
from portal.policy.predicates import sees_what_is_kept_home
from portal.web.login import me

STAGE_WORDS_FOR_CLUSTER: dict[Stage, Any] = {
    Stage.DRAFT: _l("In progress"),
    Stage.SUBMITTED: _l("Submitted"),
    Stage.SCREENING: _l("Being checked"),
    Stage.INELIGIBLE: _l("Being checked"),
    Stage.IN_REVIEW: _l("With reviewers"),
    Stage.CLARIFICATION: _l("Your answer is needed"),
    Stage.MODERATION: _l("With the panel"),
    Stage.DECIDED: _l("With the panel"),
    Stage.RELEASED: _l("Results sent"),
    Stage.ACCEPTED: _l("Accepted"),
    Stage.WITHDRAWN: _l("Withdrawn"),
    Stage.LAPSED: _l("Not submitted in this round; your answers are kept"),
}
STAGE_WORDS_FOR_STAFF: dict[Stage, Any] = {
    Stage.DRAFT: _l("Started, not sent"),
    Stage.SUBMITTED: _l("Received"),
    Stage.SCREENING: _l("Being checked"),
    Stage.INELIGIBLE: _l("Ineligible"),
    Stage.IN_REVIEW: _l("In review"),
    Stage.CLARIFICATION: _l("Question open"),
    Stage.MODERATION: _l("With the panel"),
    Stage.DECIDED: _l("Decision held"),
    Stage.RELEASED: _l("Results sent"),
    Stage.ACCEPTED: _l("Accepted"),
    Stage.WITHDRAWN: _l("Withdrawn"),
    Stage.LAPSED: _l("Not submitted"),
}
SIGN_OFF_WORDS: dict[str, tuple[Any, str]] = {
    "none": (_l("Not asked yet"), "grey"),
    SignOffStatus.ASKED: (_l("Waiting for signature"), "yellow"),
    SignOffStatus.SIGNED: (_l("Signed"), "green"),
    SignOffStatus.VOID: (_l("Changed since, sign again"), "orange"),
    SignOffStatus.DECLINED: (_l("Declined"), "red"),
}
SECTION_WORDS: dict[str, tuple[Any, str]] = {
    "not_started": (_l("Not started"), "grey"),
    "in_progress": (_l("In progress"), "blue"),
    "too_long": (_l("Too long"), "orange"),
    "complete": (_l("Complete"), "green"),
}
UNSENT_WORDS: dict[VersionStatus, Any] = {
    VersionStatus.DRAFTING: STAGE_WORDS_FOR_STAFF[Stage.DRAFT],
    VersionStatus.SIGNING: _l("Waiting for signatures, not sent"),
    VersionStatus.READY: _l("Ready, not sent"),
}


# rooms above say more of a stage than its name, or nothing: until when an answer is needed, what the outcome is. Filled at assembly.
more_words: list[Callable[[Application], str | None]] = []
# the same for the programme's staff, of a whole page at once: how many reviews are in, what the outcome is
more_words_for_staff: list[Callable[[Sequence[Application]], Mapping[uuid.UUID, str]]] = []


def stands_for_staff(applications: Sequence[Application]) -> dict[uuid.UUID, str]:
    """How each of these stands, in the words of the programme's staff. As many statements as there are rooms that say more."""
    found = {one.id: str(STAGE_WORDS_FOR_STAFF[one.stage]) for one in applications}
    for say in more_words_for_staff:
        found.update(say(applications))
    return found


@dataclass(frozen=True)
class Signature:
    """A row of the sign-off matrix."""

    membership: ClusterMembership
    sign_off: SignOff | None
    words: str
    colour: str


@dataclass(frozen=True)
class TaskList:
    """Everything the page of an application shows."""

    application: Application
    draft: Draft | None
    standing: ApplicationVersion | None
    sections: list[SectionState]
    lacks: list[Lack]
    headings: Sequence[HeadingSummary]
    signatures: list[Signature]
    sees_money: bool
    state: str
    time_left: str
    is_open: bool
    may_submit: bool
    school_names: dict[uuid.UUID, str]
    at_work: AtWork
    reader_id: uuid.UUID

    def others_in(self, held: DraftSection) -> list[Somebody]:
        """Who else is in a section now."""
        return self.at_work.others_in(held, self.reader_id)

    @property
    def is_drafting(self) -> bool:
        return self.draft is not None and self.draft.version.status == VersionStatus.DRAFTING

    def is_open_to_change(self, held: DraftSection) -> bool:
        """The section can be written in: nothing was named when a school did not sign, or this section was."""
        return self.is_drafting and (self.reopened is None or held.key in self.reopened)

    @property
    def reopened(self) -> list[str] | None:
        """What a school named when it did not sign; None when everything is open."""
        return self.draft.version.reopened if self.draft is not None else None

    @property
    def is_aside(self) -> bool:
        """A version newer than the submitted one was not finished in time; it is kept to read."""
        return self.draft is None and self.application.versions[-1].status == VersionStatus.SET_ASIDE

    @property
    def is_frozen(self) -> bool:
        return self.draft is not None and not self.is_drafting

    def held_of(self, lack: Lack) -> DraftSection | None:
        """The section that lacks it; None of what is mended on another page."""
        if lack.where != "section":
            return None
        of_all = (state.held for state in self.sections)
        key = (lack.subject_id, lack.for_school_id)
        return next((held for held in of_all if (held.section.id, held.for_school_id) == key), None)

    def place(self, held: DraftSection) -> SectionOfApplication:
        """The section as the policy is asked about it."""
        return SectionOfApplication(self.application, held.section, held.school_id, held.for_school_id)

    def section_words(self, state: SectionState) -> tuple[Any, str]:
        return SECTION_WORDS[state.state]


def task_list(application: Application, person: SignedIn) -> TaskList:
    """The task list, as this person sees it: partner schools without the money."""
    draft = queries.load_draft(application)
    standing = application.standing_version
    sees_money = sees_what_is_kept_home(person, application)
    shown = draft.version if draft is not None else standing
    states = checks.section_states(draft) if draft is not None else []
    money = {s.held.section.id for s in states if s.held.section.is_budget}
    now = clock.now()
    working = at_work.at_work(application, now)
    held = checks.standing(application.cluster, working.signing_schools) if draft is not None else None
    lacks = checks.all_lacks(draft, held) if draft is not None else []
    unsigned = checks.unsigned_schools(draft) if draft is not None else []
    return TaskList(
        application=application,
        draft=draft,
        standing=standing,
        sections=[s for s in states if sees_money or s.held.section.id not in money],
        lacks=[lack for lack in lacks if sees_money or lack.subject_id not in money],
        headings=checks.headings_asked(application.round, held) if held is not None else (),
        signatures=_signatures(application, shown, draft),
        sees_money=sees_money,
        state=state_words(application, draft),
        time_left=time_left(application.closes_at, now),
        is_open=now <= application.closes_at and application.stage in (Stage.DRAFT, Stage.SUBMITTED),
        may_submit=draft is not None and not lacks and (not unsigned or lead_is_enough(draft)),
        school_names={m.school_id: m.school.name for m in application.cluster.memberships},
        at_work=working,
        reader_id=person.id,
    )


def state_words(application: Application, draft: Draft | None) -> str:
    """Where the application stands, as its cluster reads it."""
    if application.stage == Stage.DRAFT and draft is not None:
        if draft.version.status == VersionStatus.READY:
            return str(_("Ready to submit. Not submitted"))
        if draft.version.status == VersionStatus.SIGNING:
            members = content.members(application.cluster)
            signed = len(members) - len(checks.unsigned_schools(draft))
            return str(_("Waiting for signatures: %(signed)s of %(all)s schools", signed=signed, all=len(members)))
    for say in more_words:
        words = say(application)
        if words:
            return words
    return str(STAGE_WORDS_FOR_CLUSTER[application.stage])


def _signatures(application: Application, version: ApplicationVersion | None, draft: Draft | None) -> list[Signature]:
    """Who has signed. A signature that no longer covers what stands (a school came or went) is told as such."""
    held = {s.school_id: s for s in version.sign_offs} if version is not None else {}
    rows = []
    for membership in content.members(application.cluster):
        sign_off = held.get(membership.school_id)
        status = sign_off.status if sign_off else "none"
        if (
            status == SignOffStatus.SIGNED
            and draft is not None
            and not checks.is_signed_today(draft, membership.school_id)
        ):
            status = SignOffStatus.VOID
        words, colour = SIGN_OFF_WORDS[status]
        rows.append(Signature(membership, sign_off, str(words), colour))
    return rows


def lead_is_enough(draft: Draft) -> bool:
    """May the lead school's signature carry the submission now? The others must have been asked."""
    asked = {s.school_id for s in draft.sign_offs.values() if s.status == SignOffStatus.ASKED}
    return (
        draft.application.round.lead_signs_first
        and draft.version.status == VersionStatus.SIGNING
        and checks.lead_has_signed(draft)
        and all(m.school_id in asked for m in checks.unsigned_schools(draft))
    )


def time_left(closes_at: datetime, now: datetime) -> str:
    """How long the round is still open: days far off, hours and minutes near by."""
    left = closes_at - now
    if left.total_seconds() <= 0:
        return ""
    if left.days >= 2:
        return str(ngettext("%(num)s day left", "%(num)s days left", left.days))
    hours, minutes = divmod(int(left.total_seconds()) // 60, 60)
    if hours:
        return str(ngettext("%(num)s hour left", "%(num)s hours left", hours))
    return str(ngettext("%(num)s minute left", "%(num)s minutes left", max(minutes, 1)))


def acting_school(person: SignedIn, application: Application, assigned: uuid.UUID | None) -> uuid.UUID:
    """The school for which this person writes: the one the section was given to, else their own in the cluster."""
    place = person.place_in(application.cluster_id)
    mine = sorted(place.schools) if place is not None else []
    return assigned if assigned in mine and assigned is not None else mine[0]


def as_id(value: str) -> uuid.UUID:
    return uuid.UUID(value)


def panel(cluster: Any) -> tuple[str, dict[str, Any]]:
    """The cluster home's panel: the applications this person sees, or the way to the first."""
    return "applications/_panel.html", {
        "cluster": cluster,
        "applications": queries.latest_of_cluster(cluster.id, me()),
        "words": STAGE_WORDS_FOR_CLUSTER,
    }
