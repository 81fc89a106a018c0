"""Organisations: what they are, where, and whether they are still there; and their people."""

import uuid
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference
from portal.identity.accounts.models import Person


class OrganisationKind(StrEnum):
    AUTHORITY = "authority"
    EDUCATION_CENTRE = "education_centre"
    MUSEUM = "museum"
    COMMUNITY = "community"
    DIASPORA = "diaspora"
    DISTRICT_OFFICE = "district_office"
    TRUST = "trust"
    OTHER = "other"


class Organisation(Record):
    """An organisation. `code` is the three-digit code that schools of an English or Welsh authority carry, else the GSS code;
    of an academy trust its UID in the register of England (UID2044); empty for other kinds.

    `is_ended`: an authority that was abolished; kept, because closed schools still name it.
    """

    __tablename__ = "organisation"

    kind: Mapped[OrganisationKind] = choice(OrganisationKind)
    name: Mapped[str] = mapped_column(sa.String(200))
    folded_name: Mapped[str] = mapped_column(sa.String(200), index=True)
    code: Mapped[str | None] = mapped_column(sa.String(10), unique=True)
    gss_code: Mapped[str] = mapped_column(sa.String(10), default="")
    country: Mapped[str] = mapped_column(sa.String(2), default="GB")
    town: Mapped[str] = mapped_column(sa.String(120), default="")
    website: Mapped[str] = mapped_column(sa.String(200), default="")
    is_ended: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)


class OrganisationMember(Record):
    """A person of an organisation, named by the programme's staff; live while `ended_at` is empty. It opens nothing by itself: roles do.

    A person is in an organisation once at a time.
    """

    __tablename__ = "organisation_member"

    organisation_id: Mapped[uuid.UUID] = reference("organisation.id", index=False)
    person_id: Mapped[uuid.UUID] = reference("person.id")
    post: Mapped[str] = mapped_column(sa.String(120), default="")
    given_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)

    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    __table_args__ = (
        sa.Index(
            "uq_organisation_member_live",
            "organisation_id",
            "person_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
            info={"words": "This person belongs to the organisation already.", "field": "email"},
        ),
    )
