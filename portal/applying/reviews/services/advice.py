"""Working out what a panel is told beside the official figures. Nothing that decides reads it."""

from collections import Counter

import sqlalchemy as sa

from portal.applying.applications.models import Application
from portal.applying.programmes.models import Round
from portal.applying.reviews import leniency, queries
from portal.applying.reviews.models import ApplicationAdvice, RoundAdvice
from portal.core import clock, ids
from portal.core.actors import Actor
from portal.core.database import session

AT_ONCE = 500


def work_out_advice(planned: Round, *, by: Actor) -> RoundAdvice:
    """The mean of each application without the habits of its readers, its place, and where the money of the round ends, in place of what was worked out
    before."""
    at = clock.now()
    readings, order = queries.readings_of(planned.id), queries.means_in_order(planned.id)
    advice, budget = leniency.advise(readings), queries.budget_of(planned.id)
    places = queries.funded(order, queries.wishes_of(Application.round_id == planned.id), budget)
    made = queries.advice_of_round(planned.id) or RoundAdvice(round_id=planned.id)
    made.computed_at, made.readings, made.budget, made.places = at, len(readings), budget, places
    made.line = queries.mean_at_the_end(order, places)
    session().add(made)
    session().flush()
    here = sa.select(Application.id).where(Application.round_id == planned.id)
    old = sa.delete(ApplicationAdvice).where(ApplicationAdvice.application_id.in_(here))
    session().execute(old.execution_options(synchronize_session=False))
    counted = Counter(reading.application for reading in readings)
    rows = [
        {
            "id": ids.new_id(),
            "created_at": at,
            "updated_at": at,
            "application_id": key,
            "corrected": advice.adjusted.get(key),
            "rests_on": counted[key],
            "place": place,
        }
        for place, (key, _mean) in enumerate(order, start=1)
    ]
    for first in range(0, len(rows), AT_ONCE):
        session().execute(sa.insert(ApplicationAdvice), rows[first : first + AT_ONCE])
    return made
