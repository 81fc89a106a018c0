"""A seat of a committee can name an authority or organisation of the programme's list.

Revision: 0165
Follows: 0164
"""

import sqlalchemy as sa
from alembic import op

revision = "0165"
down_revision = "0164"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("committee_seat") as table:
        table.add_column(sa.Column("organisation_id", sa.Uuid(), nullable=True))
        table.create_foreign_key(op.f("fk_committee_seat_organisation_id"), "organisation", ["organisation_id"], ["id"])
        table.create_index(op.f("ix_committee_seat_organisation_id"), ["organisation_id"])


def downgrade() -> None:
    with op.batch_alter_table("committee_seat") as table:
        table.drop_index(op.f("ix_committee_seat_organisation_id"))
        table.drop_constraint(op.f("fk_committee_seat_organisation_id"), type_="foreignkey")
        table.drop_column("organisation_id")
