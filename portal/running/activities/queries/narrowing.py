"""What is asked of a source of whole days (`stays.Asked`), as conditions of its select."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from portal.core.types import Key
from portal.running.activities.queries.feeds import calendars_open_to
from portal.running.activities.stays import Asked


def narrowed(
    query: Any, asked: Asked, *, cluster: Any, starts: Any, concerns: Callable[[Any], sa.ColumnElement[bool]]
) -> Any:
    """The rows of these clusters, of the calendars of this person, until this last day, of this school. `cluster`, `starts`: the columns of the source;
    `concerns`: does a row concern the school?"""
    if asked.of_these_clusters:
        query = query.where(cluster.in_(sa.bindparam("clusters", expanding=True)))
    if asked.of_a_person:
        query = query.where(cluster.in_(calendars_open_to(sa.bindparam("person_id", type_=Key()))))
    if asked.has_last:
        query = query.where(starts <= sa.bindparam("last"))
    if asked.of_a_school:
        query = query.where(concerns(sa.bindparam("school", type_=Key())))
    return query
