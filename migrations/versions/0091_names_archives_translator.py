"""The board: who is named in messages, boards that are archives, the translator.

Revision: 0091
Follows: 0090
"""

import sqlalchemy as sa
from alembic import op

revision = "0091"
down_revision = "0090"
branch_labels = None
depends_on = None


def _moments() -> list[sa.Column[object]]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    ]


def upgrade() -> None:
    op.create_table(
        "mention",
        *_moments(),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("school_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_mention_post_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mention_person_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_mention_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mention")),
        sa.UniqueConstraint("post_id", "person_id", name="uq_mention_post_person"),
        sa.UniqueConstraint("post_id", "school_id", name="uq_mention_post_school"),
    )
    op.create_table(
        "board_setting",
        *_moments(),
        sa.Column("only", sa.Integer(), nullable=False),
        sa.Column("translator_name", sa.String(length=80), nullable=False),
        sa.Column("translator_url", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_setting")),
        sa.UniqueConstraint("only", name=op.f("uq_board_setting_only")),
    )
    op.create_table(
        "board_archive",
        *_moments(),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_board_archive_cluster_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_board_archive_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_archive")),
        sa.UniqueConstraint("cluster_id", name=op.f("uq_board_archive_cluster_id")),
    )


def downgrade() -> None:
    for name in ("board_archive", "board_setting", "mention"):
        op.drop_table(name)
