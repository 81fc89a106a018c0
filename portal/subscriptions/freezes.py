"""What happens when: something is made read-only, and goes on again. Those whom it binds hear it at once, by mail too."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.core.database import session
from portal.core.events import Event
from portal.identity.accounts.models import Person
from portal.identity.finding.services import keep_listing
from portal.identity.schools.models import School
from portal.identity.schools.services.verification import make_findable, make_unfindable
from portal.oversight.freezes import events, queries
from portal.oversight.freezes.models import Freeze
from portal.oversight.notifications import recipients
from portal.oversight.notifications.services import tell
from portal.policy import Role
from portal.subscriptions.words import _


def _freeze(event: Event) -> Freeze:
    assert event.subject_id is not None  # noqa: S101 - both facts name their freeze
    return queries.get_freeze(event.subject_id)


def _bound(event: Event) -> list[uuid.UUID]:
    """The person; the people of the school; who speaks for the schools of the cluster, and its coordinators."""
    if event.person_id is not None:
        return [event.person_id]
    if event.school_id is not None:
        return recipients.people_of_school(event.school_id)
    if event.cluster_id is not None:
        return recipients.people_of_cluster(event.cluster_id)
    return []


def _lookers_after(event: Event) -> list[uuid.UUID]:
    found = recipients.people_with_role(Role.SYSTEM_ADMINISTRATOR, Role.SAFEGUARDING_LEAD, Role.PROGRAMME_MANAGER)
    return [one for one in found if one not in (event.by_id, event.person_id)]


def _tell_of_a_freeze(event: events.MadeReadOnly) -> None:
    freeze = _freeze(event)
    path = f"/read-only/{freeze.id}"
    if event.person_id is not None:
        title = _("Your account is read-only for now.")
    else:
        title = _("%(name)s is read-only for now.", name=freeze.name)
    words = _("You can read everything as before. The page says why, and whom to ask.")
    tell(_bound(event), kind="read_only_set", title=title, path=path, letter="notice", words=words)
    others = [one for one in _lookers_after(event) if one not in _bound(event)]
    tell(others, kind="read_only_set", title=_("%(name)s is read-only for now.", name=freeze.name), path=path)
    _keep_school(event)


def _tell_of_the_end(event: events.ReadOnlyEnded) -> None:
    freeze = _freeze(event)
    path = f"/read-only/{freeze.id}"
    if event.person_id is not None:
        title = _("Your account is not read-only any more.")
    else:
        title = _("%(name)s is not read-only any more.", name=freeze.name)
    words = _("Everything works as before.")
    tell(_bound(event), kind="read_only_ended", title=title, path=path, letter="notice", words=words)
    others = [one for one in _lookers_after(event) if one not in _bound(event)]
    tell(others, kind="read_only_ended", title=_("%(name)s is not read-only any more.", name=freeze.name), path=path)
    _keep_school(event)


def _keep_school(event: Event) -> None:
    """A school that is read-only is not found by others meanwhile."""
    if event.school_id is None:
        return
    school = session().get_one(School, event.school_id)
    keep_listing(school, is_alive=False)
    if school.is_verified and school.frozen_at is None:
        make_findable(school)
    else:
        make_unfindable(school)


def _tell_of_hiding(event: events.HiddenTogether) -> None:
    title = _("What you wrote is hidden for now. Read why, and whom to ask.")
    _tell_author(event, "read_only_hidden", title, _("Nothing is deleted. The page says why, and whom to ask."))


def _tell_of_showing(event: events.ShownTogether) -> None:
    title = _("What you wrote is shown again.")
    _tell_author(event, "read_only_shown", title, _("It stands where it stood before."))


def _tell_author(event: Event, kind: str, title: Any, words: Any) -> None:
    assert event.person_id is not None  # noqa: S101 - both facts name whose words they are
    path = f"/hidden/{event.subject_id}"
    tell([event.person_id], kind=kind, title=title, path=path, letter="notice", words=words)
    name = session().get_one(Person, event.person_id).name
    others = (
        _("What %(name)s wrote is hidden for now.", name=name)
        if kind == "read_only_hidden"
        else _("What %(name)s wrote is shown again.", name=name)
    )
    tell(_lookers_after(event), kind=kind, title=others, path=path)


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    events.MadeReadOnly: (_tell_of_a_freeze,),
    events.ReadOnlyEnded: (_tell_of_the_end,),
    events.HiddenTogether: (_tell_of_hiding,),
    events.ShownTogether: (_tell_of_showing,),
}
