"""Public pages of clusters, and the schools that may be named on them.

Revision: 0116
Follows: 0115
"""

import sqlalchemy as sa
from alembic import op

revision = "0116"
down_revision = "0115"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def _moments() -> list[sa.Column[object]]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
    ]


def _key(table: str, name: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}_{target}"))


def upgrade() -> None:
    op.create_table(
        "public_page",
        *_moments(),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("public_page", "cluster_id", "cluster"),
        _key("public_page", "by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_page")),
        sa.UniqueConstraint("cluster_id", name="uq_public_page_cluster"),
    )
    op.create_table(
        "public_name",
        *_moments(),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        _key("public_name", "cluster_id", "cluster"),
        _key("public_name", "school_id", "school"),
        _key("public_name", "by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_name")),
        sa.UniqueConstraint("cluster_id", "school_id", name="uq_public_name_school"),
    )
    op.create_index(op.f("ix_public_name_school_id"), "public_name", ["school_id"])


def downgrade() -> None:
    op.drop_table("public_name")
    op.drop_table("public_page")
