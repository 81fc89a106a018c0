"""Mails of the programme to many people of a round: who asked for one, who confirmed it, and exactly who was written to."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference

if TYPE_CHECKING:
    from portal.applying.programmes.models import Round, RoundSection
    from portal.identity.accounts.models import Person

ALONE_UP_TO = 20


_WAITS = "sent_at IS NULL AND section_id IS NULL"
_WAITS_OF_A_SECTION = "sent_at IS NULL AND section_id IS NOT NULL"


class Audience(StrEnum):
    """To whom a mail goes. The first five are written to about an application, `late_reviews` and `open_reviews` as reviewers, the two after them about a
    condition; `head` is one head alone."""

    UNSIGNED = "unsigned"
    APPLICANTS = "applicants"
    IN_PROGRESS = "in-progress"
    READY = "ready"
    SECTION = "section"
    LATE_REVIEWS = "late-reviews"
    OPEN_REVIEWS = "open-reviews"
    LATE_CONDITIONS = "late-conditions"
    OPEN_CONDITIONS = "open-conditions"
    HEAD = "head"


class RoundMail(Record):
    """A mail to many people of a round, at first only to all who had not signed. `digest` is that of the list that was shown; `sent_at` is empty while a
    second person has to confirm. `section_id`: the section that is lacking; `words`: what is said to all applicants."""

    __tablename__ = "round_mail"

    round_id: Mapped[uuid.UUID] = reference("round.id")
    audience: Mapped[Audience] = choice(Audience, default=Audience.UNSIGNED)
    section_id: Mapped[uuid.UUID | None] = reference("round_section.id", index=False)
    words: Mapped[str] = mapped_column(sa.Text(), default="")
    asked_by_id: Mapped[uuid.UUID] = reference("person.id", index=False)
    digest: Mapped[str] = mapped_column(sa.String(64))
    people: Mapped[int]
    confirmed_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    sent_at: Mapped[datetime | None]

    round: Mapped["Round"] = relationship()
    section: Mapped["RoundSection | None"] = relationship()
    asked_by: Mapped["Person"] = relationship(foreign_keys=[asked_by_id])

    __table_args__ = (
        sa.CheckConstraint(
            f"sent_at IS NULL OR people <= {ALONE_UP_TO} OR (confirmed_by_id IS NOT NULL AND confirmed_by_id <> asked_by_id)",
            name="many_need_a_second_person",
        ),
        sa.Index(
            "uq_round_mail_waiting",
            "round_id",
            "audience",
            unique=True,
            sqlite_where=sa.text(_WAITS),
            postgresql_where=sa.text(_WAITS),
        ),
        sa.Index(
            "uq_round_mail_waiting_section",
            "round_id",
            "section_id",
            unique=True,
            sqlite_where=sa.text(_WAITS_OF_A_SECTION),
            postgresql_where=sa.text(_WAITS_OF_A_SECTION),
        ),
    )


class RoundMailPerson(Record):
    """One person to whom a mail went: nobody is reminded of the same thing twice within a day."""

    __tablename__ = "round_mail_person"

    mail_id: Mapped[uuid.UUID] = reference("round_mail.id", index=False)
    person_id: Mapped[uuid.UUID] = reference("person.id")

    __table_args__ = (sa.UniqueConstraint("mail_id", "person_id", name="uq_round_mail_person_once"),)
