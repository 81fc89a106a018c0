"""The file of a duty as it stood when the duty passed.

Revision: 0171
Follows: 0170
"""

import sqlalchemy as sa
from alembic import op

revision = "0171"
down_revision = "0170"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "handover_copy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("turn_id", sa.Uuid(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["turn_id"], ["rota_turn.id"], name=op.f("fk_handover_copy_turn_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_copy")),
        sa.UniqueConstraint("turn_id", name="uq_handover_copy_turn"),
    )


def downgrade() -> None:
    op.drop_table("handover_copy")
