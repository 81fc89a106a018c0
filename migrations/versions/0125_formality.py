"""How formal clusters are.

Revision: 0125
Follows: 0124
"""

import uuid
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0125"
down_revision = "0124"
branch_labels = None
depends_on = None

FEATURES = ("committees", "votes", "ledger")
LEVELS = {"network": (), "cluster": (), "consortium": FEATURES}


def upgrade() -> None:
    op.create_table(
        "level_feature",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("feature", sa.String(length=40), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_level_feature")),
        sa.UniqueConstraint("level", "feature", name="uq_level_feature_level_feature"),
    )
    op.create_table(
        "cluster_formality",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.Column("changed_by_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by_id"], ["person.id"], name=op.f("fk_cluster_formality_changed_by_id")),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_cluster_formality_cluster_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cluster_formality")),
        sa.UniqueConstraint("cluster_id", name="uq_cluster_formality_cluster"),
    )
    _seed()


def _seed() -> None:
    """A plain cluster never sees committees, votes or a shared purse unless it switches them on."""
    at = datetime(2026, 11, 26, tzinfo=UTC)
    table = sa.table(
        "level_feature",
        sa.column("id", sa.Uuid()),
        sa.column("created_at", sa.DateTime(timezone=True)),
        sa.column("updated_at", sa.DateTime(timezone=True)),
        sa.column("level", sa.String()),
        sa.column("feature", sa.String()),
        sa.column("is_on", sa.Boolean()),
    )
    rows = [
        {
            "id": uuid.uuid5(uuid.NAMESPACE_URL, f"level:{level}:{feature}"),
            "created_at": at,
            "updated_at": at,
            "level": level,
            "feature": feature,
            "is_on": feature in on,
        }
        for level, on in LEVELS.items()
        for feature in FEATURES
    ]
    op.bulk_insert(table, rows)


def downgrade() -> None:
    op.drop_table("cluster_formality")
    op.drop_table("level_feature")
