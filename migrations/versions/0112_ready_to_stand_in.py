"""Teachers who say that they are ready to stand in.

Revision: 0112
Follows: 0111
"""

import sqlalchemy as sa
from alembic import op

revision = "0112"
down_revision = "0111"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stand_in_offer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("oriented_on", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_stand_in_offer_person_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_stand_in_offer_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stand_in_offer")),
    )
    with op.batch_alter_table("stand_in_offer") as batch:
        batch.create_index(op.f("ix_stand_in_offer_person_id"), ["person_id"], unique=False)
        batch.create_index(op.f("ix_stand_in_offer_school_id"), ["school_id"], unique=False)
        batch.create_index(
            "uq_stand_in_offer_live",
            ["school_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )


def downgrade() -> None:
    op.drop_table("stand_in_offer")
