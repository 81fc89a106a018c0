"""Who is told when a round opens or something happens to an application. Nothing here speaks of reviews or decisions."""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from portal.applying.applications import content, events, letters, services
from portal.applying.applications.models import Application, ApplicationVersion, LatePermit, SignOffStatus
from portal.applying.applications.queries import coordinators_in_round, get_application, get_sign_off
from portal.applying.mailings.events import SignatureReminded, SigningMailAsked
from portal.applying.programmes.events import QuestionClarified
from portal.applying.programmes.models import Question, Round
from portal.applying.reviews import links
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.events import Event
from portal.identity.schools.models import School
from portal.oversight.notifications import recipients
from portal.oversight.notifications.services import tell
from portal.policy.people import Role
from portal.subscriptions.words import _, round_name, when


def _of(event: Event) -> Application:
    if event.application_id is None:
        raise ValueError(f"{event.kind()} names no application")
    return get_application(event.application_id)


def _path(application: Application, more: str = "") -> str:
    return f"/applications/{application.id}{more}"


def _tell(
    event: Event,
    application: Application,
    people: Iterable[uuid.UUID],
    title: Any,
    *,
    path: str = "",
    letter: str | None = "notice",
    words: Any = "",
    but_not_the_doer: bool = True,
) -> None:
    told = [p for p in dict.fromkeys(people) if not (but_not_the_doer and p == event.by_id)]
    tell(
        told,
        kind=event.kind(),
        title=title,
        path=path or _path(application),
        cluster_id=application.cluster_id,
        letter=letter,
        words=words,
    )


def _everyone(application: Application) -> list[uuid.UUID]:
    """The coordinators, and contacts and signatory of every member school."""
    found = recipients.coordinators_of(application.cluster_id)
    for membership in content.members(application.cluster):
        found += recipients.contacts_of_school(membership.school_id)
        found += recipients.signatories_of_school(membership.school_id)
    return found


def _closes(application: Application) -> Any:
    return _("The round closes: %(when)s", when=when(application.closes_at, application.round.zone))


def _school_name(school_id: uuid.UUID | None) -> str:
    school = session().get(School, school_id) if school_id is not None else None
    return school.name if school is not None else ""


def tell_of_the_start(event: events.ApplicationStarted) -> None:
    application = _of(event)
    title = _("%(cluster)s has started an application to %(round)s.", **_names(application))
    _tell(event, application, _everyone(application), title, words=_closes(application))


def _names(application: Application) -> dict[str, Any]:
    return {"cluster": application.cluster.name, "round": round_name(application.round)}


def ask_the_signatories(event: events.SignaturesAsked) -> None:
    application = _of(event)
    for school_id in event.schools:
        title = _("%(cluster)s asks for your signature: application to %(round)s.", **_names(application))
        _tell(
            event,
            application,
            recipients.signatories_of_school(school_id),
            title,
            path=_path(application, f"/sign/{school_id}"),
            letter=None,
            but_not_the_doer=False,
        )
        _write_to_the_head(application, school_id)


def _write_to_the_head(application: Application, school_id: uuid.UUID) -> None:
    """A link of their own, with which they read and sign without an account."""
    sign_off = get_sign_off(application.id, school_id)
    if sign_off.status == SignOffStatus.ASKED and services.head_of(sign_off) is not None:
        services.write_to_head(sign_off, by=SYSTEM, write=letters.write_to_head)


def tell_of_a_signature(event: events.SchoolSigned) -> None:
    application = _of(event)
    title = _(
        "%(school)s has signed the application to %(round)s.",
        school=_school_name(event.school_id),
        round=round_name(application.round),
    )
    _tell(event, application, recipients.coordinators_of(application.cluster_id), title, letter=None)


def tell_of_a_refusal(event: events.SchoolDeclinedToSign) -> None:
    application = _of(event)
    title = _(
        "%(school)s cannot sign the application to %(round)s yet. The reason is on its page.",
        school=_school_name(event.school_id),
        round=round_name(application.round),
    )
    _tell(event, application, _everyone(application), title)


def tell_that_it_is_ready(event: events.ApplicationReady) -> None:
    application = _of(event)
    title = _(
        "Every school has signed the application to %(round)s. It is not submitted yet.",
        round=round_name(application.round),
    )
    coordinators = recipients.coordinators_of(application.cluster_id)
    _tell(event, application, coordinators, title, words=_closes(application), but_not_the_doer=False)


def send_the_receipt(event: events.ApplicationSubmitted) -> None:
    application = _of(event)
    version = session().get_one(ApplicationVersion, event.subject_id)
    title = _(
        "Receipt %(number)s: application to %(round)s.",
        number=event.receipt_number,
        round=round_name(application.round),
    )
    members = recipients.people_of_cluster(application.cluster_id, partner=False)
    told = dict.fromkeys([*_everyone(application), *members])
    tell(
        told,
        kind=event.kind(),
        title=title,
        path=_path(application, "/receipt"),
        cluster_id=application.cluster_id,
        letter="application_receipt",
        once=f"application_submitted:{version.id}",
        receipt_number=event.receipt_number,
        cluster_name=application.cluster.name,
        round_name=round_name(application.round),
        number=event.number,
        received=when(application.submitted_at or version.created_at, application.round.zone),
        digest=version.sealed_digest,
        sign_off_incomplete=event.sign_off_incomplete,
    )
    _tell_the_desk(event, application)


def _officers(application: Application) -> list[uuid.UUID]:
    """Programme officers; those with a conflict of interest are treated as absent."""
    tied = links.people_of(application.cluster_id)
    return [one for one in recipients.people_with_role(Role.PROGRAMME_OFFICER) if one not in tied]


def _tell_the_desk(event: events.ApplicationSubmitted, application: Application) -> None:
    """Programme officers learn of the first version."""
    if event.number != 1:
        return
    desk = _officers(application)
    title = _("%(cluster)s has submitted an application to %(round)s.", **_names(application))
    _tell(event, application, desk, title, letter=None)


def remind_of_signatures(event: SignatureReminded) -> None:
    """Exactly the people whom the programme was shown before it sent the mail."""
    application = _of(event)
    names = ", ".join(_school_name(school_id) for school_id in event.schools)
    title = _(
        "Not signed yet: application of %(cluster)s to %(round)s (%(schools)s).", **_names(application), schools=names
    )
    by_link = _heads_without_a_password(application, event)
    people = [p for p in event.people if p not in by_link]
    _tell(event, application, people, title, words=_closes(application), but_not_the_doer=False)
    _tell(event, application, by_link, title, letter=None, but_not_the_doer=False)
    for school_id in by_link.values():
        _write_to_the_head(application, school_id)


def _heads_without_a_password(application: Application, event: SignatureReminded) -> dict[uuid.UUID, uuid.UUID]:
    """Heads among the people of the mail who could not sign in: they get a new link of their own in its place. With their schools."""
    found = {}
    for school_id in event.schools:
        head = services.head_of(get_sign_off(application.id, school_id))
        if head is not None and head.password_hash is None and head.id in event.people:
            found[head.id] = school_id
    return found


def ask_for_a_second_person(event: SigningMailAsked) -> None:
    """A mail to many waits: the others of the programme are told where its list is."""
    planned = session().get_one(Round, event.round_id)
    staff = recipients.people_with_role(Role.PROGRAMME_OFFICER, Role.PROGRAMME_MANAGER)
    tell(
        [p for p in staff if p != event.by_id],
        kind=event.kind(),
        title=_("A mail to all who have not signed waits for a second person: %(round)s.", round=round_name(planned)),
        path=f"/rounds/{planned.id}/not-signed",
        letter="notice",
    )


def ask_a_second_manager(event: events.LatePermitAsked) -> None:
    application = _of(event)
    own = {*recipients.people_of_cluster(application.cluster_id), event.by_id}
    title = _("More time is asked for %(cluster)s: %(round)s. Please decide.", **_names(application))
    managers = [p for p in recipients.people_with_role(Role.PROGRAMME_MANAGER) if p not in own]
    tell(managers, kind=event.kind(), title=title, path=f"/late-permits/{event.subject_id}", letter="notice")


def tell_of_more_time(event: events.LatePermitGranted) -> None:
    application = _of(event)
    until = when(event.until, application.round.zone)
    title = _(
        "You have more time for your application to %(round)s: until %(until)s.",
        round=round_name(application.round),
        until=until,
    )
    _tell(event, application, _everyone(application), title, words=_("This is for your cluster alone."))


def tell_of_no_more_time(event: events.LatePermitRefused) -> None:
    application = _of(event)
    permit = session().get_one(LatePermit, event.subject_id)
    title = _("%(cluster)s gets no more time: %(round)s.", **_names(application))
    path = f"/rounds/{application.round_id}/exceptions"
    tell([permit.asked_by_id], kind=event.kind(), title=title, path=path, letter="notice")


def tell_of_the_extension(event: events.RoundExtended) -> None:
    """The coordinators of every cluster that has started, and nobody else: nothing is said of how many there are."""
    planned = session().get_one(Round, event.round_id)
    title = _(
        "The deadline of %(round)s has moved for everyone: %(when)s.",
        round=round_name(planned),
        when=when(planned.closes_at, planned.zone),
    )
    people = coordinators_in_round(planned)
    tell(people, kind=event.kind(), title=title, path=f"/rounds/{planned.id}", letter="notice")


def propose_more_time(event: events.OutageBeforeDeadline) -> None:
    """The managers of the programme; whoever confirms moves the deadline for everyone."""
    planned = session().get_one(Round, event.round_id)
    title = _(
        "The portal could not be used for %(num)s minutes before the deadline of %(round)s. Look whether everyone needs more time.",
        num=event.minutes,
        round=round_name(planned),
    )
    people = recipients.people_with_role(Role.PROGRAMME_MANAGER)
    tell(people, kind=event.kind(), title=title, path=f"/rounds/{planned.id}/exceptions", letter="notice")


def tell_what_was_made_clear(event: QuestionClarified) -> None:
    """The coordinators of every cluster that has started and can still change its answers."""
    planned = session().get_one(Round, event.round_id)
    question = session().get_one(Question, event.question_id)
    title = _("%(round)s: words were added that make a question clear.", round=round_name(planned))
    words = f"{question.text}\n\n{question.clarification}"
    people = coordinators_in_round(planned)
    tell(people, kind=event.kind(), title=title, path=f"/rounds/{planned.id}", letter="notice", words=words)


def tell_of_a_broken_seal(event: events.SealBroken) -> None:
    """Every night anew, for as long as it does not agree. Managers of a school in the cluster are led to the record, as they do not see the application."""
    application = _of(event)
    own = set(recipients.people_of_cluster(application.cluster_id))
    managers = [p for p in recipients.people_with_role(Role.PROGRAMME_MANAGER) if p not in own]
    keepers = recipients.people_with_role(Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR, Role.PROGRAMME_MANAGER)
    title = _(
        "A sealed application does not agree with its seal: receipt %(receipt)s, version %(number)s. Somebody has to look.",
        receipt=event.receipt_number,
        number=event.number,
    )
    words = _("docs/operations.md says what to do.")
    version = _path(application, f"/versions/{event.number}")
    for people, path in ((managers, version), ([k for k in keepers if k not in managers], "/administration/record")):
        tell(people, kind=event.kind(), title=title, path=path, letter="notice", words=words)


def tell_that_sign_off_is_complete(event: events.SignOffCompleted) -> None:
    application = _of(event)
    title = _("Every school has signed the application to %(round)s.", round=round_name(application.round))
    _tell(event, application, recipients.coordinators_of(application.cluster_id), title, letter=None)


def tell_of_the_withdrawal(event: events.ApplicationWithdrawn) -> None:
    application = _of(event)
    title = _("%(cluster)s has withdrawn its application to %(round)s.", **_names(application))
    _tell(event, application, _everyone(application), title, words=application.withdrawal_reason)
    if event.was_submitted:
        _tell(event, application, _officers(application), title, letter=None)


def tell_that_it_stands_again(event: events.WithdrawalUndone) -> None:
    application = _of(event)
    title = _(
        "%(cluster)s has taken its withdrawal back: the application to %(round)s stands again.", **_names(application)
    )
    _tell(event, application, _everyone(application), title)
    if event.was_submitted:
        _tell(event, application, _officers(application), title, letter=None)


def tell_that_the_words_are_kept(event: events.ApplicationLapsed) -> None:
    application = _of(event)
    title = _(
        "%(round)s has closed. Your answers are kept, to read and to use again.", round=round_name(application.round)
    )
    _tell(event, application, recipients.coordinators_of(application.cluster_id), title)


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    events.ApplicationStarted: [tell_of_the_start],
    events.SignaturesAsked: [ask_the_signatories],
    events.SchoolSigned: [tell_of_a_signature],
    events.SchoolDeclinedToSign: [tell_of_a_refusal],
    events.ApplicationReady: [tell_that_it_is_ready],
    events.ApplicationSubmitted: [send_the_receipt],
    events.SealBroken: [tell_of_a_broken_seal],
    events.LatePermitAsked: [ask_a_second_manager],
    events.LatePermitGranted: [tell_of_more_time],
    events.LatePermitRefused: [tell_of_no_more_time],
    events.RoundExtended: [tell_of_the_extension],
    events.OutageBeforeDeadline: [propose_more_time],
    QuestionClarified: [tell_what_was_made_clear],
    SigningMailAsked: [ask_for_a_second_person],
    SignatureReminded: [remind_of_signatures],
    events.SignOffCompleted: [tell_that_sign_off_is_complete],
    events.ApplicationWithdrawn: [tell_of_the_withdrawal],
    events.WithdrawalUndone: [tell_that_it_stands_again],
    events.ApplicationLapsed: [tell_that_the_words_are_kept],
}
