"""What a school signed last, in fingerprints, so that whoever signs again is shown what changed.

Revision: 0189
Follows: 0188
"""

import sqlalchemy as sa
from alembic import op

revision = "0189"
down_revision = "0188"
branch_labels = None
depends_on = None

KEY = "fk_sign_off_last_signed_by_id"


def upgrade() -> None:
    with op.batch_alter_table("sign_off") as batch:
        batch.add_column(sa.Column("last_parts", sa.JSON(), nullable=True))
        batch.add_column(sa.Column("last_signed_by_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("last_signed_at", sa.DateTime(timezone=True), nullable=True))
        batch.create_foreign_key(KEY, "person", ["last_signed_by_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("sign_off") as batch:
        batch.drop_constraint(KEY, type_="foreignkey")
        batch.drop_column("last_signed_at")
        batch.drop_column("last_signed_by_id")
        batch.drop_column("last_parts")
