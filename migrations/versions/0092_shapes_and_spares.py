"""The shapes that a partnership had; a spare partner for a link.

Revision: 0092
Follows: 0091
"""

import sqlalchemy as sa
from alembic import op

revision = "0092"
down_revision = "0091"
branch_labels = None
depends_on = None


def _key(name: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_partnership_shape_change_{name}_{target}"))


def upgrade() -> None:
    op.create_table(
        "partnership_shape_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("partnership_id", sa.Uuid(), nullable=False),
        sa.Column("before", sa.String(length=40), nullable=False),
        sa.Column("after", sa.String(length=40), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        _key("partnership_id", "partnership"),
        _key("by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnership_shape_change")),
    )
    op.create_index(op.f("ix_partnership_shape_change_partnership_id"), "partnership_shape_change", ["partnership_id"])
    with op.batch_alter_table("pair") as table:
        table.add_column(sa.Column("spare_school_id", sa.Uuid(), nullable=True))
        table.create_foreign_key(op.f("fk_pair_spare_school_id_school"), "school", ["spare_school_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("pair") as table:
        table.drop_constraint(op.f("fk_pair_spare_school_id_school"), type_="foreignkey")
        table.drop_column("spare_school_id")
    op.drop_table("partnership_shape_change")
