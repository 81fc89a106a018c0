"""Who accepted which version of the code of conduct, and what people say they are.

Revision: 0022
Follows: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conduct_acceptance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_conduct_acceptance_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conduct_acceptance")),
        sa.UniqueConstraint("person_id", "version", name="uq_conduct_acceptance_person_version"),
    )
    with op.batch_alter_table("person") as table:
        table.add_column(sa.Column("declared_work", sa.String(length=40), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("person") as table:
        table.drop_column("declared_work")
    op.drop_table("conduct_acceptance")
