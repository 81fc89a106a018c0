"""One school starts no two open clusters of one name.

Revision: 0153
Follows: 0152
"""

import sqlalchemy as sa
from alembic import op

from portal.core.text import fold

revision = "0153"
down_revision = "0152"
branch_labels = None
depends_on = None


WHERE = sa.text("status <> 'closed' AND folded_name <> ''")


def upgrade() -> None:
    op.add_column("cluster", sa.Column("folded_name", sa.String(length=120), nullable=False, server_default=""))
    _fill()
    columns = ["started_by_school_id", "folded_name"]
    op.create_index("uq_cluster_name", "cluster", columns, unique=True, sqlite_where=WHERE, postgresql_where=WHERE)


def _fill() -> None:
    """The oldest of several of one name keeps it; the others are compared from their next change on."""
    cluster = sa.table(
        "cluster",
        sa.column("id", sa.Uuid()),
        sa.column("name", sa.String()),
        sa.column("status", sa.String()),
        sa.column("started_by_school_id", sa.Uuid()),
        sa.column("folded_name", sa.String()),
    )
    held = op.get_bind()
    seen: set[tuple[object, str]] = set()
    query = sa.select(cluster.c.id, cluster.c.name, cluster.c.status, cluster.c.started_by_school_id)
    for key, name, status, school in held.execute(query.order_by(cluster.c.id)).all():
        own = (school, fold(name)[:120])
        if status != "closed" and own in seen:
            continue
        if status != "closed":
            seen.add(own)
        held.execute(sa.update(cluster).where(cluster.c.id == key).values(folded_name=own[1]))


def downgrade() -> None:
    op.drop_index("uq_cluster_name", table_name="cluster")
    with op.batch_alter_table("cluster") as batch:
        batch.drop_column("folded_name")
