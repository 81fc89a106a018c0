"""Further schools that are invited to an activity, and their answers.

Revision: 0129
Follows: 0128
"""

import sqlalchemy as sa
from alembic import op

revision = "0129"
down_revision = "0128"
branch_labels = None
depends_on = None

MOMENTS = ("answered_for", "answered_at", "withdrawn_at", "left_at")
PEOPLE = ("answered_by_id", "invited_by_id", "adult_id")


def upgrade() -> None:
    op.create_table(
        "activity_guest",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("answer", sa.String(length=40), nullable=False),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=True) for name in MOMENTS),
        *(sa.Column(name, sa.Uuid(), nullable=True) for name in PEOPLE),
        sa.Column("pupils", sa.Integer(), nullable=True),
        sa.Column("took_part", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("pupils IS NULL OR pupils >= 0", name=op.f("ck_activity_guest_pupils_counted")),
        sa.CheckConstraint("took_part IS NULL OR took_part >= 0", name=op.f("ck_activity_guest_took_part_counted")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_activity_guest_activity_id_activity")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_activity_guest_school_id_school")),
        *(
            sa.ForeignKeyConstraint([name], ["person.id"], name=op.f(f"fk_activity_guest_{name}_person"))
            for name in PEOPLE
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_guest")),
        sa.UniqueConstraint("activity_id", "school_id", name="uq_activity_guest_school"),
    )
    op.create_index("ix_activity_guest_calendar", "activity_guest", ["school_id", "id", "version", "updated_at"])
    op.create_index(op.f("ix_activity_guest_adult_id"), "activity_guest", ["adult_id"])


def downgrade() -> None:
    op.drop_table("activity_guest")
