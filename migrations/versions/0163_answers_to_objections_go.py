"""The answer to an objection goes with the words of the objection, when they are old enough.

Revision: 0163
Follows: 0162
"""

from alembic import op

revision = "0163"
down_revision = "0162"
branch_labels = None
depends_on = None

NAME = "ck_objection_answered_with_words"
BEFORE = "status NOT IN ('upheld', 'dismissed') OR (answered_at IS NOT NULL AND answer <> '')"
SINCE = "status NOT IN ('upheld', 'dismissed') OR (answered_at IS NOT NULL AND (answer <> '' OR words = ''))"


def upgrade() -> None:
    with op.batch_alter_table("objection") as table:
        table.drop_constraint(op.f(NAME), type_="check")
        table.create_check_constraint(op.f(NAME), SINCE)


def downgrade() -> None:
    op.execute("UPDATE objection SET answer = '-' WHERE status IN ('upheld', 'dismissed') AND answer = ''")
    with op.batch_alter_table("objection") as table:
        table.drop_constraint(op.f(NAME), type_="check")
        table.create_check_constraint(op.f(NAME), BEFORE)
