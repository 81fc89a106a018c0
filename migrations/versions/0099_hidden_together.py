"""Everything that a person wrote is hidden together and shown again; who said that an activity took place.

Revision: 0099
Follows: 0098
"""

import sqlalchemy as sa
from alembic import op

revision = "0099"
down_revision = "0098"
branch_labels = None
depends_on = None

SPEAKERS = ("delivered_owner_by_id", "delivered_partner_by_id")


def upgrade() -> None:
    op.create_table(
        "hiding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("things", sa.Integer(), nullable=False),
        sa.Column("set_by_id", sa.Uuid(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by_id", sa.Uuid(), nullable=True),
        sa.Column("lift_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_hiding_person_id_person")),
        sa.ForeignKeyConstraint(["set_by_id"], ["person.id"], name=op.f("fk_hiding_set_by_id_person")),
        sa.ForeignKeyConstraint(["lifted_by_id"], ["person.id"], name=op.f("fk_hiding_lifted_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hiding")),
    )
    is_live = sa.text("lifted_at IS NULL")
    op.create_index("ix_hiding_person", "hiding", ["person_id", "id"])
    op.create_index(
        "uq_hiding_live", "hiding", ["person_id"], unique=True, sqlite_where=is_live, postgresql_where=is_live
    )
    op.create_table(
        "hidden_thing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hiding_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("thing_id", sa.Uuid(), nullable=False),
        sa.Column("taken", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["hiding_id"], ["hiding.id"], name=op.f("fk_hidden_thing_hiding_id_hiding")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hidden_thing")),
        sa.UniqueConstraint("kind", "thing_id", name=op.f("uq_hidden_thing_kind_thing_id")),
    )
    op.create_index("ix_hidden_thing_hiding", "hidden_thing", ["hiding_id", "id"])
    with op.batch_alter_table("activity") as batch:
        for name in SPEAKERS:
            batch.add_column(sa.Column(name, sa.Uuid(), nullable=True))
            batch.create_foreign_key(batch.f(f"fk_activity_{name}_person"), "person", [name], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("activity") as batch:
        for name in SPEAKERS:
            batch.drop_constraint(batch.f(f"fk_activity_{name}_person"), type_="foreignkey")
            batch.drop_column(name)
    op.drop_index("ix_hidden_thing_hiding", table_name="hidden_thing")
    op.drop_table("hidden_thing")
    op.drop_index("uq_hiding_live", table_name="hiding")
    op.drop_index("ix_hiding_person", table_name="hiding")
    op.drop_table("hiding")
