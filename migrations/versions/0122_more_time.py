"""More time: late permits for one application, extensions for everyone.

Revision: 0122
Follows: 0121
"""

import sqlalchemy as sa
from alembic import op

revision = "0122"
down_revision = "0121"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("application") as batch:
        batch.add_column(sa.Column("late_until", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "round_extension",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("extended_by_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("closes_at > closed_at", name=op.f("ck_round_extension_later")),
        sa.ForeignKeyConstraint(["extended_by_id"], ["person.id"], name=op.f("fk_round_extension_extended_by_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_round_extension_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_extension")),
    )
    op.create_index(op.f("ix_round_extension_round_id"), "round_extension", ["round_id"], unique=False)
    op.create_table(
        "late_permit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status <> 'granted' OR (decided_by_id IS NOT NULL AND decided_at IS NOT NULL AND decided_by_id <> asked_by_id)",
            name=op.f("ck_late_permit_granted_by_a_second_person"),
        ),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_late_permit_application_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_late_permit_asked_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_late_permit_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_permit")),
    )
    op.create_index(op.f("ix_late_permit_application_id"), "late_permit", ["application_id"], unique=False)
    op.create_index(
        "uq_late_permit_asked",
        "late_permit",
        ["application_id"],
        unique=True,
        sqlite_where=sa.text("status = 'asked'"),
        postgresql_where=sa.text("status = 'asked'"),
    )


def downgrade() -> None:
    op.drop_table("late_permit")
    op.drop_table("round_extension")
    with op.batch_alter_table("application") as batch:
        batch.drop_column("late_until")
