"""Difficulties between two schools, sorted out in private.

Revision: 0076
Follows: 0075
"""

import sqlalchemy as sa
from alembic import op

revision = "0076"
down_revision = "0075"
branch_labels = None
depends_on = None

OPEN = sa.text("status IN ('raised', 'accepted_by_both', 'in_progress')")


def _moments() -> list[sa.Column[object]]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    ]


def _key(table: str, name: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}_{target}"))


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "mediation",
        *_moments(),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("raising_school_id", sa.Uuid(), nullable=False),
        sa.Column("other_school_id", sa.Uuid(), nullable=False),
        sa.Column("raised_by_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("wish", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("mediator_kind", sa.String(length=40), nullable=True),
        sa.Column("mediator_school_id", sa.Uuid(), nullable=True),
        sa.Column("mediator_id", sa.Uuid(), nullable=True),
        sa.Column("raising_accepted_at", instant, nullable=True),
        sa.Column("other_accepted_at", instant, nullable=True),
        sa.Column("mediator_accepted_at", instant, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("ended_at", instant, nullable=True),
        sa.Column("escalated_at", instant, nullable=True),
        sa.Column("escalated_by_id", sa.Uuid(), nullable=True),
        sa.Column("escalation", sa.Text(), nullable=False),
        sa.Column("inherited_from_id", sa.Uuid(), nullable=True),
        _key("mediation", "cluster_id", "cluster"),
        _key("mediation", "raising_school_id", "school"),
        _key("mediation", "other_school_id", "school"),
        _key("mediation", "raised_by_id", "person"),
        _key("mediation", "mediator_school_id", "school"),
        _key("mediation", "mediator_id", "person"),
        _key("mediation", "escalated_by_id", "person"),
        _key("mediation", "inherited_from_id", "school"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mediation")),
    )
    for name in ("cluster_id", "raising_school_id", "other_school_id", "mediator_school_id", "mediator_id"):
        op.create_index(op.f(f"ix_mediation_{name}"), "mediation", [name])
    op.create_index(
        "uq_mediation_open",
        "mediation",
        ["cluster_id", "raising_school_id", "other_school_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_table(
        "mediation_step",
        *_moments(),
        sa.Column("mediation_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("voice", sa.String(length=40), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        _key("mediation_step", "mediation_id", "mediation"),
        _key("mediation_step", "by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mediation_step")),
    )
    op.create_index(op.f("ix_mediation_step_mediation_id"), "mediation_step", ["mediation_id"])
    op.create_table(
        "mediation_action",
        *_moments(),
        sa.Column("mediation_id", sa.Uuid(), nullable=False),
        sa.Column("owner", sa.String(length=40), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_at", instant, nullable=True),
        sa.Column("done_by_id", sa.Uuid(), nullable=True),
        _key("mediation_action", "mediation_id", "mediation"),
        _key("mediation_action", "done_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mediation_action")),
    )
    op.create_index(op.f("ix_mediation_action_mediation_id"), "mediation_action", ["mediation_id"])


def downgrade() -> None:
    op.drop_table("mediation_action")
    op.drop_table("mediation_step")
    op.drop_table("mediation")
