"""What the partner school does in an activity, which classes, and how many pupils of each side: planned, and counted.

Revision: 0160
Follows: 0159
"""

import sqlalchemy as sa
from alembic import op

revision = "0160"
down_revision = "0159"
branch_labels = None
depends_on = None

TEXTS = ("partner_role", "classes")
PUPILS = ("pupils_planned", "partner_pupils_planned", "owner_pupils", "partner_pupils")


def upgrade() -> None:
    with op.batch_alter_table("activity") as table:
        for name in TEXTS:
            table.add_column(sa.Column(name, sa.String(300), nullable=False, server_default=""))
        for name in PUPILS:
            table.add_column(sa.Column(name, sa.Integer(), nullable=True))
            table.create_check_constraint(op.f(f"ck_activity_{name}"), f"{name} IS NULL OR {name} BETWEEN 0 AND 5000")


def downgrade() -> None:
    with op.batch_alter_table("activity") as table:
        for name in reversed(PUPILS):
            table.drop_constraint(op.f(f"ck_activity_{name}"), type_="check")
            table.drop_column(name)
        for name in reversed(TEXTS):
            table.drop_column(name)
