"""A programme's own headings of the evidence, and what a round keeps of them.

Revision: 0164
Follows: 0163
"""

import sqlalchemy as sa
from alembic import op

revision = "0164"
down_revision = "0163"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("programme") as table:
        table.add_column(sa.Column("headings", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("round") as table:
        table.add_column(sa.Column("headings_kept", sa.JSON(), nullable=True))
    with op.batch_alter_table("evidence_heading") as table:
        table.add_column(sa.Column("of_programme_id", sa.Uuid(), nullable=True))
        table.create_foreign_key(op.f("fk_evidence_heading_of_programme_id"), "programme", ["of_programme_id"], ["id"])
        table.create_index(op.f("ix_evidence_heading_of_programme_id"), ["of_programme_id"])


def downgrade() -> None:
    op.execute(
        "UPDATE evidence_heading SET retired_at = updated_at WHERE of_programme_id IS NOT NULL AND retired_at IS NULL"
    )
    with op.batch_alter_table("evidence_heading") as table:
        table.drop_index(op.f("ix_evidence_heading_of_programme_id"))
        table.drop_constraint(op.f("fk_evidence_heading_of_programme_id"), type_="foreignkey")
        table.drop_column("of_programme_id")
    with op.batch_alter_table("round") as table:
        table.drop_column("headings_kept")
    with op.batch_alter_table("programme") as table:
        table.drop_column("version")
        table.drop_column("headings")
