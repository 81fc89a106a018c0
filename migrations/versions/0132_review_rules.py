"""How a round is reviewed, the kept figures of an application, and criteria that do not apply to it.

Revision: 0132
Follows: 0131
"""

import uuid
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0132"
down_revision = "0131"
branch_labels = None
depends_on = None


def _row_columns() -> list[sa.Column]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    ]


def upgrade() -> None:
    op.create_table(
        "review_rules",
        *_row_columns(),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("quality_bar", sa.Integer(), nullable=False),
        sa.Column("criterion_floor", sa.Integer(), nullable=False),
        sa.Column("tie_first_id", sa.Uuid(), nullable=True),
        sa.Column("tie_second_id", sa.Uuid(), nullable=True),
        sa.Column("balance", sa.String(length=40), nullable=False),
        sa.Column("is_blind", sa.Boolean(), nullable=False),
        sa.Column("has_discussion", sa.Boolean(), nullable=False),
        sa.Column("has_calibration", sa.Boolean(), nullable=False),
        sa.Column("publishes_bands", sa.Boolean(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=True),
        sa.Column("seed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("quality_bar >= 0 AND quality_bar <= 100", name=op.f("ck_review_rules_bar_of_points")),
        sa.CheckConstraint(
            "criterion_floor >= 0 AND criterion_floor <= 5", name=op.f("ck_review_rules_floor_of_steps")
        ),
        sa.CheckConstraint("(seed IS NULL) = (seed_at IS NULL)", name=op.f("ck_review_rules_seed_has_its_time")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_review_rules_round_id")),
        sa.ForeignKeyConstraint(["tie_first_id"], ["criterion.id"], name=op.f("fk_review_rules_tie_first_id")),
        sa.ForeignKeyConstraint(["tie_second_id"], ["criterion.id"], name=op.f("fk_review_rules_tie_second_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_rules")),
        sa.UniqueConstraint("round_id", name="uq_review_rules_round"),
    )
    op.create_table(
        "dropped_criterion",
        *_row_columns(),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("criterion_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("dropped_by_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_dropped_criterion_application_id")
        ),
        sa.ForeignKeyConstraint(["criterion_id"], ["criterion.id"], name=op.f("fk_dropped_criterion_criterion_id")),
        sa.ForeignKeyConstraint(["dropped_by_id"], ["person.id"], name=op.f("fk_dropped_criterion_dropped_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dropped_criterion")),
        sa.UniqueConstraint("application_id", "criterion_id", name="uq_dropped_criterion"),
    )
    op.create_table(
        "application_standing",
        *_row_columns(),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("mean", sa.Float(), nullable=True),
        sa.Column("spread", sa.Float(), nullable=True),
        sa.Column("deviation", sa.Float(), nullable=True),
        sa.Column("lowest", sa.Float(), nullable=True),
        sa.Column("gap", sa.Integer(), nullable=False),
        sa.Column("is_split", sa.Boolean(), nullable=False),
        sa.Column("whole", sa.Integer(), nullable=False),
        sa.Column("tie_first", sa.Integer(), nullable=False),
        sa.Column("tie_second", sa.Integer(), nullable=False),
        sa.Column("balance", sa.Integer(), nullable=False),
        sa.Column("draw", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_application_standing_application_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_standing")),
        sa.UniqueConstraint("application_id", name="uq_application_standing"),
    )
    _fill()


def _fill() -> None:
    """The figures of reviews that are there. What breaks ties comes when a review of the application is next counted; none has a seed yet."""
    here, now = op.get_bind(), datetime.now(UTC)
    review = sa.table(
        "review",
        sa.column("id", sa.Uuid()),
        sa.column("application_id", sa.Uuid()),
        sa.column("status"),
        sa.column("total"),
        sa.column("recommendation"),
    )
    application = sa.table("application", sa.column("id", sa.Uuid()), sa.column("round_id", sa.Uuid()))
    planned = sa.table("round", sa.column("id", sa.Uuid()), sa.column("reviewers_each"))
    standing = sa.table(
        "application_standing",
        *(sa.column(name, sa.Uuid()) for name in ("id", "application_id")),
        *(sa.column(name, sa.DateTime(timezone=True)) for name in ("created_at", "updated_at", "computed_at")),
        *(sa.column(name) for name in ("counted", "mean", "spread", "gap", "is_split", "whole")),
        *(sa.column(name) for name in ("tie_first", "tie_second", "balance", "draw")),
    )
    found = here.execute(
        sa.select(
            review.c.application_id,
            planned.c.reviewers_each,
            sa.func.count().label("counted"),
            sa.func.avg(review.c.total).label("mean"),
            (sa.func.max(review.c.total) - sa.func.min(review.c.total)).label("spread"),
            sa.func.sum(sa.case((review.c.recommendation == "do_not_fund", 1), else_=0)).label("against"),
        )
        .join_from(review, application, application.c.id == review.c.application_id)
        .join(planned, planned.c.id == application.c.round_id)
        .where(review.c.status.in_(["submitted", "locked"]), review.c.total.is_not(None))
        .group_by(review.c.application_id, planned.c.reviewers_each)
    ).all()
    for row in found:
        op.execute(
            standing.insert().values(
                id=uuid.uuid4(),
                created_at=now,
                updated_at=now,
                computed_at=now,
                application_id=row.application_id,
                counted=row.counted,
                mean=row.mean,
                spread=row.spread,
                gap=0,
                is_split=0 < row.against < row.counted,
                whole=int(row.mean + 0.5) if row.counted >= row.reviewers_each else -1,
                tie_first=0,
                tie_second=0,
                balance=0,
                draw="",
            )
        )


def downgrade() -> None:
    op.drop_table("application_standing")
    op.drop_table("dropped_criterion")
    op.drop_table("review_rules")
