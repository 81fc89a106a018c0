"""What the registers say, as published, and when each file was read."""

import uuid
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Record, reference


class RegisterImport(Record):
    """One file that was read: its counts and the date of the extract.

    `sequence` counts the imports of a register: two imports that were read at the same time want the same number, and only one gets it.
    """

    __tablename__ = "register_import"

    register: Mapped[str] = mapped_column(sa.String(20), index=True)
    sequence: Mapped[int]
    file_name: Mapped[str] = mapped_column(sa.String(200))
    extract_on: Mapped[date | None]
    is_partial: Mapped[bool] = mapped_column(default=False)
    rows: Mapped[int]
    new: Mapped[int]
    changed: Mapped[int]
    unchanged: Mapped[int]
    older: Mapped[int] = mapped_column(default=0)
    missing: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int]
    by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)

    __table_args__ = (
        sa.UniqueConstraint(
            "register",
            "sequence",
            name="uq_register_import_register_sequence",
            info={"words": "Another import of this register ended meanwhile. Nothing was imported; start it again."},
        ),
    )

    @property
    def kept(self) -> int:
        return self.rows - self.refused


class RegisterRefusal(Record):
    """A row that an import could not keep, and why; the first hundred of each import. The whole list is in the file that the import wrote."""

    __tablename__ = "register_refusal"

    import_id: Mapped[uuid.UUID] = reference("register_import.id")
    line: Mapped[int]
    sheet: Mapped[str] = mapped_column(sa.String(60), default="")
    reason: Mapped[str] = mapped_column(sa.String(300))


class RegisterEntry(Record):
    """One establishment in a register. The key of the world outside is (register, number), never the number alone.

    `status`: open, closing (open, but proposed to close), proposed, closed. A number that is missing from a new whole file is flagged by
    `missing_since`, never deleted. `phase` is derived from ages where the register leaves it open. `local_number`: authority and establishment
    (seven digits), by which Welsh entries of two registers are known to be one school; `same_as_id`: the other, fuller entry of the same school,
    which is the one that is offered. `free_meals`: the share of pupils with free school meals, 0 to 100.
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
    local_number: Mapped[str] = mapped_column(sa.String(10), default="", index=True)
    street: Mapped[str] = mapped_column(sa.String(200), default="")
    town: Mapped[str] = mapped_column(sa.String(120), default="")
    county: Mapped[str] = mapped_column(sa.String(120), default="")
    postcode: Mapped[str] = mapped_column(sa.String(12), default="", index=True)
    country: Mapped[str] = mapped_column(sa.String(6), default="GB")
    country_name: Mapped[str] = mapped_column(sa.String(80), default="")
    region: Mapped[str] = mapped_column(sa.String(60), default="")
    urban_rural: Mapped[str] = mapped_column(sa.String(80), default="")
    gender: Mapped[str] = mapped_column(sa.String(20), default="")
    faith: Mapped[str] = mapped_column(sa.String(120), default="")
    teaching_language: Mapped[str] = mapped_column(sa.String(80), default="")
    trust: Mapped[str] = mapped_column(sa.String(200), default="")
    website: Mapped[str] = mapped_column(sa.String(200), default="")
    low_age: Mapped[int | None]
    high_age: Mapped[int | None]
    pupils: Mapped[int | None]
    free_meals: Mapped[float | None]
    opened_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    extract_on: Mapped[date | None]
    missing_since: Mapped[date | None]
    digest: Mapped[str] = mapped_column(sa.String(32))
    same_as_id: Mapped[uuid.UUID | None] = reference("register_entry.id")

    __table_args__ = (
        sa.UniqueConstraint("register", "number", name="uq_register_entry_register_number"),
        sa.Index("ix_register_entry_register_status", "register", "status"),
        sa.Index(
            "ix_register_entry_trust",
            "trust",
            sqlite_where=sa.text("trust <> ''"),
            postgresql_where=sa.text("trust <> ''"),
        ),
    )


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
        sa.Index("ix_register_link_other_number", "register", "other_number"),
    )
