"""The public page of a cluster, and the schools that may be named on it. Without a row nothing is public."""

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Record, reference


class PublicPage(Record):
    """A cluster's public page: shown or not, and the words that the coordinator wrote for everyone."""

    __tablename__ = "public_page"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id", index=False)
    is_shown: Mapped[bool] = mapped_column(default=False)
    words: Mapped[str] = mapped_column(sa.Text(), default="")
    by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (sa.UniqueConstraint("cluster_id", name="uq_public_page_cluster"),)


class PublicName(Record):
    """A school said that its name may stand on the public page of a cluster. The row goes when the school takes that back."""

    __tablename__ = "public_name"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id", index=False)
    school_id: Mapped[uuid.UUID] = reference("school.id")
    by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)

    __table_args__ = (sa.UniqueConstraint("cluster_id", "school_id", name="uq_public_name_school"),)
