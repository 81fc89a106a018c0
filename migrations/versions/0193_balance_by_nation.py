"""Between equals clusters that are led from one part of the United Kingdom may come first.

Revision: 0193
Follows: 0192
"""

import sqlalchemy as sa
from alembic import op

revision = "0193"
down_revision = "0192"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("review_rules") as batch:
        batch.add_column(sa.Column("balance_nation", sa.String(length=6), nullable=True))
        batch.create_check_constraint(
            op.f("ck_review_rules_nation_is_named"), "balance <> 'nation' OR balance_nation IS NOT NULL"
        )


def downgrade() -> None:
    op.execute("UPDATE review_rules SET balance = 'none' WHERE balance = 'nation'")
    with op.batch_alter_table("review_rules") as batch:
        batch.drop_constraint(op.f("ck_review_rules_nation_is_named"), type_="check")
        batch.drop_column("balance_nation")
