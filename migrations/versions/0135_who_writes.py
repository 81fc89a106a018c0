"""Who is asked to write a section of an application, and who is in it now.

Revision: 0135
Follows: 0134
"""

import sqlalchemy as sa
from alembic import op

revision = "0135"
down_revision = "0134"
branch_labels = None
depends_on = None

TABLES = {"section_writer": (), "section_presence": ("person_id",)}


def upgrade() -> None:
    for table, more in TABLES.items():
        until = [sa.Column("until", sa.DateTime(timezone=True), nullable=False)] if more else []
        op.create_table(
            table,
            sa.Column("id", sa.Uuid(), nullable=False),
            sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("application_id", sa.Uuid(), nullable=False),
            sa.Column("section_id", sa.Uuid(), nullable=False),
            sa.Column("for_school_id", sa.Uuid(), nullable=True),
            sa.Column("person_id", sa.Uuid(), nullable=False),
            *until,
            sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f(f"fk_{table}_application_id")),
            sa.ForeignKeyConstraint(["for_school_id"], ["school.id"], name=op.f(f"fk_{table}_for_school_id")),
            sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f(f"fk_{table}_person_id")),
            sa.ForeignKeyConstraint(["section_id"], ["round_section.id"], name=op.f(f"fk_{table}_section_id")),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        )
        op.create_index(op.f(f"ix_{table}_person_id"), table, ["person_id"], unique=False)
        columns, where = ["application_id", "section_id", *more], "for_school_id IS {}NULL"
        for name, these, words in (
            (f"uq_{table}", columns, where.format("")),
            (f"uq_{table}_of_school", [*columns, "for_school_id"], where.format("NOT ")),
        ):
            op.create_index(
                name, table, these, unique=True, sqlite_where=sa.text(words), postgresql_where=sa.text(words)
            )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
