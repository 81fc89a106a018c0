"""Calendar links to what one school takes part in, and to one partnership.

Revision: 0097
Follows: 0096
"""

import sqlalchemy as sa
from alembic import op

revision = "0097"
down_revision = "0096"
branch_labels = None
depends_on = None

SCHOOL = "fk_calendar_feed_school_id_school"
PARTNERSHIP = "fk_calendar_feed_partnership_id_partnership"


def upgrade() -> None:
    with op.batch_alter_table("calendar_feed") as batch:
        batch.add_column(sa.Column("partnership_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("school_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(op.f(SCHOOL), "school", ["school_id"], ["id"])
        batch.create_foreign_key(op.f(PARTNERSHIP), "partnership", ["partnership_id"], ["id"])


def downgrade() -> None:
    op.execute("DELETE FROM calendar_feed WHERE scope IN ('school', 'partnership')")
    with op.batch_alter_table("calendar_feed") as batch:
        batch.drop_constraint(op.f(SCHOOL), type_="foreignkey")
        batch.drop_constraint(op.f(PARTNERSHIP), type_="foreignkey")
        batch.drop_column("school_id")
        batch.drop_column("partnership_id")
