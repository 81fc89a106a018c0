"""Why a review or a held decision ended by itself: no words in the language of whoever pressed.

Revision: 0187
Follows: 0186
"""

import sqlalchemy as sa
from alembic import op

revision = "0187"
down_revision = "0186"
branch_labels = None
depends_on = None

review = sa.table("review", sa.column("conflict_reason"), sa.column("cause"), sa.column("stopped_from"))
decision = sa.table("decision", sa.column("replaced_because"))
WITHDRAWN, IN_WELSH = "The application was withdrawn.", "Tynnwyd y cais yn ôl."
TIED = "Found later: the records show a tie between the reviewer and the cluster."


def upgrade() -> None:
    by_itself = sa.or_(review.c.stopped_from.is_not(None), review.c.cause == "tie_records")
    op.execute(sa.update(review).where(by_itself).values(conflict_reason=""))
    said = decision.c.replaced_because.in_([WITHDRAWN, IN_WELSH])
    op.execute(sa.update(decision).where(said).values(replaced_because="withdrawn"))


def downgrade() -> None:
    """In English again."""
    op.execute(sa.update(review).where(review.c.cause == "tie_records").values(conflict_reason=TIED))
    op.execute(sa.update(review).where(review.c.stopped_from.is_not(None)).values(conflict_reason=WITHDRAWN))
    op.execute(sa.update(decision).where(decision.c.replaced_because == "withdrawn").values(replaced_because=WITHDRAWN))
