"""The board: several files and pictures with a message, and the consent for pictures.

Revision: 0080
Follows: 0079
"""

import uuid
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0079"
branch_labels = None
depends_on = None

PICTURES = ("image/jpeg", "image/png")


def upgrade() -> None:
    op.create_table(
        "post_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=True),
        sa.Column("held_post_id", sa.Uuid(), nullable=True),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_picture", sa.Boolean(), nullable=False),
        sa.Column("small_key", sa.String(length=80), nullable=True),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("people", sa.String(length=40), nullable=False),
        sa.Column("consent_holder", sa.String(length=160), nullable=False),
        sa.Column("consent_scope", sa.String(length=40), nullable=True),
        sa.Column("consent_until", sa.Date(), nullable=True),
        sa.Column("consent_by_id", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_post_file_cluster_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_file_post_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_post_file_file_id")),
        sa.ForeignKeyConstraint(["consent_by_id"], ["person.id"], name=op.f("fk_post_file_consent_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_file")),
    )
    op.create_index(op.f("ix_post_file_held_post_id"), "post_file", ["held_post_id"])
    op.create_index(op.f("ix_post_file_file_id"), "post_file", ["file_id"])
    op.create_index("ix_post_file_post", "post_file", ["post_id", "position"])
    op.create_index("ix_post_file_board", "post_file", ["cluster_id", "id"])
    op.add_column("post", sa.Column("attached", sa.JSON(), nullable=True))
    _move_up()
    with op.batch_alter_table("post") as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_file_id"))
        batch_op.drop_constraint(batch_op.f("fk_post_file_id"), type_="foreignkey")
        batch_op.drop_column("file_id")
    with op.batch_alter_table("held_post") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_held_post_file_id_stored_file"), type_="foreignkey")
        batch_op.drop_column("file_id")


_POST = sa.table(
    "post",
    sa.column("id", sa.Uuid()),
    sa.column("file_id", sa.Uuid()),
    sa.column("thread_id", sa.Uuid()),
    sa.column("attached", sa.JSON()),
)
_HELD = sa.table(
    "held_post", sa.column("id", sa.Uuid()), sa.column("file_id", sa.Uuid()), sa.column("cluster_id", sa.Uuid())
)
_THREAD = sa.table("thread", sa.column("id", sa.Uuid()), sa.column("cluster_id", sa.Uuid()))
_STORED = sa.table(
    "stored_file",
    sa.column("id", sa.Uuid()),
    sa.column("name", sa.String()),
    sa.column("size", sa.Integer()),
    sa.column("content_type", sa.String()),
    sa.column("created_at", sa.DateTime(timezone=True)),
)
_FILE = sa.table(
    "post_file",
    sa.column("id", sa.Uuid()),
    sa.column("created_at", sa.DateTime(timezone=True)),
    sa.column("updated_at", sa.DateTime(timezone=True)),
    sa.column("cluster_id", sa.Uuid()),
    sa.column("post_id", sa.Uuid()),
    sa.column("held_post_id", sa.Uuid()),
    sa.column("file_id", sa.Uuid()),
    sa.column("position", sa.Integer()),
    sa.column("is_picture", sa.Boolean()),
    sa.column("width", sa.Integer()),
    sa.column("height", sa.Integer()),
    sa.column("people", sa.String()),
    sa.column("consent_holder", sa.String()),
)


def _move_up() -> None:
    """The one file of a message becomes its first; nobody has said yet who can be seen in a picture."""
    line = op.get_bind()
    stored = (_STORED.c.id, _STORED.c.name, _STORED.c.size, _STORED.c.content_type, _STORED.c.created_at)
    of_posts = (
        sa.select(_POST.c.id, _THREAD.c.cluster_id, *stored)
        .join(_STORED, _STORED.c.id == _POST.c.file_id)
        .join(_THREAD, _THREAD.c.id == _POST.c.thread_id)
    )
    for post_id, cluster_id, file_id, name, size, kind, at in line.execute(of_posts).all():
        row = _row(cluster_id, file_id, kind, at)
        line.execute(sa.insert(_FILE).values(post_id=post_id, **row))
        shown = {
            "id": str(row["id"]), "name": name, "size": size, "picture": row["is_picture"], "width": 0, "height": 0,
            "people": row["people"], "until": None, "withdrawn": False,
        }  # fmt: skip
        line.execute(sa.update(_POST).where(_POST.c.id == post_id).values(attached=[shown]))
    of_held = sa.select(_HELD.c.id, _HELD.c.cluster_id, *stored).join(_STORED, _STORED.c.id == _HELD.c.file_id)
    for held_id, cluster_id, file_id, _name, _size, kind, at in line.execute(of_held).all():
        line.execute(sa.insert(_FILE).values(held_post_id=held_id, **_row(cluster_id, file_id, kind, at)))


def _row(cluster_id: uuid.UUID, file_id: uuid.UUID, kind: str, at: Any) -> dict[str, Any]:
    picture = kind in PICTURES
    return {
        "id": uuid.uuid4(), "created_at": at, "updated_at": at, "cluster_id": cluster_id, "file_id": file_id, "position": 0, "is_picture": picture,
        "width": 0, "height": 0, "people": "not_said" if picture else "nobody", "consent_holder": "",
    }  # fmt: skip


def downgrade() -> None:
    line = op.get_bind()
    with op.batch_alter_table("held_post") as batch_op:
        batch_op.add_column(sa.Column("file_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key("fk_held_post_file_id_stored_file", "stored_file", ["file_id"], ["id"])
    with op.batch_alter_table("post") as batch_op:
        batch_op.add_column(sa.Column("file_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key("fk_post_file_id", "stored_file", ["file_id"], ["id"])
        batch_op.create_index("ix_post_file_id", ["file_id"])
    first = sa.select(_FILE.c.file_id).where(_FILE.c.position == 0).limit(1)
    line.execute(sa.update(_POST).values(file_id=first.where(_FILE.c.post_id == _POST.c.id).scalar_subquery()))
    line.execute(sa.update(_HELD).values(file_id=first.where(_FILE.c.held_post_id == _HELD.c.id).scalar_subquery()))
    with op.batch_alter_table("post") as batch_op:
        batch_op.drop_column("attached")
    op.drop_table("post_file")
