"""The safeguarding answers of schools.

Revision: 0021
Follows: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "safeguarding_declaration",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("lead_name", sa.String(120), nullable=False),
        sa.Column("lead_reach", sa.String(200), nullable=False),
        sa.Column("deputy_name", sa.String(120), nullable=False),
        sa.Column("deputy_reach", sa.String(200), nullable=False),
        sa.Column("rules", sa.String(40), nullable=False),
        sa.Column("rules_words", sa.String(300), nullable=False),
        sa.Column("policy_link", sa.String(500), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name="fk_safeguarding_declaration_made_by_id"),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_safeguarding_declaration_school_id"),
        sa.PrimaryKeyConstraint("id", name="pk_safeguarding_declaration"),
    )
    op.create_index("ix_safeguarding_declaration_school_id", "safeguarding_declaration", ["school_id"])
    op.create_index("ix_safeguarding_declaration_expires", "safeguarding_declaration", ["expires_on"])
    op.create_index(
        "uq_safeguarding_declaration_current",
        "safeguarding_declaration",
        ["school_id"],
        unique=True,
        sqlite_where=sa.text("is_current"),
        postgresql_where=sa.text("is_current"),
    )


def downgrade() -> None:
    op.drop_table("safeguarding_declaration")
