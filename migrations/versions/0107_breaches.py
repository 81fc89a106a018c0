"""The list of breaches of data.

Revision: 0107
Follows: 0106
"""

import sqlalchemy as sa
from alembic import op

revision = "0107"
down_revision = "0106"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def _moments() -> list[sa.Column[object]]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
    ]


def _by(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f(f"fk_{table}_by_id_person"))


def upgrade() -> None:
    op.create_table(
        "breach",
        *_moments(),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("known_at", INSTANT, nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("about_people", sa.Integer(), nullable=True),
        sa.Column("risk", sa.String(length=40), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("regulator_at", INSTANT, nullable=True),
        sa.Column("people_at", INSTANT, nullable=True),
        sa.Column("closed_at", INSTANT, nullable=True),
        _by("breach"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach")),
        sa.UniqueConstraint("number", name=op.f("uq_breach_number")),
    )
    op.create_table(
        "breach_step",
        *_moments(),
        sa.Column("breach_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["breach_id"], ["breach.id"], name=op.f("fk_breach_step_breach_id_breach")),
        _by("breach_step"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach_step")),
    )
    op.create_index(op.f("ix_breach_step_breach_id"), "breach_step", ["breach_id"])


def downgrade() -> None:
    op.drop_table("breach_step")
    op.drop_table("breach")
