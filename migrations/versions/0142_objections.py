"""Objections to outcomes.

Revision: 0142
Follows: 0141
"""

import sqlalchemy as sa
from alembic import op

revision = "0142"
down_revision = "0141"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "objection",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=True),
        sa.Column("assigned_by_id", sa.Uuid(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("status = 'made' OR officer_id IS NOT NULL", name=op.f("ck_objection_heard_by_someone")),
        sa.CheckConstraint(
            "status NOT IN ('upheld', 'dismissed') OR (answered_at IS NOT NULL AND answer <> '')",
            name=op.f("ck_objection_answered_with_words"),
        ),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_objection_application_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_objection_decision_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_objection_made_by_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["person.id"], name=op.f("fk_objection_officer_id")),
        sa.ForeignKeyConstraint(["assigned_by_id"], ["person.id"], name=op.f("fk_objection_assigned_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sa.UniqueConstraint("decision_id", name="uq_objection_decision"),
    )
    op.create_index(op.f("ix_objection_application_id"), "objection", ["application_id"], unique=False)


def downgrade() -> None:
    op.execute("DELETE FROM duty WHERE kind IN ('assign_objection', 'hear_objection')")
    op.execute("UPDATE review SET status = 'void' WHERE status = 'earlier'")
    op.drop_table("objection")
