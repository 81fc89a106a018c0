"""Things to lend, loans, shared weeks, needs and offers.

Revision: 0150
Follows: 0149
"""

import sqlalchemy as sa
from alembic import op

revision = "0150"
down_revision = "0149"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "school_want",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.String(length=40), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("said_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_school_want_cluster_id")),
        sa.ForeignKeyConstraint(["said_by_id"], ["person.id"], name=op.f("fk_school_want_said_by_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_school_want_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_want")),
        sa.UniqueConstraint("cluster_id", "school_id", "side", "topic", name="uq_school_want_topic"),
    )
    with op.batch_alter_table("school_want", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_school_want_school_id"), ["school_id"], unique=False)

    op.create_table(
        "thing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("folded_name", sa.String(length=160), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("added_by_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_thing_added_by_id")),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_thing_cluster_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_thing_person_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_thing_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thing")),
    )
    with op.batch_alter_table("thing", schema=None) as batch_op:
        batch_op.create_index("ix_thing_cluster", ["cluster_id", "folded_name", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_thing_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_thing_school_id"), ["school_id"], unique=False)

    op.create_table(
        "loan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("thing_id", sa.Uuid(), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("lent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("back_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("due_on >= from_on", name=op.f("ck_loan_in_order")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_loan_answered_by_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_loan_asked_by_id")),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_loan_cluster_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_loan_school_id")),
        sa.ForeignKeyConstraint(["thing_id"], ["thing.id"], name=op.f("fk_loan_thing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan")),
    )
    with op.batch_alter_table("loan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_loan_cluster_id"), ["cluster_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_loan_school_id"), ["school_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_loan_thing_id"), ["thing_id"], unique=False)
        batch_op.create_index(
            "uq_loan_out",
            ["thing_id"],
            unique=True,
            sqlite_where=sa.text("status IN ('promised', 'lent')"),
            postgresql_where=sa.text("status IN ('promised', 'lent')"),
        )

    op.create_table(
        "week_day",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("thing_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("day BETWEEN 1 AND 5", name=op.f("ck_week_day_day")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_week_day_school_id")),
        sa.ForeignKeyConstraint(["thing_id"], ["thing.id"], name=op.f("fk_week_day_thing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_week_day")),
        sa.UniqueConstraint("thing_id", "day", name="uq_week_day_thing"),
    )
    with op.batch_alter_table("week_day", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_week_day_school_id"), ["school_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("week_day", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_week_day_school_id"))

    op.drop_table("week_day")
    with op.batch_alter_table("loan", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_loan_out",
            sqlite_where=sa.text("status IN ('promised', 'lent')"),
            postgresql_where=sa.text("status IN ('promised', 'lent')"),
        )
        batch_op.drop_index(batch_op.f("ix_loan_thing_id"))
        batch_op.drop_index(batch_op.f("ix_loan_school_id"))
        batch_op.drop_index(batch_op.f("ix_loan_cluster_id"))

    op.drop_table("loan")
    with op.batch_alter_table("thing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_thing_school_id"))
        batch_op.drop_index(batch_op.f("ix_thing_person_id"))
        batch_op.drop_index("ix_thing_cluster")

    op.drop_table("thing")
    with op.batch_alter_table("school_want", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_school_want_school_id"))

    op.drop_table("school_want")
