"""What a school says of itself: its record, what partners search by, awards, named dates. Schools that are here begin with what their register says.

Revision: 0007
Follows: 0006
"""

import os
import time
import uuid
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


PHASES = {
    "nursery": ("nursery",),
    "primary": ("primary",),
    "middle_primary": ("middle", "primary"),
    "middle_secondary": ("middle", "secondary"),
    "secondary": ("secondary",),
    "sixteen_plus": ("sixteen_plus",),
    "16 plus": ("sixteen_plus",),
    "all_through": ("primary", "secondary"),
    "all-through": ("primary", "secondary"),
}


def _new_id() -> uuid.UUID:
    stamp = time.time_ns() // 1_000_000
    return uuid.UUID(int=stamp << 80 | 0x7 << 76 | 0x2 << 62 | int.from_bytes(os.urandom(7), "big"))


def begin_records(connection: sa.Connection) -> None:
    """One record for each school, with ages, roll, website and phases as far as they are known."""
    found = connection.execute(
        sa.text(
            "SELECT school.id, school.phase, entry.low_age, entry.high_age, entry.pupils, entry.website FROM school "
            "LEFT JOIN register_entry AS entry ON entry.id = school.register_entry_id"
        ).columns(sa.column("id", sa.Uuid()))
    ).all()
    profile, tag = (
        sa.Table(name, sa.MetaData(), autoload_with=connection) for name in ("school_profile", "school_tag")
    )
    profile.c.id.type = profile.c.school_id.type = tag.c.id.type = tag.c.school_id.type = sa.Uuid()
    now = datetime.now(UTC)

    def record(school_id: uuid.UUID) -> dict[str, Any]:
        return {"id": _new_id(), "created_at": now, "updated_at": now, "school_id": school_id}

    for school in found:
        low, high = school.low_age, school.high_age
        agree = low is None or high is None or low <= high
        facts = {
            "low_age": low if agree else None,
            "high_age": high if agree else None,
            "pupils": school.pupils or None,
            "website": school.website or "",
            "description": "",
            "looking": "no",
            "looking_for": "",
            "ict_words": "",
        }
        connection.execute(profile.insert().values(**record(school.id), **facts))
        for phase in PHASES.get(school.phase.lower(), ()):
            connection.execute(tag.insert().values(**record(school.id), kind="phase", value=phase, words=""))


def upgrade() -> None:
    op.create_table(
        "school_award",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("award", sa.String(length=80), nullable=False),
        sa.Column("words", sa.String(length=80), nullable=False),
        sa.Column("level", sa.String(length=60), nullable=False),
        sa.Column("awarded_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "ends_on IS NULL OR awarded_on IS NULL OR ends_on >= awarded_on", name=op.f("ck_school_award_days")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_school_award_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_award")),
    )
    with op.batch_alter_table("school_award", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_school_award_school_id"), ["school_id"], unique=False)

    op.create_table(
        "school_period",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_school_period_days")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_school_period_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_period")),
    )
    with op.batch_alter_table("school_period", schema=None) as batch_op:
        batch_op.create_index("ix_school_period_school", ["school_id", "starts_on"], unique=False)

    op.create_table(
        "school_profile",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=True),
        sa.Column("low_age", sa.Integer(), nullable=True),
        sa.Column("high_age", sa.Integer(), nullable=True),
        sa.Column("pupils", sa.Integer(), nullable=True),
        sa.Column("setting", sa.String(length=40), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("looking", sa.String(length=40), nullable=False),
        sa.Column("looking_for", sa.Text(), nullable=False),
        sa.Column("looking_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("devices", sa.String(length=40), nullable=True),
        sa.Column("connection", sa.String(length=40), nullable=True),
        sa.Column("ict_words", sa.Text(), nullable=False),
        sa.Column("website", sa.String(length=200), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "low_age IS NULL OR high_age IS NULL OR low_age <= high_age", name=op.f("ck_school_profile_ages")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_school_profile_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_profile")),
        sa.UniqueConstraint("school_id", name="uq_school_profile_school"),
    )
    with op.batch_alter_table("school_profile", schema=None) as batch_op:
        batch_op.create_index("ix_school_profile_looking", ["looking"], unique=False)
        batch_op.create_index("ix_school_profile_setting", ["setting"], unique=False)

    op.create_table(
        "school_profile_part",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["changed_by_id"], ["person.id"], name=op.f("fk_school_profile_part_changed_by_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_school_profile_part_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_profile_part")),
        sa.UniqueConstraint("school_id", "part", name="uq_school_profile_part"),
    )
    op.create_table(
        "school_tag",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=80), nullable=False),
        sa.Column("words", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_school_tag_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_tag")),
        sa.UniqueConstraint("school_id", "kind", "value", name="uq_school_tag_value"),
    )
    with op.batch_alter_table("school_tag", schema=None) as batch_op:
        batch_op.create_index("ix_school_tag_kind_value", ["kind", "value", "school_id"], unique=False)
    begin_records(op.get_bind())


def downgrade() -> None:
    with op.batch_alter_table("school_tag", schema=None) as batch_op:
        batch_op.drop_index("ix_school_tag_kind_value")

    op.drop_table("school_tag")
    op.drop_table("school_profile_part")
    with op.batch_alter_table("school_profile", schema=None) as batch_op:
        batch_op.drop_index("ix_school_profile_setting")
        batch_op.drop_index("ix_school_profile_looking")

    op.drop_table("school_profile")
    with op.batch_alter_table("school_period", schema=None) as batch_op:
        batch_op.drop_index("ix_school_period_school")

    op.drop_table("school_period")
    with op.batch_alter_table("school_award", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_school_award_school_id"))

    op.drop_table("school_award")
