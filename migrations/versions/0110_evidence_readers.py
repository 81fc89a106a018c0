"""Who may read an item of evidence; headings that are asked no more; the support sheet of a school.

Revision: 0110
Follows: 0109
"""

import sqlalchemy as sa
from alembic import op

revision = "0110"
down_revision = "0109"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "support_sheet",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("head", sa.String(length=40), nullable=False),
        sa.Column("governors", sa.String(length=40), nullable=False),
        sa.Column("staff", sa.Integer(), nullable=False),
        sa.Column("classes", sa.Integer(), nullable=False),
        sa.Column("share", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("filled_by_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("staff >= 0 AND classes >= 0", name=op.f("ck_support_sheet_counts")),
        sa.ForeignKeyConstraint(["filled_by_id"], ["person.id"], name=op.f("fk_support_sheet_filled_by_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_support_sheet_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_sheet")),
        sa.UniqueConstraint("school_id", name="uq_support_sheet_school"),
    )
    with op.batch_alter_table("evidence_item") as batch:
        batch.add_column(sa.Column("visible_to", sa.String(length=40), nullable=False, server_default="network"))
    with op.batch_alter_table("evidence_heading") as batch:
        batch.add_column(sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("evidence_heading") as batch:
        batch.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))


def downgrade() -> None:
    with op.batch_alter_table("evidence_heading") as batch:
        batch.drop_column("version")
    with op.batch_alter_table("evidence_heading") as batch:
        batch.drop_column("retired_at")
    with op.batch_alter_table("evidence_item") as batch:
        batch.drop_column("visible_to")
    op.drop_table("support_sheet")
