"""Reviews that are proposed, given back, to be confirmed, expired; each as it was sent is kept.

Revision: 0126
Follows: 0125
"""

import sqlalchemy as sa
from alembic import op

revision = "0126"
down_revision = "0125"
branch_labels = None
depends_on = None

ENDED = "status NOT IN ('declined', 'void', 'expired')"
ENDED_BEFORE = "status NOT IN ('declined', 'void')"
STATED = (
    "status NOT IN ('open', 'submitted', 'returned', 'confirm_needed', 'locked') OR conflict_statement_at IS NOT NULL"
)
STATED_BEFORE = "status NOT IN ('open', 'submitted', 'locked') OR conflict_statement_at IS NOT NULL"


def _live(where: str) -> None:
    op.create_index(
        "uq_review_live",
        "review",
        ["application_id", "reviewer_id"],
        unique=True,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )


def upgrade() -> None:
    op.drop_index("uq_review_live", table_name="review")
    with op.batch_alter_table("review") as batch:
        batch.add_column(sa.Column("return_reason", sa.Text(), nullable=False, server_default=""))
        batch.add_column(sa.Column("reminders", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
        batch.drop_constraint(op.f("ck_review_opened_with_a_statement"), type_="check")
        batch.create_check_constraint(op.f("ck_review_opened_with_a_statement"), STATED)
    with op.batch_alter_table("review") as batch:
        batch.alter_column("return_reason", server_default=None)
        batch.alter_column("reminders", server_default=None)
    _live(ENDED)
    op.create_table(
        "sent_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("application_version_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("total", sa.Float(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_sent_review_review_id")),
        sa.ForeignKeyConstraint(
            ["application_version_id"],
            ["application_version.id"],
            name=op.f("fk_sent_review_application_version_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_review")),
        sa.UniqueConstraint("review_id", "number", name="uq_sent_review_number"),
    )


def downgrade() -> None:
    op.drop_table("sent_review")
    op.drop_index("uq_review_live", table_name="review")
    op.execute("UPDATE review SET status = 'submitted' WHERE status IN ('returned', 'confirm_needed')")
    op.execute("UPDATE review SET status = 'void' WHERE status IN ('expired', 'proposed')")
    with op.batch_alter_table("review") as batch:
        batch.drop_constraint(op.f("ck_review_opened_with_a_statement"), type_="check")
        batch.create_check_constraint(op.f("ck_review_opened_with_a_statement"), STATED_BEFORE)
        batch.drop_column("return_reason")
        batch.drop_column("reminders")
        batch.drop_column("reminded_at")
    _live(ENDED_BEFORE)
