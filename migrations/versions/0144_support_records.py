"""Support of clusters from outside, and how it goes afterwards.

Revision: 0144
Follows: 0143
"""

import sqlalchemy as sa
from alembic import op

revision = "0144"
down_revision = "0143"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "support_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("agency", sa.String(length=200), nullable=False),
        sa.Column("folded_agency", sa.String(length=200), nullable=False),
        sa.Column("help", sa.String(length=40), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("noted_by_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name=op.f("ck_support_record_in_order")),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_support_record_cluster_id")),
        sa.ForeignKeyConstraint(["noted_by_id"], ["person.id"], name=op.f("fk_support_record_noted_by_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_support_record_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_record")),
    )
    with op.batch_alter_table("support_record", schema=None) as batch_op:
        batch_op.create_index("ix_support_record_cluster", ["cluster_id", "from_on", "until_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_support_record_folded_agency"), ["folded_agency"], unique=False)
        batch_op.create_index(batch_op.f("ix_support_record_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_support_record_until_on"), ["until_on"], unique=False)

    op.create_table(
        "support_check",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("goes", sa.String(length=40), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_support_check_answered_by_id")),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_support_check_cluster_id")),
        sa.ForeignKeyConstraint(["record_id"], ["support_record.id"], name=op.f("fk_support_check_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_check")),
        sa.UniqueConstraint("record_id", "months", name="uq_support_check_months"),
    )
    with op.batch_alter_table("support_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_support_check_cluster_id"), ["cluster_id"], unique=False)

    with op.batch_alter_table("application_standing", schema=None) as batch_op:
        batch_op.alter_column("mean", existing_type=sa.FLOAT(), type_=sa.Double(), existing_nullable=True)
        batch_op.alter_column("spread", existing_type=sa.FLOAT(), type_=sa.Double(), existing_nullable=True)
        batch_op.alter_column("deviation", existing_type=sa.FLOAT(), type_=sa.Double(), existing_nullable=True)
        batch_op.alter_column("lowest", existing_type=sa.FLOAT(), type_=sa.Double(), existing_nullable=True)


def downgrade() -> None:
    with op.batch_alter_table("application_standing", schema=None) as batch_op:
        batch_op.alter_column("lowest", existing_type=sa.Double(), type_=sa.FLOAT(), existing_nullable=True)
        batch_op.alter_column("deviation", existing_type=sa.Double(), type_=sa.FLOAT(), existing_nullable=True)
        batch_op.alter_column("spread", existing_type=sa.Double(), type_=sa.FLOAT(), existing_nullable=True)
        batch_op.alter_column("mean", existing_type=sa.Double(), type_=sa.FLOAT(), existing_nullable=True)

    with op.batch_alter_table("support_check", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_support_check_cluster_id"))

    op.drop_table("support_check")
    with op.batch_alter_table("support_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_support_record_until_on"))
        batch_op.drop_index(batch_op.f("ix_support_record_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_support_record_folded_agency"))
        batch_op.drop_index("ix_support_record_cluster")

    op.drop_table("support_record")
