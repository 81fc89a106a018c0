"""What is sealed together with the form: the cluster's evidence and its letters of support, as they stand."""

import uuid
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from portal.applying.applications import content, queries
from portal.applying.applications.models import Application
from portal.applying.programmes.headings import layout_of
from portal.applying.programmes.models import Round
from portal.core import clock
from portal.core.bilingual import WELSH
from portal.core.database import session
from portal.core.storage import StoredFile
from portal.forming.evidence import layouts
from portal.forming.evidence.layouts import Line
from portal.forming.evidence.models import (
    EvidenceHeading,
    EvidenceItem,
    EvidenceStatus,
    StatementStatus,
    SupporterStatement,
    Visibility,
)
from portal.identity.declarations.models import SafeguardingDeclaration
from portal.identity.schools.models import School


def enclosed(planned: Round, cluster_id: uuid.UUID) -> dict[str, list[dict[str, Any]]]:
    """The evidence and the letters that go with an application to this round: under the programme's own headings and without what it does not ask for,
    where it has headings of its own. Such evidence also says under which general heading the school keeps it."""
    evidence, statements = evidence_facts(cluster_id), statement_facts(cluster_id)
    layout = layout_of(planned)
    if layout is None:
        return {"evidence": evidence, "statements": statements}
    return {
        "evidence": [
            {**_under(line, fact), "kept_under": fact["heading"]}
            for line, fact in layouts.sorted_by(layout, evidence, _heading)
        ],
        "statements": [_under(line, fact) for line, fact in layouts.sorted_by(layout, statements, _heading)],
    }


def declaration_facts(school_ids: Collection[uuid.UUID]) -> list[dict[str, Any]]:
    """What these schools have declared about safeguarding: whose rules they follow, reviewed when, valid until when. No names, and no way to reach anyone."""
    held = sa.select(SafeguardingDeclaration).where(
        SafeguardingDeclaration.school_id.in_(list(school_ids)), SafeguardingDeclaration.is_current
    )
    return [
        {
            "school": str(one.school_id),
            "rules": one.rules.value,
            "reviewed_on": one.reviewed_on.isoformat(),
            "valid_until": one.expires_on.isoformat(),
        }
        for one in session().scalars(held.order_by(SafeguardingDeclaration.school_id).limit(200))
    ]


def entry_facts(application: Application) -> list[dict[str, Any]]:
    """What the cluster said before it started."""
    planned = application.round
    welsh = dict(zip(planned.entry_questions, planned.said_lines("entry_questions", WELSH), strict=False))
    return [
        {
            "question": one.question,
            "yes": one.is_yes,
            **(
                {"in_welsh": {"question": said.words}}
                if (said := welsh.get(one.question)) is not None and said.language == WELSH
                else {}
            ),
        }
        for one in queries.list_entry_answers(application)
    ]


def _heading_facts(heading: Line | EvidenceHeading) -> dict[str, Any]:
    """Under which heading something stands, with the Welsh of its words where it was there."""
    title = heading.said("title", WELSH)
    welsh = {"in_welsh": {"heading_title": title.words}} if title.language == WELSH else {}
    return {"heading": heading.code, "heading_title": heading.title, **welsh}


def _under(line: Line, fact: dict[str, Any]) -> dict[str, Any]:
    """The same under the programme's heading."""
    return {name: value for name, value in fact.items() if name != "in_welsh"} | _heading_facts(line)


def _heading(fact: dict[str, Any]) -> str:
    return str(fact["heading"])


def evidence_facts(cluster_id: uuid.UUID) -> list[dict[str, Any]]:
    """The cluster's evidence as it stands, with the SHA-256 of each file."""
    query = (
        sa.select(EvidenceItem, EvidenceHeading, School.name, StoredFile)
        .join(EvidenceHeading, EvidenceHeading.id == EvidenceItem.heading_id)
        .join(School, School.id == EvidenceItem.school_id)
        .outerjoin(StoredFile, StoredFile.id == EvidenceItem.file_id)
        .where(EvidenceItem.cluster_id == cluster_id, EvidenceItem.status != EvidenceStatus.WITHDRAWN)
        .order_by(EvidenceHeading.position, EvidenceItem.id)
        .limit(500)
    )
    return [
        {
            "id": str(item.id),
            **_heading_facts(heading),
            "school_name": school_name,
            "status": item.status.value,
            "claim": item.claim,
            "text": item.text,
            "link": item.link,
            **({"home_only": True} if item.visible_to == Visibility.HOME else {}),
            "due_on": item.due_on.isoformat() if item.due_on else None,
            "file": content.file_facts(file) if file is not None else None,
        }
        for item, heading, school_name, file in session().execute(query)
    ]


def statement_facts(cluster_id: uuid.UUID) -> list[dict[str, Any]]:
    """The letters of support that were given and are valid today."""
    query = (
        sa.select(SupporterStatement, EvidenceHeading.code)
        .join(EvidenceHeading, EvidenceHeading.id == SupporterStatement.heading_id)
        .where(
            SupporterStatement.cluster_id == cluster_id,
            SupporterStatement.status == StatementStatus.GIVEN,
            SupporterStatement.valid_until >= clock.today(),
        )
        .order_by(SupporterStatement.id)
        .limit(200)
    )
    return [
        {
            "id": str(given.id),
            "heading": code,
            "organisation": given.organisation,
            "name": given.supporter_name,
            "post": given.supporter_post,
            "how_known": given.how_known,
            "what_supported": given.what_supported,
            "what_offered": given.what_offered,
            "given_at": given.given_at.isoformat() if given.given_at else None,
        }
        for given, code in session().execute(query)
    ]
