"""Questions that a cluster answers before it starts an application, with what was answered; and why a held decision was changed.

Revision: 0177
Follows: 0176
"""

import sqlalchemy as sa
from alembic import op

revision = "0177"
down_revision = "0176"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("round") as batch:
        batch.add_column(sa.Column("entry_questions", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("decision") as batch:
        batch.add_column(sa.Column("replaced_because", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "entry_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=500), nullable=False),
        sa.Column("is_yes", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_entry_answer_application_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_answer")),
        sa.UniqueConstraint("application_id", "number", name="uq_entry_answer_number"),
    )


def downgrade() -> None:
    op.drop_table("entry_answer")
    with op.batch_alter_table("decision") as batch:
        batch.drop_column("replaced_because")
    with op.batch_alter_table("round") as batch:
        batch.drop_column("entry_questions")
