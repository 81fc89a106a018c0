"""Who is asked next while nobody stands in, and after how long.

Revision: 0093
Follows: 0092
"""

import sqlalchemy as sa
from alembic import op

revision = "0093"
down_revision = "0092"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rung_hours",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rung", sa.String(length=40), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.CheckConstraint("hours BETWEEN 1 AND 240", name=op.f("ck_rung_hours_hours")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rung_hours")),
        sa.UniqueConstraint("rung", name=op.f("uq_rung_hours_rung")),
    )
    with op.batch_alter_table("handoff") as batch:
        batch.add_column(sa.Column("rung", sa.String(length=40), nullable=False, server_default="schools"))
        batch.add_column(sa.Column("rung_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("handoff") as batch:
        batch.drop_column("rung_at")
        batch.drop_column("rung")
    op.drop_table("rung_hours")
