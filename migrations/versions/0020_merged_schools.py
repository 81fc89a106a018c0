"""A school that was registered twice points to the entry that stays.

Revision: 0020
Follows: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("school") as batch_op:
        batch_op.add_column(sa.Column("merged_into_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_school_merged_into_id"), "school", ["merged_into_id"], ["id"])
        batch_op.create_index(op.f("ix_school_merged_into_id"), ["merged_into_id"])


def downgrade() -> None:
    with op.batch_alter_table("school") as batch_op:
        batch_op.drop_index(op.f("ix_school_merged_into_id"))
        batch_op.drop_constraint(op.f("fk_school_merged_into_id"), type_="foreignkey")
        batch_op.drop_column("merged_into_id")
