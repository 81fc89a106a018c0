"""The new file with which a question of the programme is answered.

Revision: 0169
Follows: 0168
"""

import sqlalchemy as sa
from alembic import op

revision = "0169"
down_revision = "0168"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("clarification_question") as batch:
        batch.add_column(sa.Column("file_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(op.f("fk_clarification_question_file_id"), "stored_file", ["file_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("clarification_question") as batch:
        batch.drop_constraint(op.f("fk_clarification_question_file_id"), type_="foreignkey")
        batch.drop_column("file_id")
