"""A change that a cluster asks for while its award runs.

Revision: 0192
Follows: 0191
"""

import sqlalchemy as sa
from alembic import op

from portal.core.types import Key, UtcDateTime

revision = "0192"
down_revision = "0191"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "award_change",
        sa.Column("id", Key(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("award_id", Key(), nullable=False),
        sa.Column("about", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by_id", Key(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("answered_by_id", Key(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "status NOT IN ('agreed', 'refused') OR (answered_by_id IS NOT NULL AND answered_at IS NOT NULL)",
            name=op.f("ck_award_change_answered_by_someone"),
        ),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_award_change_award_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_award_change_asked_by_id")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_award_change_answered_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_change")),
    )
    op.create_index("ix_award_change_award", "award_change", ["award_id", "id"])
    waits = sa.text("status = 'asked'")
    op.create_index(
        "uq_award_change_asked", "award_change", ["award_id"], unique=True, sqlite_where=waits, postgresql_where=waits
    )


def downgrade() -> None:
    op.drop_table("award_change")
