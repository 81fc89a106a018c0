"""Clusters that become one or two; an authority takes over from a body.

Revision: 0158
Follows: 0157
"""

import sqlalchemy as sa
from alembic import op

revision = "0158"
down_revision = "0157"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reshaping",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("other_cluster_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("school_ids", sa.JSON(), nullable=False),
        sa.Column("lead_school_id", sa.Uuid(), nullable=True),
        sa.Column("coordinator_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("proposed_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("cluster_id <> other_cluster_id", name=op.f("ck_reshaping_two_clusters")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_reshaping_answered_by_id")),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_reshaping_cluster_id")),
        sa.ForeignKeyConstraint(["coordinator_id"], ["person.id"], name=op.f("fk_reshaping_coordinator_id")),
        sa.ForeignKeyConstraint(["lead_school_id"], ["school.id"], name=op.f("fk_reshaping_lead_school_id")),
        sa.ForeignKeyConstraint(["other_cluster_id"], ["cluster.id"], name=op.f("fk_reshaping_other_cluster_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["person.id"], name=op.f("fk_reshaping_proposed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reshaping")),
    )
    with op.batch_alter_table("reshaping", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reshaping_coordinator_id"), ["coordinator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reshaping_lead_school_id"), ["lead_school_id"], unique=False)
        batch_op.create_index("ix_reshaping_merged", ["cluster_id", "kind", "status"], unique=False)
        batch_op.create_index(batch_op.f("ix_reshaping_other_cluster_id"), ["other_cluster_id"], unique=False)
        batch_op.create_index(
            "uq_reshaping_open",
            ["cluster_id"],
            unique=True,
            sqlite_where=sa.text("status = 'proposed'"),
            postgresql_where=sa.text("status = 'proposed'"),
        )

    op.create_table(
        "responsibility",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.String(length=200), nullable=False),
        sa.Column("authority", sa.String(length=200), nullable=False),
        sa.Column("official", sa.String(length=200), nullable=False),
        sa.Column("committed_on", sa.Date(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("phase", sa.String(length=40), nullable=False),
        sa.Column("phase_from_on", sa.Date(), nullable=False),
        sa.Column("begun_by_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["begun_by_id"], ["person.id"], name=op.f("fk_responsibility_begun_by_id")),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_responsibility_cluster_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responsibility")),
    )
    with op.batch_alter_table("responsibility", schema=None) as batch_op:
        batch_op.create_index(
            "uq_responsibility_open",
            ["cluster_id"],
            unique=True,
            sqlite_where=sa.text("phase IN ('preparing', 'training', 'transition', 'maintenance')"),
            postgresql_where=sa.text("phase IN ('preparing', 'training', 'transition', 'maintenance')"),
        )

    op.create_table(
        "responsibility_funding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("transfer_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.CheckConstraint("share BETWEEN 0 AND 100", name=op.f("ck_responsibility_funding_share")),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["responsibility.id"], name=op.f("fk_responsibility_funding_transfer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responsibility_funding")),
        sa.UniqueConstraint("transfer_id", "year", name="uq_responsibility_funding_year"),
    )
    op.create_table(
        "responsibility_task",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("transfer_id", sa.Uuid(), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("phase", sa.String(length=40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("taken_by", sa.String(length=200), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=True),
        sa.Column("noted_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_responsibility_task_cluster_id")),
        sa.ForeignKeyConstraint(["noted_by_id"], ["person.id"], name=op.f("fk_responsibility_task_noted_by_id")),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["responsibility.id"], name=op.f("fk_responsibility_task_transfer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responsibility_task")),
    )
    with op.batch_alter_table("responsibility_task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_responsibility_task_cluster_id"), ["cluster_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_responsibility_task_transfer_id"), ["transfer_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("responsibility_task", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_responsibility_task_transfer_id"))
        batch_op.drop_index(batch_op.f("ix_responsibility_task_cluster_id"))

    op.drop_table("responsibility_task")
    op.drop_table("responsibility_funding")
    with op.batch_alter_table("responsibility", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_responsibility_open",
            sqlite_where=sa.text("phase IN ('preparing', 'training', 'transition', 'maintenance')"),
            postgresql_where=sa.text("phase IN ('preparing', 'training', 'transition', 'maintenance')"),
        )

    op.drop_table("responsibility")
    with op.batch_alter_table("reshaping", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_reshaping_open",
            sqlite_where=sa.text("status = 'proposed'"),
            postgresql_where=sa.text("status = 'proposed'"),
        )
        batch_op.drop_index(batch_op.f("ix_reshaping_other_cluster_id"))
        batch_op.drop_index("ix_reshaping_merged")
        batch_op.drop_index(batch_op.f("ix_reshaping_lead_school_id"))
        batch_op.drop_index(batch_op.f("ix_reshaping_coordinator_id"))

    op.drop_table("reshaping")
