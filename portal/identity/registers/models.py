"""What the registers say, as published, and when each file was read."""

import uuid
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Record, reference


class RegisterImport(Record):
    """One file that was read: its counts and the date of the extract."""

    __tablename__ = "register_import"

    register: Mapped[str] = mapped_column(sa.String(20), index=True)
    file_name: Mapped[str] = mapped_column(sa.String(200))
    extract_on: Mapped[date | None]
    is_partial: Mapped[bool] = mapped_column(default=False)
    rows: Mapped[int]
    new: Mapped[int]
    changed: Mapped[int]
    unchanged: Mapped[int]
    refused: Mapped[int]
    by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)


class RegisterEntry(Record):
    """One establishment in a register. The key of the world outside is (register, number), never the number alone.

    `status`: open, closing (open, but proposed to close), proposed, closed. A number that is missing from a new whole file is flagged by
    `missing_since`, never deleted. `phase` is derived from ages where the register leaves it open.
    """

    __tablename__ = "register_entry"

    register: Mapped[str] = mapped_column(sa.String(20))
    number: Mapped[str] = mapped_column(sa.String(20))
    name: Mapped[str] = mapped_column(sa.String(200))
    folded_name: Mapped[str] = mapped_column(sa.String(200), index=True)
    status: Mapped[str] = mapped_column(sa.String(20))
    phase: Mapped[str] = mapped_column(sa.String(40), default="")
    type_code: Mapped[str] = mapped_column(sa.String(10), default="")
    type_name: Mapped[str] = mapped_column(sa.String(120), default="")
    authority_code: Mapped[str] = mapped_column(sa.String(10), default="")
    authority_name: Mapped[str] = mapped_column(sa.String(120), default="")
    street: Mapped[str] = mapped_column(sa.String(200), default="")
    town: Mapped[str] = mapped_column(sa.String(120), default="")
    county: Mapped[str] = mapped_column(sa.String(120), default="")
    postcode: Mapped[str] = mapped_column(sa.String(12), default="", index=True)
    country: Mapped[str] = mapped_column(sa.String(6), default="GB")
    country_name: Mapped[str] = mapped_column(sa.String(80), default="")
    urban_rural: Mapped[str] = mapped_column(sa.String(80), default="")
    website: Mapped[str] = mapped_column(sa.String(200), default="")
    low_age: Mapped[int | None]
    high_age: Mapped[int | None]
    pupils: Mapped[int | None]
    opened_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    extract_on: Mapped[date | None]
    missing_since: Mapped[date | None]
    digest: Mapped[str] = mapped_column(sa.String(32))

    __table_args__ = (sa.UniqueConstraint("register", "number", name="uq_register_entry_register_number"),)


class RegisterLink(Record):
    """A successor or predecessor that a register names. Not a tree: real circles exist."""

    __tablename__ = "register_link"

    register: Mapped[str] = mapped_column(sa.String(20))
    number: Mapped[str] = mapped_column(sa.String(20))
    other_number: Mapped[str] = mapped_column(sa.String(20))
    kind: Mapped[str] = mapped_column(sa.String(80))
    on: Mapped[date | None]

    __table_args__ = (
        sa.UniqueConstraint("register", "number", "other_number", "kind", name="uq_register_link_row"),
        sa.Index("ix_register_link_number", "register", "number"),
    )
