"""Rules of a round that broke when schools came or went, and what the programme said.

Revision: 0113
Follows: 0112
"""

import sqlalchemy as sa
from alembic import op

revision = "0113"
down_revision = "0112"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rule_break",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("schools", sa.Integer(), nullable=False),
        sa.Column("overseas", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_rule_break_application_id")),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_rule_break_cluster_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_rule_break_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_break")),
    )
    op.create_index("ix_rule_break_application", "rule_break", ["application_id", "id"], unique=False)
    op.create_index(op.f("ix_rule_break_cluster_id"), "rule_break", ["cluster_id"], unique=False)
    op.create_index(
        "uq_rule_break_open",
        "rule_break",
        ["application_id"],
        unique=True,
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )


def downgrade() -> None:
    op.drop_table("rule_break")
