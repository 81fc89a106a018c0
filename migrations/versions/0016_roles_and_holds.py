"""Roles that wait for a second person, accounts on hold, and names as they are searched.

Revision: 0016
Follows: 0015
"""

import sqlalchemy as sa
from alembic import op

from portal.core.text import fold

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def _record() -> tuple[sa.Column, ...]:
    return (
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    )


def upgrade() -> None:
    with op.batch_alter_table("person") as table:
        table.add_column(sa.Column("folded_name", sa.String(length=200), server_default="", nullable=False))
    _fold_names()
    op.create_index("ix_person_folded_name", "person", ["folded_name", "id"])
    op.create_table(
        "role_proposal",
        *_record(),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("authority_code", sa.String(length=20), nullable=True),
        sa.Column("vouched_by", sa.String(length=200), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("proposed_by_id", sa.Uuid(), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("grant_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_proposal_person_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["person.id"], name=op.f("fk_role_proposal_proposed_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_role_proposal_decided_by_id")),
        sa.ForeignKeyConstraint(["grant_id"], ["role_grant.id"], name=op.f("fk_role_proposal_grant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_proposal")),
    )
    op.create_index(op.f("ix_role_proposal_person_id"), "role_proposal", ["person_id"])
    is_open = sa.text("status = 'proposed'")
    op.create_index(
        "uq_role_proposal_open",
        "role_proposal",
        ["person_id", "role"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_table(
        "account_hold",
        *_record(),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by_id", sa.Uuid(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by_id", sa.Uuid(), nullable=True),
        sa.Column("lift_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_account_hold_person_id")),
        sa.ForeignKeyConstraint(["set_by_id"], ["person.id"], name=op.f("fk_account_hold_set_by_id")),
        sa.ForeignKeyConstraint(["lifted_by_id"], ["person.id"], name=op.f("fk_account_hold_lifted_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_hold")),
    )
    op.create_index(op.f("ix_account_hold_person_id"), "account_hold", ["person_id"])
    is_live = sa.text("lifted_at IS NULL")
    op.create_index(
        "uq_account_hold_live",
        "account_hold",
        ["person_id"],
        unique=True,
        sqlite_where=is_live,
        postgresql_where=is_live,
    )


def _fold_names() -> None:
    person = sa.table("person", sa.column("id", sa.Uuid()), sa.column("name"), sa.column("folded_name"))
    bind = op.get_bind()
    rows = bind.execute(sa.select(person.c.id, person.c.name)).all()
    if rows:
        by_id = sa.update(person).where(person.c.id == sa.bindparam("key")).values(folded_name=sa.bindparam("folded"))
        bind.execute(by_id, [{"key": row.id, "folded": fold(row.name)[:200]} for row in rows])


def downgrade() -> None:
    op.drop_table("account_hold")
    op.drop_table("role_proposal")
    op.drop_index("ix_person_folded_name", table_name="person")
    with op.batch_alter_table("person") as table:
        table.drop_column("folded_name")
