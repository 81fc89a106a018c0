"""Keys by which a program reads what its owner may read.

Revision: 0105
Follows: 0104
"""

import sqlalchemy as sa
from alembic import op

revision = "0105"
down_revision = "0104"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reading_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reading_key_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_key")),
    )
    op.create_index(op.f("ix_reading_key_person_id"), "reading_key", ["person_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_reading_key_person_id"), table_name="reading_key")
    op.drop_table("reading_key")
