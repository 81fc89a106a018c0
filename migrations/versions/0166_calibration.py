"""Samples that reviewers score for practice, what each gave, what the panel agreed on; and whether a round asks for it.

Revision: 0166
Follows: 0165
"""

import sqlalchemy as sa
from alembic import op

revision = "0166"
down_revision = "0165"
branch_labels = None
depends_on = None


def _row_columns() -> list[sa.Column]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    ]


def _key(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.create_table(
        "calibration_sample",
        *_row_columns(),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("source_version_id", sa.Uuid(), nullable=True),
        sa.Column("cluster_id", sa.Uuid(), nullable=True),
        sa.Column("hidden", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("agreed_by_id", sa.Uuid(), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(source_version_id IS NULL) = (words <> '')", name=op.f("ck_calibration_sample_one_text")),
        sa.CheckConstraint(
            "(source_version_id IS NULL) = (cluster_id IS NULL)",
            name=op.f("ck_calibration_sample_source_has_its_cluster"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('open', 'agreed') OR due_at IS NOT NULL",
            name=op.f("ck_calibration_sample_open_until_a_day"),
        ),
        sa.CheckConstraint(
            "(status = 'agreed') = (agreed_at IS NOT NULL) AND (agreed_at IS NULL) = (agreed_by_id IS NULL)",
            name=op.f("ck_calibration_sample_agreed_by_someone"),
        ),
        _key("calibration_sample", "round_id", "round"),
        _key("calibration_sample", "source_version_id", "application_version"),
        _key("calibration_sample", "cluster_id", "cluster"),
        _key("calibration_sample", "made_by_id", "person"),
        _key("calibration_sample", "agreed_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration_sample")),
        sa.UniqueConstraint("round_id", "source_version_id", name="uq_calibration_sample_source"),
    )
    op.create_index(op.f("ix_calibration_sample_round_id"), "calibration_sample", ["round_id"])
    op.create_table(
        "calibration_reading",
        *_row_columns(),
        sa.Column("sample_id", sa.Uuid(), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("calibration_reading", "sample_id", "calibration_sample"),
        _key("calibration_reading", "reviewer_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration_reading")),
        sa.UniqueConstraint("sample_id", "reviewer_id", name="uq_calibration_reading"),
    )
    op.create_index(op.f("ix_calibration_reading_reviewer_id"), "calibration_reading", ["reviewer_id"])
    op.create_table(
        "calibration_score",
        *_row_columns(),
        sa.Column("reading_id", sa.Uuid(), nullable=False),
        sa.Column("criterion_id", sa.Uuid(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "score IS NULL OR (score >= 0 AND score <= 5)", name=op.f("ck_calibration_score_zero_to_five")
        ),
        _key("calibration_score", "reading_id", "calibration_reading"),
        _key("calibration_score", "criterion_id", "criterion"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration_score")),
        sa.UniqueConstraint("reading_id", "criterion_id", name="uq_calibration_score"),
    )
    op.create_table(
        "agreed_score",
        *_row_columns(),
        sa.Column("sample_id", sa.Uuid(), nullable=False),
        sa.Column("criterion_id", sa.Uuid(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint("score >= 0 AND score <= 5", name=op.f("ck_agreed_score_zero_to_five")),
        _key("agreed_score", "sample_id", "calibration_sample"),
        _key("agreed_score", "criterion_id", "criterion"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreed_score")),
        sa.UniqueConstraint("sample_id", "criterion_id", name="uq_agreed_score"),
    )
    with op.batch_alter_table("review_rules") as batch:
        batch.add_column(sa.Column("needs_calibration", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("review_rules") as batch:
        batch.alter_column("needs_calibration", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("review_rules") as batch:
        batch.drop_column("needs_calibration")
    for table in ("agreed_score", "calibration_score", "calibration_reading", "calibration_sample"):
        op.drop_table(table)
