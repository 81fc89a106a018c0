"""Repeating activities, what was reminded of, a file of what took place.

Revision: 0089
Follows: 0088
"""

import sqlalchemy as sa
from alembic import op

revision = "0089"
down_revision = "0088"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "activity_series",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("every_weeks", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("every_weeks BETWEEN 1 AND 4", name=op.f("ck_activity_series_weeks")),
        sa.CheckConstraint("until_on >= first_on", name=op.f("ck_activity_series_days")),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_activity_series_cluster_id_cluster")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_series")),
    )
    op.create_index(op.f("ix_activity_series_cluster_id"), "activity_series", ["cluster_id"])
    op.create_table(
        "activity_reminder",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_reminder_activity_id_activity")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_reminder")),
        sa.UniqueConstraint("activity_id", "stage", "starts_at", name="uq_activity_reminder_stage"),
    )
    with op.batch_alter_table("activity") as batch:
        batch.add_column(sa.Column("series_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("capture_file_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_activity_series_id_activity_series"), "activity_series", ["series_id"], ["id"]
        )
        batch.create_foreign_key(
            op.f("fk_activity_capture_file_id_stored_file"), "stored_file", ["capture_file_id"], ["id"]
        )
        batch.create_index(op.f("ix_activity_series_id"), ["series_id"])


def downgrade() -> None:
    with op.batch_alter_table("activity") as batch:
        batch.drop_index(op.f("ix_activity_series_id"))
        batch.drop_constraint(op.f("fk_activity_capture_file_id_stored_file"), type_="foreignkey")
        batch.drop_constraint(op.f("fk_activity_series_id_activity_series"), type_="foreignkey")
        batch.drop_column("capture_file_id")
        batch.drop_column("series_id")
    op.drop_table("activity_reminder")
    op.drop_table("activity_series")
