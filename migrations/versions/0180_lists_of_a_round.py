"""Reports of awards know their round, and decisions that wait are read in the order of an index: no list of a round reads the whole round.

Revision: 0180
Follows: 0179
"""

import sqlalchemy as sa
from alembic import op

revision = "0180"
down_revision = "0179"
branch_labels = None
depends_on = None

UNSENT = "replaced_at IS NULL AND released_at IS NULL"
WAITING = (
    (
        "ix_decision_ready",
        ["round_id", "id", "application_id", "decided_by_id"],
        f"{UNSENT} AND letter_read_at IS NOT NULL",
    ),
    ("ix_decision_unread", ["round_id", "id", "application_id"], f"{UNSENT} AND letter_read_at IS NULL"),
    ("ix_decision_waiting", ["round_id", "outcome", "letter_read_at", "application_id"], UNSENT),
)


def upgrade() -> None:
    for name, columns, where in WAITING:
        op.create_index(name, "decision", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
    with op.batch_alter_table("award_report") as batch:
        batch.add_column(sa.Column("round_id", sa.Uuid(), nullable=True))
    op.execute(
        "UPDATE award_report SET round_id = (SELECT application.round_id FROM application JOIN award ON award.application_id = application.id"
        " WHERE award.id = award_report.award_id)"
    )
    with op.batch_alter_table("award_report") as batch:
        batch.alter_column("round_id", existing_type=sa.Uuid(), nullable=False)
        batch.create_foreign_key("fk_award_report_round_id", "round", ["round_id"], ["id"])
    op.create_index("ix_award_report_round", "award_report", ["round_id", "due_on", "id"])


def downgrade() -> None:
    op.drop_index("ix_award_report_round", table_name="award_report")
    with op.batch_alter_table("award_report") as batch:
        batch.drop_constraint("fk_award_report_round_id", type_="foreignkey")
        batch.drop_column("round_id")
    for name, _columns, _where in WAITING:
        op.drop_index(name, table_name="decision")
