"""Who appears instead, kept on the activity: calendars and feeds need no second look.

Revision: 0004
Follows: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("activity") as table:
        table.add_column(sa.Column("cover", sa.String(length=40), server_default="none", nullable=False))
        table.add_column(sa.Column("stand_in_id", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("stand_in_school_id", sa.Uuid(), nullable=True))
        table.create_foreign_key(op.f("fk_activity_stand_in_school_id"), "school", ["stand_in_school_id"], ["id"])
        table.create_foreign_key(op.f("fk_activity_stand_in_id"), "person", ["stand_in_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("activity") as table:
        table.drop_constraint(op.f("fk_activity_stand_in_id"), type_="foreignkey")
        table.drop_constraint(op.f("fk_activity_stand_in_school_id"), type_="foreignkey")
        table.drop_column("stand_in_school_id")
        table.drop_column("stand_in_id")
        table.drop_column("cover")
