"""Not approved, and invited to revise the application and apply again.

Revision: 0178
Follows: 0177
"""

import sqlalchemy as sa
from alembic import op

revision = "0178"
down_revision = "0177"
branch_labels = None
depends_on = None
NAME = "ck_decision_only_a_no_is_revised"


def upgrade() -> None:
    with op.batch_alter_table("decision") as decision:
        decision.add_column(sa.Column("to_revise", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("decision") as decision:
        decision.alter_column("to_revise", server_default=None)
        decision.create_check_constraint(NAME, "to_revise IS FALSE OR outcome = 'declined'")


def downgrade() -> None:
    with op.batch_alter_table("decision") as decision:
        decision.drop_constraint(NAME, type_="check")
        decision.drop_column("to_revise")
