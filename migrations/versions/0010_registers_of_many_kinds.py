"""Registers of many kinds: what an entry says more, entries of one school in two registers, refused rows, and imports that follow one another.

Revision: 0010
Follows: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

WORDS = (
    ("local_number", 10),
    ("region", 60),
    ("gender", 20),
    ("faith", 120),
    ("teaching_language", 80),
    ("trust", 200),
)
NUMBERED = """
UPDATE register_import SET sequence = (
    SELECT count(*) FROM register_import AS before WHERE before.register = register_import.register AND before.id <= register_import.id
)
"""


def upgrade() -> None:
    with op.batch_alter_table("register_entry") as batch_op:
        for name, length in WORDS:
            batch_op.add_column(sa.Column(name, sa.String(length), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("free_meals", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("same_as_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key("fk_register_entry_same_as_id", "register_entry", ["same_as_id"], ["id"])
        batch_op.create_index("ix_register_entry_same_as_id", ["same_as_id"])
        batch_op.create_index("ix_register_entry_local_number", ["local_number"])
        batch_op.create_index("ix_register_entry_register_status", ["register", "status"])
    with op.batch_alter_table("register_entry") as batch_op:
        for name, _length in WORDS:
            batch_op.alter_column(name, server_default=None)
    op.create_index("ix_register_link_other_number", "register_link", ["register", "other_number"])
    with op.batch_alter_table("register_import") as batch_op:
        for name in ("sequence", "older", "missing"):
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.execute(NUMBERED)
    with op.batch_alter_table("register_import") as batch_op:
        for name in ("sequence", "older", "missing"):
            batch_op.alter_column(name, server_default=None)
        batch_op.create_unique_constraint("uq_register_import_register_sequence", ["register", "sequence"])
    op.create_table(
        "register_refusal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.String(60), nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["register_import.id"], name="fk_register_refusal_import_id"),
        sa.PrimaryKeyConstraint("id", name="pk_register_refusal"),
    )
    op.create_index("ix_register_refusal_import_id", "register_refusal", ["import_id"])


def downgrade() -> None:
    op.drop_table("register_refusal")
    with op.batch_alter_table("register_import") as batch_op:
        batch_op.drop_constraint("uq_register_import_register_sequence", type_="unique")
        for name in ("sequence", "older", "missing"):
            batch_op.drop_column(name)
    op.drop_index("ix_register_link_other_number", "register_link")
    with op.batch_alter_table("register_entry") as batch_op:
        batch_op.drop_index("ix_register_entry_register_status")
        batch_op.drop_index("ix_register_entry_local_number")
        batch_op.drop_index("ix_register_entry_same_as_id")
        batch_op.drop_constraint("fk_register_entry_same_as_id", type_="foreignkey")
        batch_op.drop_column("same_as_id")
        batch_op.drop_column("free_meals")
        for name, _length in WORDS:
            batch_op.drop_column(name)
