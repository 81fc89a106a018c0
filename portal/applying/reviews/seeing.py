"""Who sees scores when (who may see what, 3b): moderators, managers and auditors as they come in, officers when they are closed; of an application when its
own reviews are, of a round as a whole (a line, a correction, what is near) when every one is."""

import sqlalchemy as sa

from portal.applying.applications.models import BEING_READ, SCORED, Application, Stage
from portal.applying.awards.models import Decision
from portal.applying.programmes.models import Round
from portal.core.database import session
from portal.policy.people import Role, SignedIn


def sees_open_scores(person: SignedIn) -> bool:
    """Also while reviews are being written, and decisions that are held."""
    return person.has(Role.MODERATOR, Role.PROGRAMME_MANAGER, Role.AUDITOR)


def knows_outcome(person: SignedIn, decision: Decision) -> bool:
    """Of a decision that was not sent: whoever sees those that are held, and of the others whoever is to read its letter, or has. The list that a second
    person confirms says what is sent and to whom, and no more to an officer than this."""
    if decision.released_at is not None or sees_open_scores(person):
        return True
    return decision.replaced_at is None and decision.letter_read_by_id in (None, person.id)


def sees_scores_at(person: SignedIn, stage: Stage | None) -> bool:
    """Of an application at this stage."""
    return sees_open_scores(person) or stage in SCORED


def sees_scores(person: SignedIn, application: Application) -> bool:
    """Of this application. What was taken back is as closed as it was before."""
    return sees_scores_at(
        person, application.withdrawn_from if application.stage == Stage.WITHDRAWN else application.stage
    )


def sees_figures_of(person: SignedIn, planned: Round) -> bool:
    """What is reckoned from all reviews of a round together. At most one statement."""
    return sees_open_scores(person) or are_all_closed(planned)


def are_all_closed(planned: Round) -> bool:
    """Is no application of the round with its reviewers any more?"""
    reading = sa.select(Application.id).where(Application.round_id == planned.id, Application.stage.in_(BEING_READ))
    return session().scalar(reading.limit(1)) is None
