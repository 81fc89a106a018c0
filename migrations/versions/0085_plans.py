"""The project plan of a partnership: tasks, and the class of each school.

Revision: 0085
Follows: 0084
"""

import sqlalchemy as sa
from alembic import op

revision = "0085"
down_revision = "0084"
branch_labels = None
depends_on = None


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
        "partnership_task",
        *_moments(),
        sa.Column("partnership_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("help", sa.String(length=40), nullable=True),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=True),
        sa.Column("for_school_id", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("why_blocked", sa.Text(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("partnership_task", "partnership_id", "partnership"),
        _key("partnership_task", "school_id", "school"),
        _key("partnership_task", "for_school_id", "school"),
        _key("partnership_task", "asked_by_id", "person"),
        sa.CheckConstraint(
            "kind <> 'support' OR for_school_id IS NOT NULL", name=op.f("ck_partnership_task_support_names_a_school")
        ),
        sa.CheckConstraint(
            "school_id IS NULL OR for_school_id IS NULL OR school_id <> for_school_id",
            name=op.f("ck_partnership_task_another_school"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnership_task")),
    )
    op.create_index("ix_partnership_task_plan", "partnership_task", ["partnership_id", "due_on", "id"])
    op.create_index(op.f("ix_partnership_task_school_id"), "partnership_task", ["school_id"])
    op.create_index(op.f("ix_partnership_task_for_school_id"), "partnership_task", ["for_school_id"])
    op.create_table(
        "project_class",
        *_moments(),
        sa.Column("partnership_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("year_group", sa.String(length=80), nullable=False),
        sa.Column("pupil_count", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("project_class", "partnership_id", "partnership"),
        _key("project_class", "school_id", "school"),
        sa.CheckConstraint("pupil_count > 0", name=op.f("ck_project_class_some_pupils")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_class")),
        sa.UniqueConstraint("partnership_id", "school_id", name="uq_project_class_school"),
    )
    op.create_index(op.f("ix_project_class_school_id"), "project_class", ["school_id"])


def downgrade() -> None:
    op.drop_table("project_class")
    op.drop_table("partnership_task")
