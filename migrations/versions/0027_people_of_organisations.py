"""People of organisations; a letter of support names the organisation of the programme's list.

Revision: 0027
Follows: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organisation_member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("post", sa.String(length=120), nullable=False),
        sa.Column("given_by_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_member_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_organisation_member_person_id_person")),
        sa.ForeignKeyConstraint(["given_by_id"], ["person.id"], name=op.f("fk_organisation_member_given_by_id_person")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["person.id"], name=op.f("fk_organisation_member_ended_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_member")),
    )
    op.create_index(op.f("ix_organisation_member_person_id"), "organisation_member", ["person_id"])
    op.create_index(
        "uq_organisation_member_live",
        "organisation_member",
        ["organisation_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    with op.batch_alter_table("supporter_statement") as batch:
        batch.add_column(sa.Column("organisation_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_supporter_statement_organisation_id_organisation"), "organisation", ["organisation_id"], ["id"]
        )
        batch.create_index(op.f("ix_supporter_statement_organisation_id"), ["organisation_id"])


def downgrade() -> None:
    with op.batch_alter_table("supporter_statement") as batch:
        batch.drop_index(op.f("ix_supporter_statement_organisation_id"))
        batch.drop_constraint(op.f("fk_supporter_statement_organisation_id_organisation"), type_="foreignkey")
        batch.drop_column("organisation_id")
    op.drop_table("organisation_member")
