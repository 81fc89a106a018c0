"""Workbooks of rounds, made in the background; and which part of a table was taken out.

Revision: 0140
Follows: 0139
"""

import sqlalchemy as sa
from alembic import op

revision = "0140"
down_revision = "0139"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "workbook",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("stage", sa.String(20), nullable=False),
        sa.Column("view", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("of_all", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(40), nullable=False),
        sa.Column("key", sa.String(80), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status <> 'ready' OR (key IS NOT NULL AND ends_at IS NOT NULL)", name=op.f("ck_workbook_ready_has_a_file")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_workbook_asked_by_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_workbook_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workbook")),
    )
    under_way = sa.text("status IN ('waiting', 'running')")
    op.create_index(
        "uq_workbook_under_way",
        "workbook",
        ["asked_by_id"],
        unique=True,
        sqlite_where=under_way,
        postgresql_where=under_way,
    )
    op.create_index("ix_workbook_round", "workbook", ["round_id", "asked_by_id", "id"])
    with op.batch_alter_table("export_note") as batch:
        batch.add_column(sa.Column("chosen", sa.String(200), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("export_note") as batch:
        batch.drop_column("chosen")
    op.drop_index("ix_workbook_round", table_name="workbook")
    op.drop_index("uq_workbook_under_way", table_name="workbook")
    op.drop_table("workbook")
