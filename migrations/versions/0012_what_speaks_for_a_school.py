"""What speaks for a school and what speaks for a second look: documents, vouches, flags.

Revision: 0012
Follows: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "school_flag",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("detail", sa.String(length=200), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Uuid(), nullable=True),
        sa.Column("open_key", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_school_flag_person_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_school_flag_school_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["person.id"], name=op.f("fk_school_flag_settled_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_flag")),
        sa.UniqueConstraint("open_key", name=op.f("uq_school_flag_open_key")),
    )
    with op.batch_alter_table("school_flag") as batch_op:
        batch_op.create_index("ix_school_flag_school", ["school_id", "settled_at"], unique=False)

    op.create_table(
        "school_evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("added_by_id", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_school_evidence_added_by_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_school_evidence_file_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_school_evidence_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_evidence")),
    )
    with op.batch_alter_table("school_evidence") as batch_op:
        batch_op.create_index(batch_op.f("ix_school_evidence_file_id"), ["file_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_school_evidence_school_id"), ["school_id"], unique=False)

    op.create_table(
        "vouch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=True),
        sa.Column("voucher_id", sa.Uuid(), nullable=True),
        sa.Column("voucher_school_id", sa.Uuid(), nullable=True),
        sa.Column("voucher_name", sa.String(length=120), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("how_known", sa.Text(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("written_down_by_id", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Uuid(), nullable=True),
        sa.Column("withdrawal_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_vouch_cluster_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_vouch_school_id")),
        sa.ForeignKeyConstraint(["voucher_id"], ["person.id"], name=op.f("fk_vouch_voucher_id")),
        sa.ForeignKeyConstraint(["voucher_school_id"], ["school.id"], name=op.f("fk_vouch_voucher_school_id")),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["person.id"], name=op.f("fk_vouch_withdrawn_by_id")),
        sa.ForeignKeyConstraint(["written_down_by_id"], ["person.id"], name=op.f("fk_vouch_written_down_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vouch")),
    )
    with op.batch_alter_table("vouch") as batch_op:
        batch_op.create_index(batch_op.f("ix_vouch_cluster_id"), ["cluster_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_vouch_school_id"), ["school_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_vouch_voucher_school_id"), ["voucher_school_id"], unique=False)
        batch_op.create_index(
            "uq_vouch_live",
            ["school_id", "cluster_id", "voucher_school_id"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("vouch") as batch_op:
        batch_op.drop_index(
            "uq_vouch_live",
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_vouch_voucher_school_id"))
        batch_op.drop_index(batch_op.f("ix_vouch_school_id"))
        batch_op.drop_index(batch_op.f("ix_vouch_cluster_id"))

    op.drop_table("vouch")
    with op.batch_alter_table("school_evidence") as batch_op:
        batch_op.drop_index(batch_op.f("ix_school_evidence_school_id"))
        batch_op.drop_index(batch_op.f("ix_school_evidence_file_id"))

    op.drop_table("school_evidence")
    with op.batch_alter_table("school_flag") as batch_op:
        batch_op.drop_index("ix_school_flag_school")

    op.drop_table("school_flag")
