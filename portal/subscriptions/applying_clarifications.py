"""What happens when: questions of the programme to a cluster, and its answers."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.applying.applications.events import ApplicationWithdrawn
from portal.applying.applications.models import Application
from portal.applying.clarifications import events
from portal.applying.clarifications.queries import get_clarification
from portal.applying.clarifications.services import stop
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.events import Event
from portal.oversight.notifications import recipients
from portal.oversight.notifications.services import tell
from portal.policy.people import Role
from portal.subscriptions.applying_reviews import _staff
from portal.subscriptions.words import _, round_name


def _application(event: Event) -> Application:
    return session().get_one(Application, event.application_id)


def ask_the_cluster(event: events.ClarificationAsked) -> None:
    """The coordinators are asked; the contacts of the schools know of it."""
    application = _application(event)
    people = list(recipients.coordinators_of(application.cluster_id))
    for school_id in {m.school_id for m in application.cluster.live_memberships()}:
        people += recipients.contacts_of_school(school_id)
    tell(
        people,
        kind="clarification_asked",
        title=_(
            "The programme has a question about your application to %(round)s", round=round_name(application.round)
        ),
        path=f"/clarifications/{event.clarification_id}",
        cluster_id=application.cluster_id,
        letter="notice",
    )


def ask_to_sign(event: events.ClarificationSent) -> None:
    """The heads of the schools whose own part changed."""
    application = _application(event)
    people = []
    for held in get_clarification(event.clarification_id).signatures:
        people += recipients.signatories_of_school(held.school_id)
    tell(
        people,
        kind="clarification_to_sign",
        title=_(
            "Please sign the answer of your school to a question about %(round)s", round=round_name(application.round)
        ),
        path=f"/clarifications/{event.clarification_id}",
        cluster_id=application.cluster_id,
        letter="notice",
    )


def tell_the_programme(event: events.ClarificationAnswered | events.ClarificationLapsed) -> None:
    """It goes on: the officers are told, with or without an answer."""
    application = _application(event)
    tell(
        _staff(application, Role.PROGRAMME_OFFICER),
        kind="clarification_closed",
        title=_(
            "The question to %(cluster)s is closed: %(round)s",
            cluster=application.cluster.name,
            round=round_name(application.round),
        ),
        path=f"/clarifications/{event.clarification_id}",
    )


def tell_of_the_end(event: events.ClarificationLapsed) -> None:
    """No answer came: the coordinators are told that the application stands as it was sent."""
    application = _application(event)
    tell(
        recipients.coordinators_of(application.cluster_id),
        kind="clarification_lapsed",
        title=_("Your application to %(round)s is judged as you sent it", round=round_name(application.round)),
        path=f"/clarifications/{event.clarification_id}",
        cluster_id=application.cluster_id,
        letter="notice",
    )


def ask_the_reader(event: events.ReviewToConfirm) -> None:
    """The application has changed after the review was sent."""
    application = _application(event)
    tell(
        [event.person_id],
        kind="review_to_confirm",
        title=_(
            "An application that you reviewed has a new answer. Does your review stand? %(round)s",
            round=round_name(application.round),
        ),
        path=f"/reviews/{event.review_id}",
        letter="notice",
    )


def stop_asking(event: ApplicationWithdrawn) -> None:
    """The application was taken back: nothing is asked any more."""
    if event.application_id is not None:
        stop(event.application_id, by=SYSTEM)


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    events.ClarificationAsked: [ask_the_cluster],
    ApplicationWithdrawn: [stop_asking],
    events.ClarificationSent: [ask_to_sign],
    events.ClarificationAnswered: [tell_the_programme],
    events.ClarificationLapsed: [tell_the_programme, tell_of_the_end],
    events.ReviewToConfirm: [ask_the_reader],
}
