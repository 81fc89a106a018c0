"""What follows a school whose entry in the register has closed, and the numbers that schools had before.

Revision: 0017
Follows: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def _record() -> list[sa.Column]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    ]


def upgrade() -> None:
    op.create_table(
        "school_closure",
        *_record(),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("successor_entry_id", sa.Uuid(), nullable=True),
        sa.Column("successor_school_id", sa.Uuid(), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_school_closure_school_id"),
        sa.ForeignKeyConstraint(["entry_id"], ["register_entry.id"], name="fk_school_closure_entry_id"),
        sa.ForeignKeyConstraint(
            ["successor_entry_id"], ["register_entry.id"], name="fk_school_closure_successor_entry_id"
        ),
        sa.ForeignKeyConstraint(["successor_school_id"], ["school.id"], name="fk_school_closure_successor_school_id"),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name="fk_school_closure_decided_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_school_closure"),
    )
    op.create_index("ix_school_closure_school_id", "school_closure", ["school_id"])
    op.create_index("ix_school_closure_entry_id", "school_closure", ["entry_id"])
    op.create_index(
        "uq_school_closure_waiting",
        "school_closure",
        ["school_id"],
        unique=True,
        sqlite_where=sa.text("status = 'waiting'"),
        postgresql_where=sa.text("status = 'waiting'"),
    )
    op.create_table(
        "school_former_number",
        *_record(),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("register", sa.String(20), nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_school_former_number_school_id"),
        sa.PrimaryKeyConstraint("id", name="pk_school_former_number"),
    )
    op.create_index("ix_school_former_number_school_id", "school_former_number", ["school_id"])


def downgrade() -> None:
    op.drop_table("school_former_number")
    op.drop_table("school_closure")
