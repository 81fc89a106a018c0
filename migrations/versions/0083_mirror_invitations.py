"""Invitations to build a partner cluster, and what the leads of two partner clusters write.

Revision: 0083
Follows: 0082
"""

import sqlalchemy as sa
from alembic import op

revision = "0083"
down_revision = "0082"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mirror_invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("school_name", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("contact_name", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("invited_by_id", sa.Uuid(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times_sent", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by_id", sa.Uuid(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("twin_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_mirror_invitation_cluster_id_cluster")),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["person.id"], name=op.f("fk_mirror_invitation_invited_by_id_person")
        ),
        sa.ForeignKeyConstraint(["taken_by_id"], ["person.id"], name=op.f("fk_mirror_invitation_taken_by_id_person")),
        sa.ForeignKeyConstraint(["twin_id"], ["cluster.id"], name=op.f("fk_mirror_invitation_twin_id_cluster")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mirror_invitation")),
    )
    op.create_index(op.f("ix_mirror_invitation_cluster_id"), "mirror_invitation", ["cluster_id"])
    op.create_index(op.f("ix_mirror_invitation_taken_by_id"), "mirror_invitation", ["taken_by_id"])
    op.create_index("ix_mirror_invitation_expires", "mirror_invitation", ["status", "expires_at"])
    op.create_index(
        "uq_mirror_invitation_open",
        "mirror_invitation",
        ["cluster_id", "address"],
        unique=True,
        sqlite_where=sa.text("status = 'sent'"),
        postgresql_where=sa.text("status = 'sent'"),
    )
    op.create_table(
        "lead_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("partnership_id", sa.Uuid(), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_lead_message_partnership_id_partnership")
        ),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_lead_message_cluster_id_cluster")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_lead_message_author_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_message")),
    )
    op.create_index("ix_lead_message_partnership", "lead_message", ["partnership_id", "id"])


def downgrade() -> None:
    op.drop_table("lead_message")
    op.drop_table("mirror_invitation")
