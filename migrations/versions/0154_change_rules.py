"""Rounds ask for countries and for a balance of both sides; which rules broke is kept.

Revision: 0154
Follows: 0153
"""

import sqlalchemy as sa
from alembic import op

revision = "0154"
down_revision = "0153"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.add_column(sa.Column("min_countries", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("most_for_each_partner", sa.Integer(), server_default="0", nullable=False))

    with op.batch_alter_table("rule_break", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lacking", sa.String(length=120), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("rule_break", schema=None) as batch_op:
        batch_op.drop_column("lacking")

    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.drop_column("most_for_each_partner")
        batch_op.drop_column("min_countries")
