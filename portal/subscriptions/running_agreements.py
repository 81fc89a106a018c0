"""Agreements: who is told. The heads get their own link by mail from the act itself; the others hear of it on their page."""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from portal.core.database import session
from portal.core.events import Event
from portal.identity.schools.models import School
from portal.oversight.notifications import recipients
from portal.oversight.notifications.services import tell
from portal.policy.people import Role
from portal.running.agreements import events
from portal.running.partnerships.models import Partnership
from portal.subscriptions.words import _


def _names(event: Any) -> dict[str, Any]:
    school = session().get(School, event.school_id) if event.school_id is not None else None
    name = session().get_one(Partnership, event.subject_id).name
    return {"name": name, "number": event.number, "school": school.name if school is not None else ""}


def _tell(event: Any, people: Iterable[uuid.UUID], title: Any, *, words: Any = "", mail: bool = False) -> None:
    told = [person_id for person_id in dict.fromkeys(people) if person_id != event.by_id]
    path = f"/clusters/{event.cluster_id}/agreements/{event.agreement_id}"
    letter = "notice" if mail else None
    tell(told, kind=event.kind(), title=title, path=path, cluster_id=event.cluster_id, letter=letter, words=words)


def begun(event: events.AgreementBegun) -> None:
    """Everyone: each school writes down what it brings."""
    if event.cluster_id is not None:
        title = _("Write down what your school brings to %(name)s", **_names(event))
        _tell(event, recipients.people_of_cluster(event.cluster_id), title)


def asked(event: events.AgreementSignaturesAsked) -> None:
    """Everyone, on their page; the heads are written to."""
    if event.cluster_id is not None:
        title = _("The heads are asked to sign the agreement of %(name)s", **_names(event))
        _tell(event, recipients.people_of_cluster(event.cluster_id), title)


def signed(event: events.AgreementSigned) -> None:
    """The coordinator."""
    if event.cluster_id is not None:
        title = _("%(school)s has signed the agreement of %(name)s", **_names(event))
        _tell(event, recipients.coordinators_of(event.cluster_id), title)


def declined(event: events.AgreementSignatureDeclined) -> None:
    """The coordinator, by mail too: the text has to be looked at."""
    if event.cluster_id is not None:
        title = _("%(school)s would like a change before it signs the agreement of %(name)s", **_names(event))
        words = _("Read what would have to change. You can open the text again, and ask the heads anew.")
        _tell(event, recipients.coordinators_of(event.cluster_id), title, words=words, mail=True)


def in_force(event: events.AgreementInForce) -> None:
    """Everyone."""
    if event.cluster_id is not None:
        title = _("Every head has signed: version %(number)s of the agreement of %(name)s is in force", **_names(event))
        _tell(event, recipients.people_of_cluster(event.cluster_id), title)


def review_due(event: events.AgreementReviewDue) -> None:
    """The coordinator, by mail too."""
    if event.cluster_id is not None:
        title = _("Look at the agreement of %(name)s again", **_names(event))
        _tell(event, recipients.coordinators_of(event.cluster_id), title, mail=True)


def seal_broken(event: events.SealOfAgreementBroken) -> None:
    """Who looks after the portal, every night anew for as long as it does not agree."""
    title = _(
        "Version %(number)s of the agreement of %(name)s does not agree with its seal. Somebody has to look.",
        **_names(event),
    )
    keepers = recipients.people_with_role(Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR, Role.PROGRAMME_MANAGER)
    tell(
        keepers,
        kind=event.kind(),
        title=title,
        path="/administration/record",
        letter="notice",
        words=_("docs/operations.md says what to do."),
    )


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    events.AgreementBegun: [begun],
    events.AgreementSignaturesAsked: [asked],
    events.AgreementSigned: [signed],
    events.AgreementSignatureDeclined: [declined],
    events.AgreementInForce: [in_force],
    events.SealOfAgreementBroken: [seal_broken],
    events.AgreementReviewDue: [review_due],
}
