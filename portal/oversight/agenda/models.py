"""What the panel of a round has on its agenda."""

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, relationship

from portal.applying.applications.models import Application
from portal.core.database import Record, reference


class AgendaItem(Record):
    """An application that the panel talks about. Taken off, its row goes; that it was there stays in the record."""

    __tablename__ = "agenda_item"

    round_id: Mapped[uuid.UUID] = reference("round.id")
    application_id: Mapped[uuid.UUID] = reference("application.id", index=False)
    chosen_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)

    application: Mapped[Application] = relationship()

    __table_args__ = (
        sa.UniqueConstraint(
            "application_id",
            name="uq_agenda_item_application",
            info={"words": "Somebody else changed the agenda at the same moment. Please look again."},
        ),
    )
