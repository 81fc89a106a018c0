"""Duty rotas by term, swaps, and a word for whoever comes next.

Revision: 0151
Follows: 0150
"""

import sqlalchemy as sa
from alembic import op

revision = "0151"
down_revision = "0150"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rota",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("folded_name", sa.String(length=80), nullable=False),
        sa.Column("begun_by_id", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["begun_by_id"], ["person.id"], name=op.f("fk_rota_begun_by_id")),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_rota_cluster_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rota")),
    )
    with op.batch_alter_table("rota", schema=None) as batch_op:
        batch_op.create_index(
            "uq_rota_kind",
            ["cluster_id", "kind", "folded_name"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "rota_turn",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rota_id", sa.Uuid(), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("begun_on", sa.Date(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_rota_turn_days")),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_rota_turn_cluster_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_rota_turn_person_id")),
        sa.ForeignKeyConstraint(["rota_id"], ["rota.id"], name=op.f("fk_rota_turn_rota_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_rota_turn_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rota_turn")),
        sa.UniqueConstraint("rota_id", "starts_on", name="uq_rota_turn_start"),
    )
    with op.batch_alter_table("rota_turn", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rota_turn_cluster_id"), ["cluster_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rota_turn_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rota_turn_school_id"), ["school_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rota_turn_starts_on"), ["starts_on"], unique=False)

    op.create_table(
        "rota_swap",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("turn_id", sa.Uuid(), nullable=False),
        sa.Column("other_turn_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("other_school_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("open_key", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_rota_swap_answered_by_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_rota_swap_asked_by_id")),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_rota_swap_cluster_id")),
        sa.ForeignKeyConstraint(["other_school_id"], ["school.id"], name=op.f("fk_rota_swap_other_school_id")),
        sa.ForeignKeyConstraint(["other_turn_id"], ["rota_turn.id"], name=op.f("fk_rota_swap_other_turn_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_rota_swap_school_id")),
        sa.ForeignKeyConstraint(["turn_id"], ["rota_turn.id"], name=op.f("fk_rota_swap_turn_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rota_swap")),
        sa.UniqueConstraint("open_key", name="uq_rota_swap_open"),
    )
    with op.batch_alter_table("rota_swap", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rota_swap_cluster_id"), ["cluster_id"], unique=False)

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

    with op.batch_alter_table("rota_swap", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rota_swap_cluster_id"))

    op.drop_table("rota_swap")
    with op.batch_alter_table("rota_turn", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rota_turn_starts_on"))
        batch_op.drop_index(batch_op.f("ix_rota_turn_school_id"))
        batch_op.drop_index(batch_op.f("ix_rota_turn_person_id"))
        batch_op.drop_index(batch_op.f("ix_rota_turn_cluster_id"))

    op.drop_table("rota_turn")
    with op.batch_alter_table("rota", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_rota_kind", sqlite_where=sa.text("closed_at IS NULL"), postgresql_where=sa.text("closed_at IS NULL")
        )

    op.drop_table("rota")
