"""Who of the programme looks after a cluster, and what they noted.

Revision: 0111
Follows: 0110
"""

import sqlalchemy as sa
from alembic import op

revision = "0111"
down_revision = "0110"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
LIVE = sa.text("ended_at IS NULL")


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
        "cluster_adviser",
        *_moments(),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("adviser_id", sa.Uuid(), nullable=False),
        sa.Column("given_by_id", sa.Uuid(), nullable=True),
        sa.Column("supported_until", sa.Date(), nullable=True),
        sa.Column("next_contact_on", sa.Date(), nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        _key("cluster_adviser", "cluster_id", "cluster"),
        _key("cluster_adviser", "adviser_id", "person"),
        _key("cluster_adviser", "given_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cluster_adviser")),
    )
    op.create_index(op.f("ix_cluster_adviser_cluster_id"), "cluster_adviser", ["cluster_id"])
    op.create_index(op.f("ix_cluster_adviser_adviser_id"), "cluster_adviser", ["adviser_id"])
    op.create_index(
        "uq_cluster_adviser_live",
        "cluster_adviser",
        ["cluster_id"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )
    op.create_table(
        "support_note",
        *_moments(),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("contact_on", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        _key("support_note", "cluster_id", "cluster"),
        _key("support_note", "author_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_note")),
    )
    op.create_index("ix_support_note_cluster", "support_note", ["cluster_id", "id"])
    op.create_index(op.f("ix_support_note_author_id"), "support_note", ["author_id"])


def downgrade() -> None:
    op.drop_table("support_note")
    op.drop_table("cluster_adviser")
