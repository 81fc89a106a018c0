"""The school year: an authority's dates, calendar files that were read, school hours, where a school's dates came from.

Revision: 0077
Follows: 0076
"""

import sqlalchemy as sa
from alembic import op

revision = "0077"
down_revision = "0076"
branch_labels = None
depends_on = None


def _record(name: str, *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))


def upgrade() -> None:
    _record(
        "authority_period",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        _to("authority_period", "organisation_id", "organisation"),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_authority_period_days")),
    )
    op.create_index(op.f("ix_authority_period_organisation_id"), "authority_period", ["organisation_id"])
    _record(
        "authority_follower",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        _to("authority_follower", "school_id", "school"),
        _to("authority_follower", "organisation_id", "organisation"),
    )
    op.create_index(op.f("ix_authority_follower_organisation_id"), "authority_follower", ["organisation_id"])
    op.create_index(
        "uq_authority_follower_live",
        "authority_follower",
        ["school_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    _record(
        "term_import",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("number_left_out", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        _to("term_import", "school_id", "school"),
        _to("term_import", "by_id", "person"),
    )
    op.create_index(op.f("ix_term_import_school_id"), "term_import", ["school_id"])
    _record(
        "school_hours",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        _to("school_hours", "school_id", "school"),
        sa.UniqueConstraint("school_id", "weekday", "opens", name="uq_school_hours_opens"),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_school_hours_weekday")),
        sa.CheckConstraint("closes > opens", name=op.f("ck_school_hours_hours")),
    )
    with op.batch_alter_table("school_period") as batch:
        batch.add_column(sa.Column("source", sa.String(length=40), nullable=False, server_default="typed"))
        batch.add_column(sa.Column("import_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("authority_period_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(op.f("fk_school_period_import_id_term_import"), "term_import", ["import_id"], ["id"])
        batch.create_foreign_key(
            op.f("fk_school_period_authority_period_id_authority_period"),
            "authority_period",
            ["authority_period_id"],
            ["id"],
        )
        batch.create_index(op.f("ix_school_period_authority_period_id"), ["authority_period_id"])


def downgrade() -> None:
    with op.batch_alter_table("school_period") as batch:
        batch.drop_index(op.f("ix_school_period_authority_period_id"))
        batch.drop_constraint(op.f("fk_school_period_authority_period_id_authority_period"), type_="foreignkey")
        batch.drop_constraint(op.f("fk_school_period_import_id_term_import"), type_="foreignkey")
        batch.drop_column("authority_period_id")
        batch.drop_column("import_id")
        batch.drop_column("source")
    for name in ("school_hours", "term_import", "authority_follower", "authority_period"):
        op.drop_table(name)
