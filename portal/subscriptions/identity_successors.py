"""What happens when: a school's entry in the register has closed."""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from portal.core.database import session
from portal.core.events import Event
from portal.identity.schools import queries
from portal.identity.schools.models import School
from portal.identity.successors import events
from portal.identity.successors import queries as successors
from portal.oversight.notifications import recipients
from portal.oversight.notifications.services import tell
from portal.subscriptions.words import _


def _speakers_are_asked(event: events.SchoolEntryClosed) -> None:
    school = session().get_one(School, event.school_id)
    tell(
        queries.speakers_of(school.id),
        kind="school_entry_closed",
        title=_("The register says that %(school)s has closed. Please say which school follows.", school=school.name),
        path=f"/closures/{event.subject_id}",
        letter="notice",
        words=_("Your clusters, partners and history stay. If a school follows, they go on under its number."),
    )


def _people_hear_of_the_number(event: events.SuccessorChosen) -> None:
    school = session().get_one(School, event.school_id)
    tell(
        recipients.people_of_school(school.id),
        kind="successor_chosen",
        title=_("Your school goes on as %(school)s, number %(number)s.", school=school.name, number=event.new_number),
        path=f"/schools/{school.id}",
        letter="notice",
    )


def _coordinators_of(school_id: uuid.UUID, but: Sequence[uuid.UUID]) -> Iterator[tuple[uuid.UUID, list[uuid.UUID]]]:
    """The clusters of a school, each with its coordinators who were not told otherwise."""
    for cluster_id in recipients.clusters_of_school(school_id):
        yield cluster_id, [one for one in recipients.coordinators_of(cluster_id) if one not in but]


def _clusters_hear_of_the_number(event: events.SuccessorChosen) -> None:
    """The school goes on in its place: the coordinators hear its new name."""
    school = session().get_one(School, event.school_id)
    former = next(iter(successors.former_numbers(school.id)), None)
    title = _(
        "%(old)s goes on as %(school)s, number %(number)s. Its place in the cluster stays.",
        old=former.name if former is not None else school.name,
        school=school.name,
        number=event.new_number,
    )
    for cluster_id, told in _coordinators_of(school.id, recipients.people_of_school(school.id)):
        path = f"/clusters/{cluster_id}"
        tell(told, kind="school_of_cluster_follows", title=title, path=path, cluster_id=cluster_id, letter="notice")


def _clusters_hear_that_it_closed(event: events.SchoolClosed) -> None:
    """The school has closed here: the coordinators hear which school follows it, and whether that one is in the cluster."""
    school = session().get_one(School, event.school_id)
    after = session().get(School, uuid.UUID(event.successor_school_id)) if event.successor_school_id else None
    there = set(recipients.clusters_of_school(after.id)) if after is not None else set()
    for cluster_id, told in _coordinators_of(school.id, recipients.people_of_school(school.id)):
        if after is None:
            title, words = _("%(school)s has closed, and no school follows it.", school=school.name), ""
        else:
            title = _("%(school)s has closed. %(after)s follows it.", school=school.name, after=after.name)
            words = (
                _("You can invite it to the cluster.")
                if cluster_id not in there
                else _("It is in the cluster already.")
            )
        tell(
            told,
            kind="school_of_cluster_closed",
            title=title,
            path=f"/clusters/{cluster_id}#schools",
            cluster_id=cluster_id,
            letter="notice",
            words=words,
        )


def _people_hear_that_it_closed(event: events.SchoolClosed) -> None:
    school = session().get_one(School, event.school_id)
    after = session().get(School, uuid.UUID(event.successor_school_id)) if event.successor_school_id else None
    words = _("You can ask to join %(school)s, which follows it.", school=after.name) if after is not None else ""
    tell(
        recipients.people_of_school(school.id),
        kind="school_closed",
        title=_("%(school)s has closed here.", school=school.name),
        path=f"/schools/{after.id}/join" if after is not None else "/schools/mine",
        letter="notice",
        words=words,
    )
    if after is not None:
        tell(
            queries.speakers_of(after.id),
            kind="school_follows",
            title=_("%(school)s has closed, and yours follows it. Its people may ask to join.", school=school.name),
            path=f"/schools/{after.id}",
            letter="notice",
        )


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    events.SchoolEntryClosed: (_speakers_are_asked,),
    events.SuccessorChosen: (_people_hear_of_the_number, _clusters_hear_of_the_number),
    events.SchoolClosed: (_people_hear_that_it_closed, _clusters_hear_that_it_closed),
}
