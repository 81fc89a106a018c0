"""Versions of an agreement, what each school brings, and the heads' signatures."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference

if TYPE_CHECKING:
    from portal.forming.clusters.models import Cluster
    from portal.identity.accounts.models import Person
    from portal.identity.schools.models import School
    from portal.running.partnerships.models import Partnership


class AgreementStatus(StrEnum):
    """draft: being written. signing: the heads are asked. signed_by_one: some have signed. in_force: all have. superseded: a newer version is in force."""

    DRAFT = "draft"
    SIGNING = "signing"
    SIGNED_BY_ONE = "signed_by_one"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"


ASKED = frozenset({AgreementStatus.SIGNING, AgreementStatus.SIGNED_BY_ONE})
OPEN = ASKED | {AgreementStatus.DRAFT}
_OPEN_SQL = "status IN ('draft', 'signing', 'signed_by_one')"


class Agreement(Record):
    """One version. `content`: exactly what the heads are shown, made when they are asked and never changed after; `digest` is its SHA-256.

    `review_on`: the day, as agreed, on which the schools look at it again; `next_review_on`: the one that counts now, moved by each look.
    """

    __tablename__ = "agreement"

    partnership_id: Mapped[uuid.UUID] = reference("partnership.id", index=False)
    number: Mapped[int]
    status: Mapped[AgreementStatus] = choice(AgreementStatus, default=AgreementStatus.DRAFT)
    aims: Mapped[str] = mapped_column(sa.Text(), default="")
    objectives: Mapped[str] = mapped_column(sa.Text(), default="")
    review_on: Mapped[date | None]
    next_review_on: Mapped[date | None]
    content: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    digest: Mapped[str] = mapped_column(sa.String(64), default="")
    asked_at: Mapped[datetime | None]
    in_force_at: Mapped[datetime | None]
    superseded_at: Mapped[datetime | None]
    written_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    version: Mapped[int] = mapped_column(default=1)

    partnership: Mapped["Partnership"] = relationship()
    parts: Mapped[list["AgreementPart"]] = relationship(back_populates="agreement", order_by="AgreementPart.id")
    signatures: Mapped[list["AgreementSignature"]] = relationship(
        back_populates="agreement", order_by="AgreementSignature.id"
    )

    __table_args__ = (
        sa.UniqueConstraint("partnership_id", "number", name="uq_agreement_number"),
        sa.Index(
            "uq_agreement_open",
            "partnership_id",
            unique=True,
            sqlite_where=sa.text(_OPEN_SQL),
            postgresql_where=sa.text(_OPEN_SQL),
            info={"words": "A new version has been begun already. Please look again."},
        ),
        sa.Index(
            "uq_agreement_in_force",
            "partnership_id",
            unique=True,
            sqlite_where=sa.text("status = 'in_force'"),
            postgresql_where=sa.text("status = 'in_force'"),
        ),
        sa.Index(
            "ix_agreement_review",
            "next_review_on",
            sqlite_where=sa.text("status = 'in_force'"),
            postgresql_where=sa.text("status = 'in_force'"),
        ),
    )

    @property
    def cluster_id(self) -> uuid.UUID:
        """The cluster to whose partnership it belongs."""
        return self.partnership.cluster_id

    @property
    def cluster(self) -> "Cluster":
        """That cluster."""
        return self.partnership.cluster

    @property
    def live_signatures(self) -> list["AgreementSignature"]:
        """Those that count: not the ones of an earlier wording of this version."""
        return [one for one in self.signatures if one.status != SignatureStatus.VOID]

    def allows(self, command: str) -> bool:
        """Is this possible at this stage?"""
        from portal.running.agreements.workflow import AGREEMENT  # the table is made of the statuses above

        return AGREEMENT.allows(self, command)


class AgreementPart(Record):
    """What one school brings."""

    __tablename__ = "agreement_part"

    agreement_id: Mapped[uuid.UUID] = reference("agreement.id", index=False)
    school_id: Mapped[uuid.UUID] = reference("school.id")
    contribution: Mapped[str] = mapped_column(sa.Text(), default="")
    version: Mapped[int] = mapped_column(default=1)

    agreement: Mapped[Agreement] = relationship(back_populates="parts")
    school: Mapped["School"] = relationship()

    __table_args__ = (sa.UniqueConstraint("agreement_id", "school_id", name="uq_agreement_part_school"),)

    @property
    def cluster_id(self) -> uuid.UUID:
        return self.agreement.cluster_id


class SignatureStatus(StrEnum):
    """void: the text was opened again, so that this one covers nothing any more; kept as history."""

    ASKED = "asked"
    SIGNED = "signed"
    DECLINED = "declined"
    VOID = "void"


class AgreementSignature(Record):
    """One head's word. `digest`: of exactly the text that was shown. `address`: where the link went; `by_link`: whether it was signed through it."""

    __tablename__ = "agreement_signature"

    agreement_id: Mapped[uuid.UUID] = reference("agreement.id")
    school_id: Mapped[uuid.UUID] = reference("school.id")
    status: Mapped[SignatureStatus] = choice(SignatureStatus, default=SignatureStatus.ASKED)
    address: Mapped[str] = mapped_column(sa.String(254), default="")
    digest: Mapped[str] = mapped_column(sa.String(64), default="")
    signer_name: Mapped[str] = mapped_column(sa.String(120), default="")
    signed_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    signed_at: Mapped[datetime | None]
    by_link: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(sa.Text(), default="")

    agreement: Mapped[Agreement] = relationship(back_populates="signatures")
    school: Mapped["School"] = relationship()
    signed_by: Mapped["Person | None"] = relationship()

    __table_args__ = (
        sa.Index(
            "uq_agreement_signature_live",
            "agreement_id",
            "school_id",
            unique=True,
            sqlite_where=sa.text("status <> 'void'"),
            postgresql_where=sa.text("status <> 'void'"),
        ),
    )

    @property
    def cluster_id(self) -> uuid.UUID:
        return self.agreement.cluster_id
