"""Heads who confirm by link were recorded with a version of the code of conduct that they were never asked about.

Revision: 0086
Follows: 0085
"""

from alembic import op

revision = "0086"
down_revision = "0085"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "UPDATE person SET conduct_version = '' "
        "WHERE password_hash IS NULL AND id NOT IN (SELECT person_id FROM conduct_acceptance)"
    )


def downgrade() -> None:
    """What was put right stays right."""
