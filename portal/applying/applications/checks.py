"""The live check: what is still missing, each lack with the place where it is mended."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from portal.applying.applications import content
from portal.applying.applications.content import Draft, DraftSection
from portal.applying.applications.models import Answer, Application, SignOff, SignOffStatus
from portal.applying.programmes import kinds
from portal.applying.programmes.headings import layout_of
from portal.applying.programmes.models import Kind, Question, Round
from portal.core import clock
from portal.core.bilingual import ENGLISH, InTwoTongues
from portal.core.database import session
from portal.core.i18n import _, ngettext, note_english, spoken
from portal.core.storage import Scan
from portal.forming.clusters.models import Cluster, ClusterMembership, OfficeKind
from portal.forming.evidence import layouts
from portal.forming.evidence.queries import HeadingSummary, evidence_summary
from portal.identity.declarations.queries import declared
from portal.identity.schools.countries import country_name
from portal.identity.schools.models import Function, SchoolFunction
from portal.identity.verification.waiting import Deed, may

CONFIRM_WITHIN = timedelta(hours=48)


@dataclass(frozen=True)
class Lack:
    """Something that is missing. `where` says which page mends it: section (with `subject_id`, the place of the question, and `for_school_id` where every
    school answers for itself), theme, schools, evidence, school (with `subject_id`), sign. `rule`: which rule of the round about its schools."""

    where: str
    words: str
    subject_id: uuid.UUID | None = None
    for_school_id: uuid.UUID | None = None
    place: int = 0
    rule: str = ""


def count_words(text: str) -> int:
    """Words as a reader counts them: what stands between spaces."""
    return len(text.split())


@dataclass(frozen=True)
class SectionState:
    """How far a section is: not_started, in_progress, too_long or complete."""

    held: DraftSection
    state: str
    last_answer: Answer | None


def section_states(draft: Draft) -> list[SectionState]:
    """Every section with how far it is and which answer was written last."""
    return [SectionState(s, _state(draft, s), _last(draft, s)) for s in draft.sections]


def _state(draft: Draft, held: DraftSection) -> str:
    texts = [(q, draft.text(q, held.for_school_id)) for q in draft.asked(held)]
    if any(q.kind == Kind.TEXT and count_words(text) > q.max_words for q, text in texts):
        return "too_long"
    if texts and not any(text for _q, text in texts):
        return "not_started"
    return "in_progress" if any(q.is_required and not text for q, text in texts) else "complete"


def _last(draft: Draft, held: DraftSection) -> Answer | None:
    found = (draft.answer(q, held.for_school_id) for q in held.questions)
    written = [a for a in found if a is not None and a.author_id is not None]
    return max(written, key=lambda a: a.updated_at, default=None)


def lacks_of_size(planned: Round, cluster: Cluster) -> list[Lack]:
    """The size rule of the round."""
    home, abroad = len(content.members(cluster)), len(content.overseas(cluster))
    found = []
    if home < planned.min_schools:
        words = _(
            "This round asks for at least %(least)s schools; your cluster has %(have)s.",
            least=planned.min_schools,
            have=home,
        )
        found.append(Lack("schools", words, rule="schools"))
    if home > planned.max_schools:
        words = _(
            "This round takes at most %(most)s schools; your cluster has %(have)s.", most=planned.max_schools, have=home
        )
        found.append(Lack("schools", words, rule="schools"))
    if abroad < planned.min_overseas:
        words = _(
            "This round asks for at least %(least)s schools abroad; your cluster has %(have)s.",
            least=planned.min_overseas,
            have=abroad,
        )
        found.append(Lack("schools", words, rule="schools"))
    return found + _lacks_of_places(planned, cluster, home, abroad)


def _lacks_of_places(planned: Round, cluster: Cluster, home: int, abroad: int) -> list[Lack]:
    """Countries that the round takes, and the balance between home and abroad."""
    found = []
    for membership in content.overseas(cluster) if planned.countries else ():
        if membership.school.country not in planned.countries:
            named = ", ".join(country_name(code) for code in planned.countries)
            words = _(
                "%(school)s is in %(country)s. This round takes schools of: %(countries)s.",
                school=membership.school.name,
                country=country_name(membership.school.country),
                countries=named,
            )
            found.append(Lack("schools", words, rule="countries"))
    if planned.home_per_overseas and home > planned.home_per_overseas * abroad:
        words = _(
            "This round asks for a school abroad for every %(most)s member schools; your cluster has %(home)s and %(abroad)s.",
            most=planned.home_per_overseas,
            home=home,
            abroad=abroad,
        )
        found.append(Lack("schools", words, rule="ratio"))
    return found


def shuts_out(planned: Round, cluster: Cluster) -> list[Lack]:
    """What keeps a cluster from starting at all, because inviting more schools does not mend it: too many of them, or one of a country that is not taken."""
    too_many = len(content.members(cluster)) > planned.max_schools
    found = lacks_of_size(planned, cluster)
    return [lack for lack in found if lack.rule == "countries" or (too_many and lack.rule == "schools")]


def lacks_of_roles(cluster: Cluster) -> list[Lack]:
    """A cluster that has applied is led by a school and has a coordinator, as long as it goes on."""
    found = []
    if cluster.lead_school_id is None:
        found.append(Lack("schools", _("No school leads the cluster now."), rule="roles"))
    if cluster.contact_teacher_id is None:
        found.append(Lack("schools", _("The cluster has no coordinator now."), rule="roles"))
    return found


def lacks_of_entry(draft: Draft) -> list[Lack]:
    """The other rules about who may apply: the theme, the deputy, the safeguarding questions, the money."""
    planned, cluster = draft.application.round, draft.application.cluster
    found = []
    if planned.themes and draft.application.theme and draft.application.theme not in planned.themes:
        found.append(Lack("theme", _("Choose one of the themes of this round.")))
    if planned.needs_deputy and cluster.holder(OfficeKind.DEPUTY) is None:
        found.append(Lack("offices", _("Name a deputy of your cluster coordinator.")))
    if planned.needs_declarations:
        answered = declared([m.school_id for m in content.members(cluster)])
        found += [
            Lack(
                "declaration",
                _("%(school)s has not answered the safeguarding questions.", school=m.school.name),
                m.school_id,
            )
            for m in content.members(cluster)
            if m.school_id not in answered
        ]
    return found + _lacks_of_money(planned, draft)


def _lacks_of_money(planned: Round, draft: Draft) -> list[Lack]:
    budgets = [
        (held, question) for held in draft.sections for question in draft.asked(held) if question.kind == Kind.BUDGET
    ]
    total = sum(kinds.total(draft.text(question, held.for_school_id)) for held, question in budgets)
    if not planned.most_money or total <= planned.most_money:
        return []
    words = _(
        "Your budget adds up to %(total)s. This round gives at most %(most)s.",
        total=f"{planned.currency} {total:.2f}",
        most=f"{planned.currency} {planned.most_money}",
    )
    return [_lack(*budgets[0], words)]


def lacks_of_writing(draft: Draft) -> list[Lack]:
    """Theme, required questions that are empty, answers that are too long."""
    found = [] if draft.application.theme else [Lack("theme", _("Choose the theme of this application."))]
    has_partner = bool(content.partners(draft.application.cluster))
    for held in draft.sections:
        for question in draft.asked(held):
            found += _lacks_of_answer(draft, held, question, has_partner)
    return found


def as_said(thing: InTwoTongues, field: str, language: str = "") -> str:
    """A text of the form as it is quoted in a sentence: in the language of the page unless told otherwise."""
    found = thing.said(field, language or spoken())
    if found.language == ENGLISH:
        note_english(found.words)
    return found.words


def title_of(draft: Draft, held: DraftSection, language: str = "") -> str:
    """The title of a section, with the school whose answers it holds; in the language of the page unless told otherwise."""
    title = as_said(held.section, "title", language)
    if not held.answers_for_itself:
        return title
    named = draft.application.cluster.live_memberships()
    school = next((m.school.name for m in named if m.school_id == held.school_id), "")
    return f"{title} ({school})"


def _lacks_of_answer(draft: Draft, held: DraftSection, question: Question, has_partner: bool) -> list[Lack]:
    answer = draft.answer(question, held.for_school_id)
    text = answer.text if answer is not None else ""
    facts = {"section": title_of(draft, held), "question": as_said(question, "text")}
    if not text:
        is_needed = question.is_required and (has_partner or not held.section.partner_only)
        words = _("%(section)s: answer “%(question)s”", **facts)
        return [_lack(held, question, words)] if is_needed else []
    if answer is not None and answer.file is not None and not answer.file.is_open:
        is_held = answer.file.scan == Scan.HELD
        words = (
            _("%(section)s: the virus scanner found something in the file for “%(question)s”. Choose another", **facts)
            if is_held
            else _(
                "%(section)s: the file for “%(question)s” is still being checked for viruses. Wait a little", **facts
            )
        )
        return [_lack(held, question, words)]
    over = count_words(text) - question.max_words
    if question.kind != Kind.TEXT or over <= 0:
        return []
    words = ngettext(
        "%(section)s: take out %(num)s word from “%(question)s”",
        "%(section)s: take out %(num)s words from “%(question)s”",
        over,
        **facts,
    )
    return [_lack(held, question, words)]


def _lack(held: DraftSection, question: Question, words: str) -> Lack:
    place = next((n for n, q in enumerate(held.questions, 1) if q.id == question.id), 1)
    return Lack("section", words, held.section.id, held.for_school_id, place)


@dataclass(frozen=True)
class Standing:
    """What the cluster has outside the form: answered headings and schools with someone who signs."""

    headings: Sequence[HeadingSummary]
    signing_schools: frozenset[uuid.UUID]


def standing(cluster: Cluster, signing_schools: Iterable[uuid.UUID] | None = None) -> Standing:
    """The headings with what is under them, and the schools that have a signatory: two statements, one where the schools are known."""
    if signing_schools is None:
        signing_schools = session().scalars(signatories(cluster.live_memberships()))
    return Standing(evidence_summary(cluster.id, clock.today(cluster.zone)), frozenset(signing_schools))


def signatories(memberships: Sequence[ClusterMembership]) -> sa.Select[Any]:
    """The schools of these memberships that have somebody who signs."""
    return sa.select(SchoolFunction.school_id).where(
        SchoolFunction.school_id.in_([m.school_id for m in memberships]),
        SchoolFunction.function == Function.SIGNATORY,
        SchoolFunction.ended_on.is_(None),
    )


def headings_asked(planned: Round, held: Standing) -> Sequence[HeadingSummary]:
    """The headings of this round as the cluster stands under them: the programme's own, else the general ones that it requires or has something under."""
    layout = layout_of(planned)
    if layout is not None:
        return layouts.lay_out(layout, held.headings)
    return [h for h in held.headings if h.code in planned.required_headings or h.is_answered]


def lacks_of_evidence(planned: Round, held: Standing) -> list[Lack]:
    """Required headings with nothing under them. A dated intention counts where the heading accepts one; "does not apply because" counts."""
    return [
        Lack("evidence", _("Evidence: nothing yet under “%(heading)s”", heading=as_said(h, "title")))
        for h in headings_asked(planned, held)
        if h.code in planned.required_headings
        and not (h.evidence or h.statements or h.not_applicable or (h.accepts_intention and h.intentions))
    ]


def lacks_of_signatories(cluster: Cluster, held: Standing) -> list[Lack]:
    """Member schools that nobody can sign for."""
    return [
        Lack(
            "school",
            _("%(school)s has nobody who signs for it yet (the head, or who signs for them).", school=m.school.name),
            m.school_id,
        )
        for m in content.members(cluster)
        if m.school_id not in held.signing_schools
    ]


def lacks_of_verification(cluster: Cluster) -> list[Lack]:
    """Member schools that still wait to be verified: they write and sign, but the cluster cannot submit."""
    return [
        Lack("school", _("%(school)s is still waiting to be verified.", school=m.school.name), m.school_id)
        for m in content.members(cluster)
        if not may(m.school, Deed.SUBMIT_APPLICATION)
    ]


def lacks_before_signing(draft: Draft, held: Standing | None = None) -> list[Lack]:
    """Everything that must be mended before the schools are asked to sign."""
    planned, cluster = draft.application.round, draft.application.cluster
    found = held or standing(cluster)
    return (
        lacks_of_writing(draft)
        + lacks_of_entry(draft)
        + lacks_of_size(planned, cluster)
        + lacks_of_evidence(planned, found)
        + lacks_of_signatories(cluster, found)
    )


def all_lacks(draft: Draft, held: Standing | None = None) -> list[Lack]:
    """Everything that stands between this version and its submission, without the signatures."""
    return lacks_before_signing(draft, held) + lacks_of_verification(draft.application.cluster)


# signatures


def is_signed_today(draft: Draft, school_id: uuid.UUID) -> bool:
    """Has this school signed what stands here today?"""
    sign_off = draft.sign_offs.get(school_id)
    return (
        sign_off is not None
        and sign_off.status == SignOffStatus.SIGNED
        and sign_off.digest == content.digest_for(draft, school_id)
    )


def unsigned_schools(draft: Draft) -> list[ClusterMembership]:
    """The member schools whose signature does not cover what stands here today."""
    return [m for m in content.members(draft.application.cluster) if not is_signed_today(draft, m.school_id)]


def lead_has_signed(draft: Draft) -> bool:
    lead = draft.application.cluster.lead_school_id
    return lead is not None and is_signed_today(draft, lead)


def would_undo(draft: Draft, assigned_school_id: uuid.UUID | None) -> list[SignOff]:
    """The signatures that a change takes back: all of them for a shared section, only that school's for its own."""
    return [
        s
        for s in draft.sign_offs.values()
        if s.status == SignOffStatus.SIGNED and (assigned_school_id is None or s.school_id == assigned_school_id)
    ]


def asks_before_undoing(application: Application, now: datetime) -> bool:
    """So near the deadline that a change which takes signatures back has to be confirmed."""
    return now >= application.closes_at - CONFIRM_WITHIN
