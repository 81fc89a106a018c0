"""People, their roles, sessions, browsers that are known, one-time links."""

import uuid
from datetime import datetime, time
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from portal.core.database import Record, choice, reference
from portal.core.text import fold
from portal.policy.people import Role

CONDUCT_VERSION = "2026-1"  # of the code of conduct that stands now; another one is asked for at the next page


class PersonStatus(StrEnum):
    """unconfirmed: the e-mail address is not proven yet."""

    UNCONFIRMED = "unconfirmed"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class Work(StrEnum):
    """What a person says they are, when they ask for an account. It gives no rights."""

    TEACHER = "teacher"
    LEADER = "leader"
    OFFICE = "office"
    AUTHORITY = "authority"
    ORGANISATION = "organisation"
    PROGRAMME = "programme"


class Person(Record):
    """An adult with an account. `email` is stored folded and is nobody's business but the person's and the staff's.

    `password_meets` is the greatest number of characters that any role demands (12, 15) and that the password is known to have; None: not known.
    `seen_at` is when they last signed in; `unused_notices` how often they were told since then that it goes unless it is used.
    """

    __tablename__ = "person"

    name: Mapped[str] = mapped_column(sa.String(120))
    folded_name: Mapped[str] = mapped_column(sa.String(200), default="")
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    password_hash: Mapped[str | None] = mapped_column(sa.String(200))
    password_meets: Mapped[int | None]
    status: Mapped[PersonStatus] = choice(PersonStatus, default=PersonStatus.UNCONFIRMED)
    zone: Mapped[str] = mapped_column(sa.String(60), default="Europe/London")
    language: Mapped[str] = mapped_column(sa.String(12), default="en")
    confirmed_at: Mapped[datetime | None]
    conduct_version: Mapped[str] = mapped_column(sa.String(20), default=CONDUCT_VERSION)
    declared_work: Mapped[Work | None] = choice(Work)
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    totp_secret: Mapped[str | None] = mapped_column(sa.String(200))
    totp_last_step: Mapped[int | None]
    unread: Mapped[int] = mapped_column(default=0)
    seen_at: Mapped[datetime | None]
    unused_notices: Mapped[int] = mapped_column(default=0)
    quiet_from: Mapped[time | None] = mapped_column(sa.Time())
    quiet_until: Mapped[time | None] = mapped_column(sa.Time())

    roles: Mapped[list["RoleGrant"]] = relationship(back_populates="person", foreign_keys="RoleGrant.person_id")

    __table_args__ = (sa.Index("ix_person_folded_name", "folded_name", "id"),)

    @validates("name")
    def _fold_name(self, _key: str, name: str) -> str:
        """The name as it is searched is kept beside the name."""
        self.folded_name = fold(name)[:200]
        return name


class RoleGrant(Record):
    """A role given by the programme, from `created_at` until `ended_at`. An authority officer's grant names the authority's code."""

    __tablename__ = "role_grant"

    person_id: Mapped[uuid.UUID] = reference("person.id")
    role: Mapped[Role] = choice(Role)
    authority_code: Mapped[str | None] = mapped_column(sa.String(20))
    granted_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(back_populates="roles", foreign_keys=[person_id])

    __table_args__ = (
        sa.Index(
            "uq_role_grant_live",
            "person_id",
            "role",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )


class WebSession(Record):
    """A signed-in browser. The cookie holds a random value; only its hash is here. Ended when `ended_at` is set.

    `proved_at` is when the person last showed, with a password or a second step, that it is them: dangerous acts ask for it again after a while.
    """

    __tablename__ = "web_session"

    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    person_id: Mapped[uuid.UUID] = reference("person.id")
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    client: Mapped[str] = mapped_column(sa.String(200), default="")
    is_shared_computer: Mapped[bool] = mapped_column(default=False)
    second_factor_at: Mapped[datetime | None]
    proved_at: Mapped[datetime | None]


class KnownDevice(Record):
    """A browser in which a person has signed in before. Its wrong tries are counted apart, so that a stranger who guesses does not shut the owner
    out; a browser that is not known is told to the person by mail. The cookie holds a random value; only its hash is here."""

    __tablename__ = "known_device"

    person_id: Mapped[uuid.UUID] = reference("person.id", index=False)
    token_hash: Mapped[str] = mapped_column(sa.String(64))
    used_at: Mapped[datetime]

    __table_args__ = (sa.UniqueConstraint("person_id", "token_hash", name="uq_known_device_person_token"),)


class ConductAcceptance(Record):
    """A person accepted a version of the code of conduct, at `created_at`."""

    __tablename__ = "conduct_acceptance"

    person_id: Mapped[uuid.UUID] = reference("person.id", index=False)
    version: Mapped[str] = mapped_column(sa.String(20))

    __table_args__ = (sa.UniqueConstraint("person_id", "version", name="uq_conduct_acceptance_person_version"),)


class RecoveryCode(Record):
    """One of ten codes for whoever has lost the app that shows codes. Works once; only its hash is here."""

    __tablename__ = "recovery_code"

    person_id: Mapped[uuid.UUID] = reference("person.id")
    code_hash: Mapped[str] = mapped_column(sa.String(64))
    used_at: Mapped[datetime | None]


class Passkey(Record):
    """A key that a device or a browser keeps for this person (WebAuthn). The device keeps the secret half and asks for a finger, a face or a PIN; here is the
    public half, and how often the device says it was used: a count that does not rise tells of a copy. Devices that share a key among them count nothing."""

    __tablename__ = "passkey"

    person_id: Mapped[uuid.UUID] = reference("person.id")
    name: Mapped[str] = mapped_column(sa.String(60))
    credential_id: Mapped[str] = mapped_column(sa.String(1400))
    public_key: Mapped[bytes] = mapped_column(sa.LargeBinary())
    sign_count: Mapped[int] = mapped_column(sa.BigInteger(), default=0)
    transports: Mapped[str] = mapped_column(sa.String(100), default="")
    used_at: Mapped[datetime | None]

    __table_args__ = (sa.UniqueConstraint("credential_id", name="uq_passkey_credential"),)


class QuestionPurpose(StrEnum):
    """What an answer given with a passkey is for."""

    ADD = "add"
    SIGN_IN = "sign_in"
    STEP = "step"
    PROVE = "prove"


class PasskeyQuestion(Record):
    """A random value that a passkey must sign. It is answered once, soon, for one purpose, and by the person it was put to (None: who signs in with the
    passkey alone)."""

    __tablename__ = "passkey_question"

    purpose: Mapped[QuestionPurpose] = choice(QuestionPurpose)
    person_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    challenge: Mapped[str] = mapped_column(sa.String(100))
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class LinkPurpose(StrEnum):
    """What a one-time link is for. Each kind has its own life."""

    CONFIRM_EMAIL = "confirm_email"
    RESET_PASSWORD = "reset_password"
    CHANGE_EMAIL = "change_email"
    CONFIRM_SCHOOL = "confirm_school"
    JOIN_CLUSTER = "join_cluster"
    GIVE_STATEMENT = "give_statement"
    FIRST_ADMINISTRATOR = "first_administrator"
    CHOOSE_PASSWORD = "choose_password"
    YEARLY_YES = "yearly_yes"
    BUILD_TWIN = "build_twin"
    SIGN_AGREEMENT = "sign_agreement"
    AGREE_TIME_OUT = "agree_time_out"
    SIGN_APPLICATION = "sign_application"
    SIGNING_CODE = "signing_code"
    ACCEPT_AWARD = "accept_award"


class OneTimeLink(Record):
    """A link that works once. The address holds a random value of 192 bits; only its hash is here."""

    __tablename__ = "one_time_link"

    purpose: Mapped[LinkPurpose] = choice(LinkPurpose)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    person_id: Mapped[uuid.UUID | None] = reference("person.id")
    subject_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(sa.String(254), default="")
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    void_at: Mapped[datetime | None]


class KeptForm(Record):
    """A form that met an expired session: kept for one hour, offered again to the same person only."""

    __tablename__ = "kept_form"

    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    person_id: Mapped[uuid.UUID | None] = reference("person.id")
    path: Mapped[str] = mapped_column(sa.String(500))
    fields: Mapped[dict[str, Any]]
    expires_at: Mapped[datetime]
