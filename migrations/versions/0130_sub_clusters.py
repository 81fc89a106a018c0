"""Clusters within clusters, and notices between them.

Revision: 0130
Follows: 0129
"""

import sqlalchemy as sa
from alembic import op

revision = "0130"
down_revision = "0129"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "group_notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("way", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_group_notice_cluster_id")),
        sa.ForeignKeyConstraint(["written_by_id"], ["person.id"], name=op.f("fk_group_notice_written_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_notice")),
    )
    with op.batch_alter_table("group_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_notice_cluster_id"), ["cluster_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_group_notice_written_by_id"), ["written_by_id"], unique=False)

    op.create_table(
        "sub_cluster",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("asked_by_child", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("membership_id", sa.Uuid(), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("child_id <> parent_id", name=op.f("ck_sub_cluster_two_clusters")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_sub_cluster_answered_by_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_sub_cluster_asked_by_id")),
        sa.ForeignKeyConstraint(["child_id"], ["cluster.id"], name=op.f("fk_sub_cluster_child_id")),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["cluster_membership.id"], name=op.f("fk_sub_cluster_membership_id")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["cluster.id"], name=op.f("fk_sub_cluster_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sub_cluster")),
    )
    with op.batch_alter_table("sub_cluster", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sub_cluster_child_id"), ["child_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sub_cluster_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(
            "uq_sub_cluster_one_parent",
            ["child_id"],
            unique=True,
            sqlite_where=sa.text("status = 'joined'"),
            postgresql_where=sa.text("status = 'joined'"),
        )
        batch_op.create_index(
            "uq_sub_cluster_open",
            ["child_id", "parent_id"],
            unique=True,
            sqlite_where=sa.text("status IN ('asked', 'joined')"),
            postgresql_where=sa.text("status IN ('asked', 'joined')"),
        )


def downgrade() -> None:
    with op.batch_alter_table("sub_cluster", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_sub_cluster_open",
            sqlite_where=sa.text("status IN ('asked', 'joined')"),
            postgresql_where=sa.text("status IN ('asked', 'joined')"),
        )
        batch_op.drop_index(
            "uq_sub_cluster_one_parent",
            sqlite_where=sa.text("status = 'joined'"),
            postgresql_where=sa.text("status = 'joined'"),
        )
        batch_op.drop_index(batch_op.f("ix_sub_cluster_parent_id"))
        batch_op.drop_index(batch_op.f("ix_sub_cluster_child_id"))

    op.drop_table("sub_cluster")
    with op.batch_alter_table("group_notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_notice_written_by_id"))
        batch_op.drop_index(batch_op.f("ix_group_notice_cluster_id"))

    op.drop_table("group_notice")
