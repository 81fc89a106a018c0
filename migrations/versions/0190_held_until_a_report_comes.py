"""An award that the clock puts on hold until a report comes, the day on which it does, and the word that a condition is late.

Revision: 0190
Follows: 0189
"""

import sqlalchemy as sa
from alembic import op

revision = "0190"
down_revision = "0189"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("award") as batch:
        batch.add_column(sa.Column("held_by_clock", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.create_check_constraint(
            op.f("ck_award_held_only_on_hold"), "held_by_clock IS FALSE OR status IN ('suspended', 'closed')"
        )
    with op.batch_alter_table("award_report") as batch:
        batch.add_column(sa.Column("hold_on", sa.Date(), nullable=True))
    with op.batch_alter_table("award_condition") as batch:
        batch.add_column(sa.Column("late_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("award_condition") as batch:
        batch.drop_column("late_at")
    with op.batch_alter_table("award_report") as batch:
        batch.drop_column("hold_on")
    with op.batch_alter_table("award") as batch:
        batch.drop_constraint(op.f("ck_award_held_only_on_hold"), type_="check")
        batch.drop_column("held_by_clock")
