"""Shared costs: the purse, its entries and moves, handovers.

Revision: 0141
Follows: 0140
"""

import sqlalchemy as sa
from alembic import op

revision = "0141"
down_revision = "0140"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "purse",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("agent_school_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("limit_minor", sa.BigInteger(), nullable=False),
        sa.Column("share_rule", sa.String(length=40), nullable=False),
        sa.Column("opened_by_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("limit_minor >= 0", name=op.f("ck_purse_limit")),
        sa.ForeignKeyConstraint(["agent_school_id"], ["school.id"], name=op.f("fk_purse_agent_school_id")),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_purse_cluster_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["person.id"], name=op.f("fk_purse_opened_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purse")),
        sa.UniqueConstraint("cluster_id", name="uq_purse_cluster"),
    )
    with op.batch_alter_table("purse", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_purse_agent_school_id"), ["agent_school_id"], unique=False)

    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("purse_id", sa.Uuid(), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("paid_currency", sa.String(length=3), nullable=True),
        sa.Column("paid_minor", sa.BigInteger(), nullable=True),
        sa.Column("rate_micro", sa.BigInteger(), nullable=True),
        sa.Column("rate_source", sa.String(length=200), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=True),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("reverses_id", sa.Uuid(), nullable=True),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("second_by_id", sa.Uuid(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(paid_currency IS NULL) = (paid_minor IS NULL) AND (paid_currency IS NULL) = (rate_micro IS NULL)",
            name=op.f("ck_ledger_entry_rate"),
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_ledger_entry_amount")),
        sa.CheckConstraint(
            "second_by_id IS NULL OR made_by_id IS NULL OR second_by_id <> made_by_id",
            name=op.f("ck_ledger_entry_two_people"),
        ),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_ledger_entry_cluster_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_ledger_entry_file_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_ledger_entry_made_by_id")),
        sa.ForeignKeyConstraint(["purse_id"], ["purse.id"], name=op.f("fk_ledger_entry_purse_id")),
        sa.ForeignKeyConstraint(["reverses_id"], ["ledger_entry.id"], name=op.f("fk_ledger_entry_reverses_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_ledger_entry_school_id")),
        sa.ForeignKeyConstraint(["second_by_id"], ["person.id"], name=op.f("fk_ledger_entry_second_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
        sa.UniqueConstraint("reverses_id", name="uq_ledger_entry_reverses"),
    )
    with op.batch_alter_table("ledger_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ledger_entry_file_id"), ["file_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ledger_entry_purse_id"), ["purse_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ledger_entry_school_id"), ["school_id"], unique=False)

    op.create_table(
        "purse_handover",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("purse_id", sa.Uuid(), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("from_school_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("balance_minor", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("offered_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_purse_handover_answered_by_id")),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_purse_handover_cluster_id")),
        sa.ForeignKeyConstraint(["from_school_id"], ["school.id"], name=op.f("fk_purse_handover_from_school_id")),
        sa.ForeignKeyConstraint(["offered_by_id"], ["person.id"], name=op.f("fk_purse_handover_offered_by_id")),
        sa.ForeignKeyConstraint(["purse_id"], ["purse.id"], name=op.f("fk_purse_handover_purse_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_purse_handover_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purse_handover")),
    )
    with op.batch_alter_table("purse_handover", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_purse_handover_school_id"), ["school_id"], unique=False)
        batch_op.create_index(
            "uq_purse_handover_open",
            ["purse_id"],
            unique=True,
            sqlite_where=sa.text("status = 'offered'"),
            postgresql_where=sa.text("status = 'offered'"),
        )

    op.create_table(
        "purse_share",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("purse_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.CheckConstraint("weight >= 0 AND weight <= 1000", name=op.f("ck_purse_share_weight")),
        sa.ForeignKeyConstraint(["purse_id"], ["purse.id"], name=op.f("fk_purse_share_purse_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_purse_share_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purse_share")),
        sa.UniqueConstraint("purse_id", "school_id", name="uq_purse_share_school"),
    )
    with op.batch_alter_table("purse_share", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_purse_share_school_id"), ["school_id"], unique=False)

    op.create_table(
        "ledger_move",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("debit", sa.String(length=40), nullable=False),
        sa.Column("debit_school_id", sa.Uuid(), nullable=True),
        sa.Column("credit", sa.String(length=40), nullable=False),
        sa.Column("credit_school_id", sa.Uuid(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(credit = 'school') = (credit_school_id IS NOT NULL)", name=op.f("ck_ledger_move_credit_school")
        ),
        sa.CheckConstraint(
            "(debit = 'school') = (debit_school_id IS NOT NULL)", name=op.f("ck_ledger_move_debit_school")
        ),
        sa.CheckConstraint(
            "debit <> credit OR (debit = 'school' AND debit_school_id <> credit_school_id)",
            name=op.f("ck_ledger_move_two_accounts"),
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_ledger_move_amount")),
        sa.ForeignKeyConstraint(["credit_school_id"], ["school.id"], name=op.f("fk_ledger_move_credit_school_id")),
        sa.ForeignKeyConstraint(["debit_school_id"], ["school.id"], name=op.f("fk_ledger_move_debit_school_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["ledger_entry.id"], name=op.f("fk_ledger_move_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_move")),
        sa.UniqueConstraint("entry_id", "position", name="uq_ledger_move_position"),
    )
    with op.batch_alter_table("ledger_move", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ledger_move_credit_school_id"), ["credit_school_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ledger_move_debit_school_id"), ["debit_school_id"], unique=False)

    with op.batch_alter_table("sent_review", schema=None) as batch_op:
        batch_op.alter_column("total", existing_type=sa.FLOAT(), type_=sa.Double(), existing_nullable=True)


def downgrade() -> None:
    with op.batch_alter_table("sent_review", schema=None) as batch_op:
        batch_op.alter_column("total", existing_type=sa.Double(), type_=sa.FLOAT(), existing_nullable=True)

    with op.batch_alter_table("ledger_move", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ledger_move_debit_school_id"))
        batch_op.drop_index(batch_op.f("ix_ledger_move_credit_school_id"))

    op.drop_table("ledger_move")
    with op.batch_alter_table("purse_share", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_purse_share_school_id"))

    op.drop_table("purse_share")
    with op.batch_alter_table("purse_handover", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_purse_handover_open",
            sqlite_where=sa.text("status = 'offered'"),
            postgresql_where=sa.text("status = 'offered'"),
        )
        batch_op.drop_index(batch_op.f("ix_purse_handover_school_id"))

    op.drop_table("purse_handover")
    with op.batch_alter_table("ledger_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ledger_entry_school_id"))
        batch_op.drop_index(batch_op.f("ix_ledger_entry_purse_id"))
        batch_op.drop_index(batch_op.f("ix_ledger_entry_file_id"))

    op.drop_table("ledger_entry")
    with op.batch_alter_table("purse", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_purse_agent_school_id"))

    op.drop_table("purse")
