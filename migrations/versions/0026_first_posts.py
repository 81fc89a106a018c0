"""First messages of new schools: the programme's rule, and messages that wait.

Revision: 0026
Follows: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def _moments() -> list[sa.Column[object]]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    ]


def _key(name: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_held_post_{name}_{target}"))


def upgrade() -> None:
    op.create_table(
        "first_post_rule",
        *_moments(),
        sa.Column("only", sa.Integer(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_first_post_rule")),
        sa.UniqueConstraint("only", name=op.f("uq_first_post_rule_only")),
    )
    op.create_table(
        "held_post",
        *_moments(),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("thread_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("for_school_id", sa.Uuid(), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("wanted_from_id", sa.Uuid(), nullable=True),
        sa.Column("wanted_by", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("post_id", sa.Uuid(), nullable=True),
        _key("cluster_id", "cluster"),
        _key("thread_id", "thread"),
        _key("school_id", "school"),
        _key("for_school_id", "school"),
        _key("author_id", "person"),
        _key("file_id", "stored_file"),
        _key("wanted_from_id", "school"),
        _key("decided_by_id", "person"),
        _key("post_id", "post"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_post")),
    )
    op.create_index("ix_held_post_cluster", "held_post", ["cluster_id", "id"])
    op.create_index(op.f("ix_held_post_school_id"), "held_post", ["school_id"])


def downgrade() -> None:
    op.drop_table("held_post")
    op.drop_table("first_post_rule")
