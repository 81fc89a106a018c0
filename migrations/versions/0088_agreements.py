"""Agreements of partnerships: versions, what each school brings, the heads' signatures.

Revision: 0088
Follows: 0087
"""

import sqlalchemy as sa
from alembic import op

revision = "0088"
down_revision = "0087"
branch_labels = None
depends_on = None

_OPEN = sa.text("status IN ('draft', 'signing', 'signed_by_one')")
_IN_FORCE = sa.text("status = 'in_force'")
_LIVE = sa.text("status <> 'void'")


def _moments() -> list[sa.Column[object]]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    ]


def _key(table: str, name: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}_{target}"))


def upgrade() -> None:
    op.create_table(
        "agreement",
        *_moments(),
        sa.Column("partnership_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("aims", sa.Text(), nullable=False),
        sa.Column("objectives", sa.Text(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("next_review_on", sa.Date(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("in_force_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("written_by_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("agreement", "partnership_id", "partnership"),
        _key("agreement", "written_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
        sa.UniqueConstraint("partnership_id", "number", name="uq_agreement_number"),
    )
    op.create_index(
        "uq_agreement_open", "agreement", ["partnership_id"], unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
    )
    op.create_index(
        "uq_agreement_in_force",
        "agreement",
        ["partnership_id"],
        unique=True,
        sqlite_where=_IN_FORCE,
        postgresql_where=_IN_FORCE,
    )
    op.create_index(
        "ix_agreement_review", "agreement", ["next_review_on"], sqlite_where=_IN_FORCE, postgresql_where=_IN_FORCE
    )
    op.create_table(
        "agreement_part",
        *_moments(),
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("contribution", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("agreement_part", "agreement_id", "agreement"),
        _key("agreement_part", "school_id", "school"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_part")),
        sa.UniqueConstraint("agreement_id", "school_id", name="uq_agreement_part_school"),
    )
    op.create_index(op.f("ix_agreement_part_school_id"), "agreement_part", ["school_id"])
    op.create_table(
        "agreement_signature",
        *_moments(),
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("signer_name", sa.String(length=120), nullable=False),
        sa.Column("signed_by_id", sa.Uuid(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_link", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _key("agreement_signature", "agreement_id", "agreement"),
        _key("agreement_signature", "school_id", "school"),
        _key("agreement_signature", "signed_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_signature")),
    )
    op.create_index(op.f("ix_agreement_signature_agreement_id"), "agreement_signature", ["agreement_id"])
    op.create_index(op.f("ix_agreement_signature_school_id"), "agreement_signature", ["school_id"])
    op.create_index(
        "uq_agreement_signature_live",
        "agreement_signature",
        ["agreement_id", "school_id"],
        unique=True,
        sqlite_where=_LIVE,
        postgresql_where=_LIVE,
    )


def downgrade() -> None:
    op.drop_table("agreement_signature")
    op.drop_table("agreement_part")
    op.drop_table("agreement")
