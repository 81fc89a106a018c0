"""Accounts that are closed, what goes by age, requests about data; when a person was last here.

Revision: 0081
Follows: 0080
"""

import sqlalchemy as sa
from alembic import op

revision = "0081"
down_revision = "0080"
branch_labels = None
depends_on = None


def _record() -> list[sa.Column]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    ]


def upgrade() -> None:
    with op.batch_alter_table("person") as batch:
        batch.add_column(sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("unused_notices", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("person") as batch:
        batch.alter_column("unused_notices", server_default=None)
    op.create_table(
        "account_closing",
        *_record(),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_account_closing_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_closing")),
    )
    still = {
        "sqlite_where": sa.text("kept_at IS NULL AND done_at IS NULL"),
        "postgresql_where": sa.text("kept_at IS NULL AND done_at IS NULL"),
    }
    op.create_index("uq_account_closing_open", "account_closing", ["person_id"], unique=True, **still)
    op.create_index("ix_account_closing_due", "account_closing", ["due_at"], **still)
    op.create_table(
        "retention_run",
        *_record(),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.Column("waited", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_run")),
    )
    op.create_index("ix_retention_run_rule", "retention_run", ["rule", "id"])
    op.create_table(
        "rights_request",
        *_record(),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("asker_name", sa.String(length=120), nullable=False),
        sa.Column("asker_email", sa.String(length=254), nullable=False),
        sa.Column("request_words", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("outcome_words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_rights_request_person_id_person")),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_rights_request_answered_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rights_request")),
        sa.UniqueConstraint("number", name=op.f("uq_rights_request_number")),
    )
    op.create_index(op.f("ix_rights_request_person_id"), "rights_request", ["person_id"])
    op.create_index("ix_rights_request_state", "rights_request", ["state", "due_on"])


def downgrade() -> None:
    op.drop_table("rights_request")
    op.drop_table("retention_run")
    op.drop_table("account_closing")
    with op.batch_alter_table("person") as batch:
        batch.drop_column("unused_notices")
        batch.drop_column("seen_at")
