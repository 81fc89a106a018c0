"""The adult in the room at the partner school of an activity with pupils.

Revision: 0115
Follows: 0114
"""

import sqlalchemy as sa
from alembic import op

revision = "0115"
down_revision = "0114"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("activity") as table:
        table.add_column(sa.Column("partner_adult_id", sa.Uuid(), nullable=True))
        table.create_foreign_key(op.f("fk_activity_partner_adult_id_person"), "person", ["partner_adult_id"], ["id"])
    op.create_index(op.f("ix_activity_partner_adult_id"), "activity", ["partner_adult_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_activity_partner_adult_id"), table_name="activity")
    with op.batch_alter_table("activity") as table:
        table.drop_constraint(op.f("fk_activity_partner_adult_id_person"), type_="foreignkey")
        table.drop_column("partner_adult_id")
