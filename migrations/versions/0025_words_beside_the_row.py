"""On PostgreSQL the index words of a school stay readable in its row: packed away, each look at them costs ten times as much.

Revision: 0025
Follows: 0024
"""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE school_listing ALTER COLUMN words SET STORAGE EXTERNAL")
        op.execute("ALTER TABLE school_listing ALTER COLUMN vector SET STORAGE MAIN")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE school_listing ALTER COLUMN words SET STORAGE EXTENDED")
        op.execute("ALTER TABLE school_listing ALTER COLUMN vector SET STORAGE EXTENDED")
