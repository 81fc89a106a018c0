"""Until when an objection is answered: a rule of the round, and the date that the cluster is told.

Revision: 0185
Follows: 0184
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0185"
down_revision = "0184"
branch_labels = None
depends_on = None

DAYS = 15


def _later(at: datetime) -> datetime:
    """As it was counted until now: Mondays to Fridays."""
    left = DAYS
    while left:
        at += timedelta(days=1)
        left -= at.weekday() < 5
    return at


def upgrade() -> None:
    with op.batch_alter_table("award_rules") as batch:
        batch.add_column(sa.Column("answer_days", sa.Integer(), nullable=False, server_default="15"))
        batch.create_check_constraint(op.f("ck_award_rules_answered_in_time"), "answer_days >= 1 AND answer_days <= 60")
    with op.batch_alter_table("objection") as batch:
        batch.add_column(sa.Column("answer_by", sa.DateTime(timezone=True), nullable=True))
    made = sa.table(
        "objection",
        sa.column("id", sa.Uuid()),
        sa.column("created_at", sa.DateTime(timezone=True)),
        sa.column("answer_by", sa.DateTime(timezone=True)),
    )
    bind = op.get_bind()
    for objection_id, at in bind.execute(sa.select(made.c.id, made.c.created_at)).all():
        bind.execute(sa.update(made).where(made.c.id == objection_id).values(answer_by=_later(at)))
    with op.batch_alter_table("objection") as batch:
        batch.alter_column("answer_by", existing_type=sa.DateTime(timezone=True), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("objection") as batch:
        batch.drop_column("answer_by")
    with op.batch_alter_table("award_rules") as batch:
        batch.drop_constraint(op.f("ck_award_rules_answered_in_time"), type_="check")
        batch.drop_column("answer_days")
