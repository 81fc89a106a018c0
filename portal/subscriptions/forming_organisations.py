"""What happens when: letters of support that name an organisation of the programme's list. Its people hear of them: that they were asked for, and that
someone has written in its name."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.core.database import session
from portal.core.events import Event
from portal.forming.clusters.models import Cluster
from portal.forming.evidence import events
from portal.forming.evidence.models import SupporterStatement
from portal.identity.organisations.models import Organisation
from portal.identity.organisations.queries import people_of
from portal.oversight.notifications.services import tell
from portal.subscriptions.words import _


def _about(event: Event) -> tuple[SupporterStatement, Organisation, Cluster, list[uuid.UUID]] | None:
    statement = session().get_one(SupporterStatement, event.subject_id)
    if statement.organisation_id is None:
        return None
    organisation = session().get_one(Organisation, statement.organisation_id)
    told = [one for one in people_of(organisation) if one != event.by_id]
    return statement, organisation, session().get_one(Cluster, statement.cluster_id), told


def _people_hear_of_the_request(event: events.StatementAsked) -> None:
    if (found := _about(event)) is None:
        return
    _statement, organisation, cluster, told = found
    names = {"cluster": cluster.name, "organisation": organisation.name}
    title = _("%(cluster)s asks %(organisation)s for a letter of support.", **names)
    tell(told, kind="organisation_asked", title=title, path="/letters-of-support")


def _people_hear_of_the_letter(event: events.StatementGiven) -> None:
    if (found := _about(event)) is None:
        return
    statement, organisation, cluster, told = found
    names = {"who": statement.supporter_name, "cluster": cluster.name, "organisation": organisation.name}
    title = _("%(who)s gave a letter of support for %(cluster)s in the name of %(organisation)s.", **names)
    words = _("If that person may not, tell the people of the programme.")
    tell(told, kind="organisation_wrote", title=title, path="/letters-of-support", letter="notice", words=words)


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    events.StatementAsked: (_people_hear_of_the_request,),
    events.StatementGiven: (_people_hear_of_the_letter,),
}
