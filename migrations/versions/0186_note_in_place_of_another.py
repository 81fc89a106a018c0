"""A note of the panel that stands in place of an earlier one.

Revision: 0186
Follows: 0185
"""

import sqlalchemy as sa
from alembic import op

revision = "0186"
down_revision = "0185"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("moderation_note") as batch:
        batch.add_column(sa.Column("in_place_of_id", sa.Uuid(), nullable=True))
        batch.create_unique_constraint("uq_moderation_note_in_place_of", ["in_place_of_id"])
        batch.create_foreign_key(
            op.f("fk_moderation_note_in_place_of_id"), "moderation_note", ["in_place_of_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("moderation_note") as batch:
        batch.drop_constraint(op.f("fk_moderation_note_in_place_of_id"), type_="foreignkey")
        batch.drop_constraint("uq_moderation_note_in_place_of", type_="unique")
        batch.drop_column("in_place_of_id")
