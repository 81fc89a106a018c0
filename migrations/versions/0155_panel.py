"""Minutes of the panel, the discussion of reviewers, and words taken out of what reviewers read.

Revision: 0155
Follows: 0154
"""

import sqlalchemy as sa
from alembic import op

revision = "0155"
down_revision = "0154"
branch_labels = None
depends_on = None


def _row_columns() -> list[sa.Column]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    ]


def upgrade() -> None:
    with op.batch_alter_table("review_rules") as batch:
        batch.drop_column("has_calibration")
    op.create_table(
        "blind_words",
        *_row_columns(),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_blind_words_application_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blind_words")),
        sa.UniqueConstraint("application_id", name="uq_blind_words_application"),
    )
    op.create_table(
        "review_remark",
        *_row_columns(),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_review_remark_application_id")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_review_remark_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_remark")),
    )
    op.create_index(op.f("ix_review_remark_application_id"), "review_remark", ["application_id"])
    with op.batch_alter_table("moderation_note") as batch:
        batch.add_column(sa.Column("present", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("moderation_note") as batch:
        batch.alter_column("present", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("moderation_note") as batch:
        batch.drop_column("present")
    with op.batch_alter_table("review_rules") as batch:
        batch.add_column(sa.Column("has_calibration", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.drop_table("review_remark")
    op.drop_table("blind_words")
