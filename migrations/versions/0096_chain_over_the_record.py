"""The record is sealed in blocks; nothing replaces, empties or changes it; three more ways to look things up in it.

Revision: 0096
Follows: 0095
"""

import sqlalchemy as sa
from alembic import op

revision = "0096"
down_revision = "0095"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
INDEXES = {"by": "by_id", "person": "person_id", "kind": "kind"}
TABLES = {"audit_block": "number", "chain_check": "id"}


def upgrade() -> None:
    for name, column in INDEXES.items():
        op.create_index(f"ix_audit_entry_{name}", "audit_entry", [column, "id"])
    op.create_table(
        "audit_block",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("first_id", sa.Uuid(), nullable=False),
        sa.Column("last_id", sa.Uuid(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sealed_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_block")),
    )
    op.create_table(
        "chain_check",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("head", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=40), nullable=True),
        sa.Column("block", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain_check")),
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse()"
            )
        for table in ("audit_entry", *TABLES):
            op.execute(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()"
            )
        return
    refuse = "SELECT RAISE(ABORT, 'the record is append-only'); END"
    for table in TABLES:
        for act in ("update", "delete"):
            op.execute(f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} BEGIN {refuse}")
    for table, key in {
        "audit_entry": "id",
        **TABLES,
    }.items():  # REPLACE removes a row without asking the trigger of deletions
        there = f"EXISTS (SELECT 1 FROM {table} WHERE {key} = new.{key})"
        op.execute(f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {there} BEGIN {refuse}")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER audit_entry_no_truncate ON audit_entry")
    else:
        op.execute("DROP TRIGGER audit_entry_no_replace")
    op.drop_table("chain_check")
    op.drop_table("audit_block")
    for name in INDEXES:
        op.drop_index(f"ix_audit_entry_{name}", "audit_entry")
