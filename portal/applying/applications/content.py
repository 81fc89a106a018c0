"""What is signed and what is sealed, as plain values with one canonical spelling, so that a digest means the same for ever.

A school signs the shared sections, its own sections, the theme, the questions and the list of schools. A sealed version holds everything.
"""

import hashlib
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from portal.applying.applications.models import Answer, Application, ApplicationVersion, SignOff
from portal.applying.programmes.models import Question, RoundSection
from portal.forming.clusters.models import Cluster, ClusterMembership, Side

SCHEMA = 1


@dataclass(frozen=True)
class DraftSection:
    """A section of the form with the school that writes it (None: shared by all)."""

    section: RoundSection
    questions: tuple[Question, ...]
    school_id: uuid.UUID | None


@dataclass(frozen=True)
class Draft:
    """One version as it stands: the form, who writes what, the answers and the sign-offs."""

    application: Application
    version: ApplicationVersion
    sections: tuple[DraftSection, ...]
    answers: dict[uuid.UUID, Answer]
    sign_offs: dict[uuid.UUID, SignOff] = field(default_factory=dict)
    authors: dict[uuid.UUID, str] = field(default_factory=dict)

    def versions_of(self, held: DraftSection) -> str:
        """The version of each answer of a section, joined by dots: what an editor read."""
        return ".".join(str(self.answers[q.id].version) for q in held.questions)

    def text(self, question: Question) -> str:
        answer = self.answers.get(question.id)
        return answer.text if answer else ""

    def section(self, section_id: uuid.UUID) -> DraftSection | None:
        return next((s for s in self.sections if s.section.id == section_id), None)


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


def _section_facts(draft: Draft, held: DraftSection) -> dict[str, Any]:
    return {
        "id": str(held.section.id),
        "title": held.section.title,
        "partner_only": held.section.partner_only,
        "is_budget": held.section.is_budget,
        "school": str(held.school_id) if held.school_id else None,
        "questions": [
            {
                "id": str(q.id),
                "text": q.text,
                "max_words": q.max_words,
                "is_required": q.is_required,
                "answer": draft.text(q),
            }
            for q in held.questions
        ],
    }


def sealed_facts(
    draft: Draft,
    *,
    receipt_number: str,
    sealed_at: str,
    sealed_by: str,
    lead_school_id: uuid.UUID | None,
    evidence: list[dict[str, Any]],
    statements: list[dict[str, Any]],
) -> dict[str, Any]:
    """The whole version, as it is kept and shown for ever, whatever becomes of forms, names and pages."""
    application, planned, cluster = draft.application, draft.application.round, draft.application.cluster
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
        },
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
                "questions": _questions_with_guidance(draft, s),
            }
            for s in draft.sections
        ],
        "signatures": [_signature_facts(s) for s in _by_school(draft.sign_offs.values())],
        "evidence": evidence,
        "statements": statements,
    }


def _questions_with_guidance(draft: Draft, held: DraftSection) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = _section_facts(draft, held)["questions"]
    return [{**fact, "guidance": q.guidance} for fact, q in zip(facts, held.questions, strict=True)]


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
    }
