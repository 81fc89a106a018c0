"""The questions that a delegate takes along, by school."""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.core.database import session
from portal.running.visits.models import Visit, VisitQuestion, VisitRepresented

MOST_OF_A_SCHOOL = 10
MOST = 500


def list_questions(visit: Visit, *, host_only: bool = False) -> Sequence[VisitQuestion]:
    """All questions of a visit, in the order in which they were given; `host_only`: those that the host reads, too."""
    query = sa.select(VisitQuestion).join(VisitQuestion.represented).where(VisitRepresented.visit_id == visit.id)
    if host_only:
        query = query.where(VisitQuestion.for_host.is_(True))
    query = query.options(joinedload(VisitQuestion.asked_by), joinedload(VisitQuestion.answered_by))
    return session().scalars(query.order_by(VisitQuestion.id).limit(MOST)).all()


def questions_of(represented_id: uuid.UUID) -> Sequence[VisitQuestion]:
    """The questions of one school, as they stand."""
    query = sa.select(VisitQuestion).where(VisitQuestion.represented_id == represented_id)
    return (
        session().scalars(query.order_by(VisitQuestion.id).limit(MOST).execution_options(populate_existing=True)).all()
    )
