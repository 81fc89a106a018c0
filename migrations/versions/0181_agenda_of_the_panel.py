"""The agenda of a round's panel.

Revision: 0181
Follows: 0180
"""

import sqlalchemy as sa
from alembic import op

from portal.core.types import Key, UtcDateTime

revision = "0181"
down_revision = "0180"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agenda_item",
        sa.Column("id", Key(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("round_id", Key(), nullable=False),
        sa.Column("application_id", Key(), nullable=False),
        sa.Column("chosen_by_id", Key(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_agenda_item_application_id_application")
        ),
        sa.ForeignKeyConstraint(["chosen_by_id"], ["person.id"], name=op.f("fk_agenda_item_chosen_by_id_person")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_agenda_item_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
        sa.UniqueConstraint("application_id", name="uq_agenda_item_application"),
    )
    op.create_index(op.f("ix_agenda_item_round_id"), "agenda_item", ["round_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_agenda_item_round_id"), table_name="agenda_item")
    op.drop_table("agenda_item")
