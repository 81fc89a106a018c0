"""What a cluster looks for, and requests between clusters: one open at a time between two.

Revision: 0075
Follows: 0074
"""

import sqlalchemy as sa
from alembic import op

revision = "0075"
down_revision = "0074"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cluster_wish",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("is_looking", sa.Boolean(), nullable=False),
        sa.Column("looking_for", sa.String(length=600), nullable=False),
        sa.Column("schools_wanted", sa.Integer(), nullable=True),
        sa.Column("looking_until", sa.Date(), nullable=True),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("schools", sa.Integer(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_cluster_wish_cluster_id_cluster")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cluster_wish")),
        sa.UniqueConstraint("cluster_id", name="uq_cluster_wish_cluster"),
    )
    op.create_index("ix_cluster_wish_looking", "cluster_wish", ["is_looking", "kept_at"])
    op.create_table(
        "cluster_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("from_cluster_id", sa.Uuid(), nullable=False),
        sa.Column("to_cluster_id", sa.Uuid(), nullable=False),
        sa.Column("pair_key", sa.String(length=80), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("proposal", sa.String(length=160), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("message_digest", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("partnership_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["from_cluster_id"], ["cluster.id"], name=op.f("fk_cluster_request_from_cluster_id_cluster")
        ),
        sa.ForeignKeyConstraint(
            ["to_cluster_id"], ["cluster.id"], name=op.f("fk_cluster_request_to_cluster_id_cluster")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_cluster_request_asked_by_id_person")),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_cluster_request_answered_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_cluster_request_partnership_id_partnership")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cluster_request")),
    )
    op.create_index("ix_cluster_request_from", "cluster_request", ["from_cluster_id", "created_at"])
    op.create_index("ix_cluster_request_to", "cluster_request", ["to_cluster_id", "created_at"])
    op.create_index("ix_cluster_request_expires", "cluster_request", ["status", "expires_at"])
    op.create_index(
        "uq_cluster_request_open",
        "cluster_request",
        ["pair_key"],
        unique=True,
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )


def downgrade() -> None:
    op.drop_table("cluster_request")
    op.drop_table("cluster_wish")
