"""Evidence headings, items (evidence or a dated intention) and supporter statements."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.bilingual import Bilingual
from portal.core.database import Record, choice, reference
from portal.core.storage import StoredFile

if TYPE_CHECKING:
    from portal.forming.clusters.models import Cluster
    from portal.identity.schools.models import School


class EvidenceHeading(Bilingual, Record):
    """One of the headings under which a cluster shows what it has. Nine by default.

    `of_programme_id`: the programme that has it for itself; it is asked only of clusters that apply to it.
    """

    __tablename__ = "evidence_heading"
    WELSH_FIELDS: ClassVar[Mapping[str, int]] = {"title": 160, "guidance": 1000}

    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    title: Mapped[str] = mapped_column(sa.String(160))
    guidance: Mapped[str] = mapped_column(sa.Text(), default="")
    position: Mapped[int]
    per_school: Mapped[bool] = mapped_column(default=False)
    accepts_intention: Mapped[bool] = mapped_column(default=True)
    retired_at: Mapped[datetime | None]
    of_programme_id: Mapped[uuid.UUID | None] = reference("programme.id")
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class EvidenceStatus(StrEnum):
    """evidence: what we have. intention: what we will do by a date. not_applicable: does not apply because."""

    EVIDENCE = "evidence"
    INTENTION = "intention"
    NOT_APPLICABLE = "not_applicable"
    WITHDRAWN = "withdrawn"


class Visibility(StrEnum):
    """Who may read an item. network: everyone in the cluster, partner schools too. home: the member schools and the programme, not the partner schools."""

    NETWORK = "network"
    HOME = "home"


class EvidenceItem(Record):
    """A claim under a heading, with words, a link or a file. Evidence belongs to the cluster; `school_id` says who brought it."""

    __tablename__ = "evidence_item"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id")
    heading_id: Mapped[uuid.UUID] = reference("evidence_heading.id")
    school_id: Mapped[uuid.UUID] = reference("school.id")
    author_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    status: Mapped[EvidenceStatus] = choice(EvidenceStatus)
    claim: Mapped[str] = mapped_column(sa.String(200))
    text: Mapped[str] = mapped_column(sa.Text(), default="")
    link: Mapped[str] = mapped_column(sa.String(500), default="")
    file_id: Mapped[uuid.UUID | None] = reference("stored_file.id")
    due_on: Mapped[date | None]
    visible_to: Mapped[Visibility] = choice(Visibility, default=Visibility.NETWORK, server_default="network")
    became_evidence_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    cluster: Mapped["Cluster"] = relationship()
    heading: Mapped[EvidenceHeading] = relationship()
    school: Mapped["School"] = relationship()
    file: Mapped[StoredFile | None] = relationship()

    __table_args__ = (sa.CheckConstraint("status <> 'intention' OR due_on IS NOT NULL", name="intention_has_a_date"),)


class StatementStatus(StrEnum):
    ASKED = "asked"
    GIVEN = "given"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class SupporterStatement(Record):
    """A letter of support from someone without an account, by a single-use link. Valid one year from `given_at`.

    `organisation_id`: the organisation of the programme's list that bears the name, where there is one.
    """

    __tablename__ = "supporter_statement"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id")
    heading_id: Mapped[uuid.UUID] = reference("evidence_heading.id")
    asked_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    asked_by_school_id: Mapped[uuid.UUID | None] = reference("school.id", index=False)
    organisation: Mapped[str] = mapped_column(sa.String(200))
    organisation_kind: Mapped[str] = mapped_column(sa.String(40))
    organisation_id: Mapped[uuid.UUID | None] = reference("organisation.id")
    supporter_email: Mapped[str] = mapped_column(sa.String(254))
    supporter_name: Mapped[str] = mapped_column(sa.String(120), default="")
    supporter_post: Mapped[str] = mapped_column(sa.String(120), default="")
    status: Mapped[StatementStatus] = choice(StatementStatus, default=StatementStatus.ASKED)
    text_shown: Mapped[str] = mapped_column(sa.Text(), default="")
    how_known: Mapped[str] = mapped_column(sa.Text(), default="")
    what_supported: Mapped[str] = mapped_column(sa.Text(), default="")
    what_offered: Mapped[str] = mapped_column(sa.Text(), default="")
    expires_at: Mapped[datetime]
    given_at: Mapped[datetime | None]
    valid_until: Mapped[date | None]

    cluster: Mapped["Cluster"] = relationship()
    heading: Mapped[EvidenceHeading] = relationship()
