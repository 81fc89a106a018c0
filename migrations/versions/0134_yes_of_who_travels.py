"""Whoever travels on another school's visit does so with the yes of the own school; visits that are written down afterwards.

Revision: 0134
Follows: 0133
"""

import sqlalchemy as sa
from alembic import op

revision = "0134"
down_revision = "0133"
branch_labels = None
depends_on = None

KEY = "fk_visit_traveller_agreed_by_id_person"


def upgrade() -> None:
    with op.batch_alter_table("visit") as table:
        table.add_column(sa.Column("afterwards", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("visit_traveller") as table:
        table.add_column(sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("agreed_by_id", sa.Uuid(), nullable=True))
        table.create_foreign_key(op.f(KEY), "person", ["agreed_by_id"], ["id"])
    # who was put on a list before this was asked goes on as it was
    op.execute(
        sa.text(
            "UPDATE visit_traveller SET agreed_at = created_at WHERE school_id <> (SELECT visit.school_id FROM visit WHERE visit.id = visit_id)"
        )
    )


def downgrade() -> None:
    with op.batch_alter_table("visit_traveller") as table:
        table.drop_constraint(op.f(KEY), type_="foreignkey")
        table.drop_column("agreed_by_id")
        table.drop_column("agreed_at")
    with op.batch_alter_table("visit") as table:
        table.drop_column("afterwards")
