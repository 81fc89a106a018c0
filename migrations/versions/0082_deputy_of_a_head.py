"""Who answers for a head: one for each school.

Revision: 0082
Follows: 0081
"""

import sqlalchemy as sa
from alembic import op

revision = "0082"
down_revision = "0081"
branch_labels = None
depends_on = None


def upgrade() -> None:
    is_live = sa.text("ended_on IS NULL AND function = 'head_deputy'")
    op.create_index(
        "uq_school_function_head_deputy",
        "school_function",
        ["school_id"],
        unique=True,
        sqlite_where=is_live,
        postgresql_where=is_live,
    )


def downgrade() -> None:
    op.drop_index("uq_school_function_head_deputy", table_name="school_function")
    function = sa.table("school_function", sa.column("function"))
    op.execute(sa.delete(function).where(function.c.function == "head_deputy"))
