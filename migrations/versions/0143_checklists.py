"""Lines that a round adds to the check; that an application is not eligible is confirmed by a second person.

Revision: 0143
Follows: 0142
"""

import sqlalchemy as sa
from alembic import op

revision = "0143"
down_revision = "0142"
branch_labels = None
depends_on = None


def _row_columns() -> list[sa.Column]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    ]


def upgrade() -> None:
    op.create_table(
        "checklist_line",
        *_row_columns(),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_checklist_line_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_line")),
    )
    op.create_index(op.f("ix_checklist_line_round_id"), "checklist_line", ["round_id"])
    op.create_table(
        "screening_answer",
        *_row_columns(),
        sa.Column("screening_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("is_met", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["screening_id"], ["screening.id"], name=op.f("fk_screening_answer_screening_id")),
        sa.ForeignKeyConstraint(["line_id"], ["checklist_line.id"], name=op.f("fk_screening_answer_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_answer")),
        sa.UniqueConstraint("screening_id", "line_id", name="uq_screening_answer_line"),
    )
    with op.batch_alter_table("screening") as batch:
        batch.add_column(sa.Column("cause", sa.String(length=40), nullable=False, server_default=""))
        batch.add_column(sa.Column("confirmed_by_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
        batch.create_foreign_key(op.f("fk_screening_confirmed_by_id"), "person", ["confirmed_by_id"], ["id"])
        batch.create_check_constraint(
            op.f("ck_screening_confirmed_has_its_time"), "(confirmed_by_id IS NULL) = (confirmed_at IS NULL)"
        )
        batch.create_check_constraint(
            op.f("ck_screening_confirmed_by_a_second_person"),
            "confirmed_by_id IS NULL OR (confirmed_by_id <> screened_by_id AND is_eligible IS FALSE)",
        )
    with op.batch_alter_table("screening") as batch:
        batch.alter_column("cause", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("screening") as batch:
        batch.drop_constraint(op.f("ck_screening_confirmed_by_a_second_person"), type_="check")
        batch.drop_constraint(op.f("ck_screening_confirmed_has_its_time"), type_="check")
        batch.drop_constraint(op.f("fk_screening_confirmed_by_id"), type_="foreignkey")
        batch.drop_column("confirmed_at")
        batch.drop_column("confirmed_by_id")
        batch.drop_column("cause")
    op.drop_table("screening_answer")
    op.drop_table("checklist_line")
