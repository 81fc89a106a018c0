"""Who gets the mails of the programme to many people of a round: exactly those whom the programme was shown. Mails about signatures are with applications."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.applying.applications.queries import get_application
from portal.applying.mailings import events
from portal.applying.mailings.models import Audience, RoundMail
from portal.applying.programmes.models import Round
from portal.core.database import session
from portal.core.events import Event
from portal.oversight.notifications import recipients
from portal.oversight.notifications.services import tell
from portal.policy.people import Role
from portal.subscriptions.words import _, round_name, when


def write_to_applicants(event: events.ApplicantsWritten) -> None:
    """The words of the programme, or what is still to be done and until when. The section is named; what stands in it is not."""
    if event.application_id is None or event.subject_id is None:
        return
    application, mail = get_application(event.application_id), session().get_one(RoundMail, event.subject_id)
    names = {"cluster": application.cluster.name, "round": round_name(application.round)}
    closes: Any = _("The round closes: %(when)s", when=when(application.closes_at, application.round.zone))
    if mail.audience == Audience.APPLICANTS:
        title, closes = _("News from the programme: %(round)s", round=names["round"]), mail.words
    elif mail.audience == Audience.READY:
        title = _("Ready, but not submitted: application of %(cluster)s to %(round)s", **names)
    elif mail.section is not None:
        title = _(
            "“%(section)s” is not complete: application of %(cluster)s to %(round)s",
            **names,
            section=mail.section.title,
        )
    else:
        title = _("Not submitted yet: application of %(cluster)s to %(round)s", **names)
    tell(
        event.people,
        kind=event.kind(),
        title=title,
        path=f"/applications/{application.id}",
        cluster_id=application.cluster_id,
        letter="notice",
        words=closes,
    )


def prompt_the_reviewer(event: events.ReviewerPrompted) -> None:
    """How many reviews are still to be sent; their list says which."""
    name = round_name(session().get_one(Round, event.round_id))
    title = _("Reviews that you have still to send: %(num)s. Round: %(round)s", num=event.reviews, round=name)
    late: Any = _("Late: %(num)s", num=event.late) if event.late else ""
    tell([event.person_id], kind=event.kind(), title=title, path="/reviews", letter="notice", words=late)


def chase_the_condition(event: events.ConditionChased) -> None:
    if event.application_id is None:
        return
    application = get_application(event.application_id)
    tell(
        event.people,
        kind=event.kind(),
        title=_("A condition of your award is still open: %(round)s", round=round_name(application.round)),
        path=f"/conditions/{event.subject_id}",
        cluster_id=application.cluster_id,
        letter="notice",
    )


def ask_for_a_second_person(event: events.RoundMailAsked) -> None:
    """The others of the programme are told where its list is."""
    planned, mail = session().get_one(Round, event.round_id), session().get_one(RoundMail, event.subject_id)
    staff = recipients.people_with_role(Role.PROGRAMME_OFFICER, Role.PROGRAMME_MANAGER)
    own = f"/rounds/{planned.id}/write-to/{mail.audience.value}"
    tell(
        [p for p in staff if p != event.by_id],
        kind=event.kind(),
        title=_("A mail to many people of a round waits for a second person: %(round)s.", round=round_name(planned)),
        path=f"/round-sections/{mail.section_id}/write-to" if mail.section_id else own,
        letter="notice",
    )


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    events.ApplicantsWritten: [write_to_applicants],
    events.ReviewerPrompted: [prompt_the_reviewer],
    events.ConditionChased: [chase_the_condition],
    events.RoundMailAsked: [ask_for_a_second_person],
}
