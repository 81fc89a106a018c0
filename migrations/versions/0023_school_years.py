"""The yearly round of a school.

Revision: 0023
Follows: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_UNSAID = sa.text("agreed_at IS NULL")
_UNCONFIRMED = sa.text("members_confirmed_at IS NULL AND members_ended_at IS NULL")


def _at(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "school_year",
        sa.Column("id", sa.Uuid(), nullable=False),
        _at("created_at", nullable=False),
        _at("updated_at", nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        _at("members_due_at", nullable=False),
        _at("members_confirmed_at"),
        sa.Column("members_confirmed_by_id", sa.Uuid(), nullable=True),
        sa.Column("notices", sa.Integer(), nullable=False),
        _at("noticed_at"),
        _at("members_ended_at"),
        _at("head_due_at", nullable=False),
        sa.Column("letters", sa.Integer(), nullable=False),
        _at("written_at"),
        _at("refused_at"),
        _at("agreed_at"),
        sa.Column("agreed_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_school_year_school_id"),
        sa.ForeignKeyConstraint(
            ["members_confirmed_by_id"], ["person.id"], name="fk_school_year_members_confirmed_by_id"
        ),
        sa.ForeignKeyConstraint(["agreed_by_id"], ["person.id"], name="fk_school_year_agreed_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_school_year"),
        sa.UniqueConstraint("school_id", "begins_on", name="uq_school_year_school"),
    )
    op.create_index(
        "ix_school_year_unsaid", "school_year", ["head_due_at"], sqlite_where=_UNSAID, postgresql_where=_UNSAID
    )
    op.create_index(
        "ix_school_year_unconfirmed",
        "school_year",
        ["members_due_at"],
        sqlite_where=_UNCONFIRMED,
        postgresql_where=_UNCONFIRMED,
    )


def downgrade() -> None:
    op.drop_table("school_year")
