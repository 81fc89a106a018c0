"""What is signed and what is sealed, as plain values with one canonical spelling, so that a digest means the same for ever.

A school signs the shared sections, its own sections, the theme, the questions and the list of schools. A sealed version holds everything.
"""

import hashlib
import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from portal.applying.applications.models import Answer, Application, ApplicationVersion, SignOff
from portal.applying.programmes import kinds
from portal.applying.programmes.models import Kind, Question, Round, RoundSection
from portal.core.bilingual import ENGLISH, WELSH, Bilingual
from portal.core.storage import StoredFile
from portal.forming.clusters.models import Cluster, ClusterMembership, Side

SCHEMA = 1
MARK = 20


@dataclass(frozen=True)
class DraftSection:
    """A section of the form with the school that writes it (None: shared by all). `answers_for_itself`: one of the schools that each answer this section
    for themselves; it stands in the draft once for each of them."""

    section: RoundSection
    questions: tuple[Question, ...]
    school_id: uuid.UUID | None
    answers_for_itself: bool = False

    @property
    def for_school_id(self) -> uuid.UUID | None:
        """Whose answers these are, where every school gives its own."""
        return self.school_id if self.answers_for_itself else None

    @property
    def key(self) -> str:
        """How the section is told from the others of its application."""
        return f"{self.section.id}-{self.for_school_id}" if self.answers_for_itself else str(self.section.id)


@dataclass(frozen=True)
class Draft:
    """One version as it stands: the form, who writes what, the answers and the sign-offs. `answers` are found by question and, where every school gives
    its own, by school."""

    application: Application
    version: ApplicationVersion
    sections: tuple[DraftSection, ...]
    answers: dict[tuple[uuid.UUID, uuid.UUID | None], Answer]
    sign_offs: dict[uuid.UUID, SignOff] = field(default_factory=dict)
    authors: dict[uuid.UUID, str] = field(default_factory=dict)

    def answer(self, question: Question, school_id: uuid.UUID | None = None) -> Answer | None:
        """The answer to a question; of this school, where every school gives its own."""
        return self.answers.get((question.id, school_id))

    def version_of(self, question: Question, school_id: uuid.UUID | None = None) -> int:
        """The version of an answer; 0 for one that was never written."""
        answer = self.answer(question, school_id)
        return answer.version if answer is not None else 0

    def versions_of(self, held: DraftSection) -> str:
        """The version of each answer of a section, joined by dots: what an editor read."""
        return ".".join(str(self.version_of(q, held.for_school_id)) for q in held.questions)

    def text(self, question: Question, school_id: uuid.UUID | None = None) -> str:
        answer = self.answer(question, school_id)
        return answer.text if answer else ""

    def is_asked(self, held: DraftSection, question: Question) -> bool:
        """Whether the question is asked, as the answer on which it depends stands; what depends on a question that is not asked is not asked either."""
        if question.shown_if_id is None:
            return True
        for place in (held, *(s for s in self.sections if not s.answers_for_itself)):
            for other in place.questions:
                if other.id == question.shown_if_id:
                    chosen = self.text(other, place.for_school_id).split("\n")
                    return question.shown_if_value in chosen and self.is_asked(place, other)
        return False

    def asked(self, held: DraftSection) -> list[Question]:
        """The questions of a section that are asked now."""
        return [q for q in held.questions if self.is_asked(held, q)]

    def section(self, section_id: uuid.UUID, school_id: uuid.UUID | None = None) -> DraftSection | None:
        return next((s for s in self.sections if s.section.id == section_id and s.for_school_id == school_id), None)

    def facts(self, held: DraftSection) -> list[dict[str, Any]]:
        """The questions that are asked in a section with their answers, as plain values."""
        return [self.fact(held, q) for q in self.asked(held)]

    def fact(self, held: DraftSection, question: Question) -> dict[str, Any]:
        """A question with its answer, as plain values."""
        return _question_facts(self, held, question)


def members(cluster: Cluster) -> list[ClusterMembership]:
    """The member schools: each of them signs. Partner schools are named in the application and write their own words."""
    return [m for m in cluster.live_memberships() if m.side == Side.HOME]


def partners(cluster: Cluster) -> list[ClusterMembership]:
    """The partner schools, abroad or at home."""
    return [m for m in cluster.live_memberships() if m.side == Side.PARTNER]


def overseas(cluster: Cluster) -> list[ClusterMembership]:
    """The schools abroad, whichever side they stand on."""
    return [m for m in cluster.live_memberships() if m.school.is_abroad]


def canonical(facts: Any) -> bytes:
    """One spelling: sorted keys, no spaces, UTF-8."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def digest(facts: Any) -> str:
    """SHA-256 of the canonical spelling, in hexadecimal."""
    return hashlib.sha256(canonical(facts)).hexdigest()


def sections_for(draft: Draft, school_id: uuid.UUID) -> list[DraftSection]:
    """What a school signs: the shared sections and its own."""
    return [s for s in draft.sections if s.school_id in (None, school_id)]


def signed_facts(draft: Draft, school_id: uuid.UUID) -> dict[str, Any]:
    """Exactly what the signatory of a school is shown. Guidance is left out: it may be made clearer without asking for new signatures."""
    return {
        "schema": SCHEMA,
        "application": str(draft.application.id),
        "round": str(draft.application.round_id),
        "school": str(school_id),
        "theme": draft.application.theme,
        "schools": sorted([str(m.school_id), m.side.value] for m in draft.application.cluster.live_memberships()),
        "sections": [_section_facts(draft, s) for s in sections_for(draft, school_id)],
    }


def digest_for(draft: Draft, school_id: uuid.UUID) -> str:
    """What a school's signature is bound to."""
    return digest(signed_facts(draft, school_id))


def parts(facts: dict[str, Any]) -> dict[str, str]:
    """A fingerprint of each part of what a school signs: `theme`, `schools`, and each question with its answer by its id."""
    found = {name: digest(facts[name])[:MARK] for name in ("theme", "schools")}
    for section in facts["sections"]:
        around = [section["title"], section["partner_only"], section["is_budget"], section["school"]]
        found |= {question["id"]: digest([*around, question])[:MARK] for question in section["questions"]}
    return found


def _section_facts(draft: Draft, held: DraftSection) -> dict[str, Any]:
    return {
        "id": str(held.section.id),
        "title": held.section.title,
        "partner_only": held.section.partner_only,
        "is_budget": held.section.is_budget,
        "school": str(held.school_id) if held.school_id else None,
        "questions": draft.facts(held),
    }


def _question_facts(draft: Draft, held: DraftSection, question: Question) -> dict[str, Any]:
    """What a plain text never had is left out of it, so that its digest stays what it was before there were other kinds."""
    answer = draft.answer(question, held.for_school_id)
    text = answer.text if answer is not None else ""
    facts: dict[str, Any] = {
        "id": str(question.id),
        "text": question.text,
        "max_words": question.max_words,
        "is_required": question.is_required,
        "answer": text,
    }
    if question.kind == Kind.TEXT:
        return facts
    facts["kind"] = question.kind.value
    if question.kind in kinds.WITH_OPTIONS:
        facts["options"] = list(question.options)
    if question.kind == Kind.BUDGET:
        facts["total"] = f"{kinds.total(text):f}"
    if question.kind in (Kind.MONEY, Kind.BUDGET):
        facts["currency"] = draft.application.round.currency
    if answer is not None and answer.file is not None:
        facts["file"] = file_facts(answer.file)
    return facts


def file_facts(file: StoredFile) -> dict[str, Any]:
    """What tells a file for ever."""
    return {"id": str(file.id), "name": file.name, "size": file.size, "sha256": file.sha256}


def sealed_facts(
    draft: Draft,
    *,
    receipt_number: str,
    sealed_at: str,
    sealed_by: str,
    lead_school_id: uuid.UUID | None,
    evidence: list[dict[str, Any]],
    statements: list[dict[str, Any]],
    declarations: Sequence[dict[str, Any]] = (),
    entry: Sequence[dict[str, Any]] = (),
    shown_in: str = ENGLISH,
) -> dict[str, Any]:
    """The whole version, as it is kept and shown for ever, whatever becomes of forms, names and pages. `shown_in`: the language in which whoever submitted
    it had the form; what the form says in Welsh is kept beside its English. `declarations`: of safeguarding, as each member school had made them; `entry`: what
    was said before the start."""
    application, planned, cluster = draft.application, draft.application.round, draft.application.cluster
    names = {m.school_id: m.school.name for m in cluster.live_memberships()}
    return {
        "schema": SCHEMA,
        "application": str(application.id),
        "version": draft.version.number,
        "receipt_number": receipt_number,
        "submitted_at": sealed_at,
        "submitted_by": sealed_by,
        "round": {
            "id": str(planned.id),
            "name": planned.name,
            "programme": planned.programme.name,
            "closes_at": application.closes_at.isoformat(),
            "zone": planned.zone,
            "form_number": application.form_number,
            **_round_in_welsh(planned),
        },
        "shown_in": shown_in,
        "cluster": {
            "id": str(cluster.id),
            "name": cluster.name,
            "form": cluster.form.value,
            "theme": cluster.theme,
            "theme_reasons": cluster.theme_reasons,
            "rationale": cluster.rationale,
        },
        "theme": application.theme,
        "schools": [_school_facts(m, lead_school_id) for m in cluster.live_memberships()],
        "sections": [
            {
                **_section_facts(draft, s),
                "guidance": s.section.guidance,
                **_in_welsh(s.section),
                **({"school_name": names.get(s.school_id, "")} if s.school_id else {}),
                "questions": _questions_with_guidance(draft, s),
            }
            for s in draft.sections
        ],
        "signatures": [_signature_facts(s) for s in _by_school(draft.sign_offs.values())],
        "evidence": evidence,
        "statements": statements,
        **({"declarations": list(declarations)} if declarations else {}),
        **({"before_the_start": list(entry)} if entry else {}),
    }


def _questions_with_guidance(draft: Draft, held: DraftSection) -> list[dict[str, Any]]:
    return [
        {
            **fact,
            "guidance": q.guidance,
            **_in_welsh(q),
            **_language_of(draft.answer(q, held.for_school_id)),
            **({"clarification": q.clarification} if q.clarification else {}),
        }
        for fact, q in zip(draft.facts(held), draft.asked(held), strict=True)
    ]


def _in_welsh(thing: Bilingual) -> dict[str, Any]:
    """The Welsh that stood beside the English when this was sealed."""
    there = {name: thing.welsh(name) for name in thing.WELSH_FIELDS if thing.welsh_state(name) == "there"}
    return {"in_welsh": there} if there else {}


def _round_in_welsh(planned: Round) -> dict[str, Any]:
    """What the round and its programme are called in Welsh, where the round is offered in Welsh."""
    if not planned.offers_welsh:
        return {}
    programme = planned.programme.said("name", WELSH)
    return {
        "in_welsh": {
            "name": planned.welsh("name"),
            **({"programme": programme.words} if programme.language == WELSH else {}),
        }
    }


def _language_of(found: Answer | SignOff | None) -> dict[str, Any]:
    """Of an answer: the language it is written in; of a signature: the one in which its signer read the form. English is not named."""
    return {"language": found.language} if found is not None and found.language != ENGLISH else {}


def _school_facts(membership: ClusterMembership, lead_school_id: uuid.UUID | None) -> dict[str, Any]:
    school = membership.school
    return {
        "id": str(school.id),
        "name": school.name,
        "side": membership.side.value,
        "country": school.country,
        "town": school.town,
        "register": school.register,
        "number": school.number,
        "is_lead": school.id == lead_school_id,
    }


def _by_school(sign_offs: Iterable[SignOff]) -> list[SignOff]:
    return sorted(sign_offs, key=lambda s: str(s.school_id))


def _signature_facts(sign_off: SignOff) -> dict[str, Any]:
    return {
        "school": str(sign_off.school_id),
        "school_name": sign_off.school.name,
        "status": sign_off.status.value,
        "digest": sign_off.digest,
        "signed_by": sign_off.signed_by.name if sign_off.signed_by else None,
        "signed_at": sign_off.signed_at.isoformat() if sign_off.signed_at else None,
        **_language_of(sign_off),
    }


def sealed_files(facts: dict[str, Any]) -> list[tuple[bool, dict[str, Any]]]:
    """The files that sealed content names: (whether it is kept from partner schools, what tells the file)."""
    answers = [
        (bool(section["is_budget"]), question["file"])
        for section in facts.get("sections", ())
        for question in section["questions"]
        if question.get("file")
    ]
    return answers + [
        (bool(item.get("home_only")), item["file"]) for item in facts.get("evidence", ()) if item.get("file")
    ]
