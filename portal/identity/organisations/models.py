"""Organisations: what they are, where, and whether they are still there."""

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Record, choice


class OrganisationKind(StrEnum):
    AUTHORITY = "authority"
    EDUCATION_CENTRE = "education_centre"
    MUSEUM = "museum"
    COMMUNITY = "community"
    DIASPORA = "diaspora"
    DISTRICT_OFFICE = "district_office"
    OTHER = "other"


class Organisation(Record):
    """An organisation. `code` is the three-digit code that schools of an English or Welsh authority carry, else the GSS code; empty for other kinds.

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
