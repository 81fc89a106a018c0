"""The head of the stand-in's school agrees the time out of class.

Revision: 0098
Follows: 0097
"""

import sqlalchemy as sa
from alembic import op

revision = "0098"
down_revision = "0097"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "release_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("delegate_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["delegate_id"], ["person.id"], name=op.f("fk_release_rule_delegate_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_release_rule_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_rule")),
        sa.UniqueConstraint("school_id", name="uq_release_rule_school"),
    )
    with op.batch_alter_table("handoff") as batch:
        batch.add_column(sa.Column("release_delegate_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("release_due_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("release_late_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("released_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("released_by_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(op.f("fk_handoff_release_delegate_id"), "person", ["release_delegate_id"], ["id"])
        batch.create_foreign_key(op.f("fk_handoff_released_by_id"), "person", ["released_by_id"], ["id"])
        batch.drop_constraint(op.f("ck_handoff_filled_by_a_school"), type_="check")
        batch.create_check_constraint(
            op.f("ck_handoff_filled_by_a_school"),
            "filling NOT IN ('filled', 'accepted_release_pending') OR accepted_school_id IS NOT NULL",
        )


def downgrade() -> None:
    with op.batch_alter_table("handoff") as batch:
        batch.drop_constraint(op.f("ck_handoff_filled_by_a_school"), type_="check")
        batch.create_check_constraint(
            op.f("ck_handoff_filled_by_a_school"), "filling <> 'filled' OR accepted_school_id IS NOT NULL"
        )
        batch.drop_constraint(op.f("fk_handoff_released_by_id"), type_="foreignkey")
        batch.drop_constraint(op.f("fk_handoff_release_delegate_id"), type_="foreignkey")
        for name in ("released_by_id", "released_at", "release_late_at", "release_due_at", "release_delegate_id"):
            batch.drop_column(name)
    op.drop_table("release_rule")
