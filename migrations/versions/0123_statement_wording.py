"""A reviewer's statement of no conflict names the wording that was agreed to.

Revision: 0123
Follows: 0122
"""

import sqlalchemy as sa
from alembic import op

revision = "0123"
down_revision = "0122"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("review") as batch:
        batch.add_column(sa.Column("conflict_statement_version", sa.Integer(), nullable=True))
    op.execute("UPDATE review SET conflict_statement_version = 1 WHERE conflict_statement_at IS NOT NULL")
    with op.batch_alter_table("review") as batch:
        batch.create_check_constraint(
            op.f("ck_review_statement_has_a_wording"),
            "(conflict_statement_at IS NULL) = (conflict_statement_version IS NULL)",
        )


def downgrade() -> None:
    with op.batch_alter_table("review") as batch:
        batch.drop_constraint(op.f("ck_review_statement_has_a_wording"), type_="check")
        batch.drop_column("conflict_statement_version")
