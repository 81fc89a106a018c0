"""What happens when: letters, sendings of results, conditions, and what becomes of awards.

Staff with a tie to the cluster are never told. Nothing of a decision reaches the cluster before it was sent.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from portal.applying.amendments import events as amendments
from portal.applying.appeals import events as appeals
from portal.applying.applications.models import Application
from portal.applying.awards import events as awards
from portal.applying.awards import mails
from portal.applying.awards import services as award_services
from portal.applying.awards.models import AwardAcceptance, AwardCondition, Decision
from portal.applying.awards.queries import award_of
from portal.applying.monitoring import events as monitoring
from portal.applying.monitoring.models import AwardReport
from portal.applying.programmes.models import Round
from portal.applying.releases import events as releases
from portal.applying.releases.models import Release
from portal.applying.releases.queries import people_of_clusters
from portal.applying.reviews import links
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.events import Event
from portal.identity.schools.queries import signing_head
from portal.oversight.notifications import recipients
from portal.oversight.notifications.services import tell
from portal.policy.people import Role
from portal.subscriptions.words import _, day, round_name


def _application(event: Event) -> Application:
    return session().get_one(Application, event.application_id)


def _staff(application: Application, *roles: Role, but: Iterable[uuid.UUID | None] = ()) -> list[uuid.UUID]:
    """Holders of these roles without a tie to the cluster."""
    left_out = {*recipients.people_of_cluster(application.cluster_id), *links.people_of(application.cluster_id), *but}
    return [person_id for person_id in recipients.people_with_role(*roles) if person_id not in left_out]


def _schools(application: Application) -> list[uuid.UUID]:
    """Contacts and heads of every school of the cluster, and its coordinators."""
    return list(people_of_clusters({application.cluster_id}).get(application.cluster_id, {}))


def _names(application: Application) -> dict[str, Any]:
    return {"cluster": application.cluster.name, "round": round_name(application.round)}


def tell_that_the_letter_goes_back(event: awards.LetterSentBack) -> None:
    """Who decided is asked to change the letter."""
    application = _application(event)
    decision = session().get_one(Decision, event.decision_id)
    tell(
        [decision.decided_by_id],
        kind=event.kind(),
        title=_("A letter is to be changed before it is sent: %(cluster)s, %(round)s", **_names(application)),
        path=f"/applications/{application.id}/decision",
        letter="notice",
    )


def ask_for_a_second_person(event: releases.ResultsListed) -> None:
    """A sending waits: the others of the programme are told where its list is."""
    planned = session().get_one(Round, event.round_id)
    staff = recipients.people_with_role(Role.PROGRAMME_OFFICER, Role.PROGRAMME_MANAGER)
    tell(
        [p for p in staff if p != event.by_id],
        kind=event.kind(),
        title=_("Results wait for a second person: %(round)s.", round=round_name(planned)),
        path=f"/results/{event.subject_id}",
        letter="notice",
    )


def tell_that_it_is_done(event: releases.ResultsDone) -> None:
    """Who asked for the sending hears how it ended."""
    release = session().get_one(Release, event.subject_id)
    title = _(
        "Results sent: %(sent)s. Could not be sent: %(refused)s. %(round)s",
        sent=event.sent,
        refused=event.refused,
        round=round_name(release.round),
    )
    people = {release.asked_by_id, release.confirmed_by_id}
    tell(sorted(p for p in people if p), kind=event.kind(), title=title, path=f"/results/{release.id}")


def tell_of_a_correction(event: awards.OutcomeTakenBack) -> None:
    """A letter that had gone out was wrong: everyone who got it is told so."""
    if not event.was_sent:
        return
    application = _application(event)
    tell(
        _schools(application),
        kind=event.kind(),
        title=_("The result that we sent you was wrong. Your application to %(round)s is checked again.", round=round_name(application.round)),
        path=f"/applications/{application.id}",
        cluster_id=application.cluster_id,
        letter="notice",
    )  # fmt: skip


def _condition(event: Event) -> AwardCondition:
    return session().get_one(AwardCondition, event.subject_id)


def tell_of_a_report(event: awards.ConditionReported) -> None:
    """The officers are asked to look."""
    application = _application(event)
    tell(
        _staff(application, Role.PROGRAMME_OFFICER, but=[event.by_id]),
        kind=event.kind(),
        title=_("%(cluster)s says that a condition is met: %(round)s", **_names(application)),
        path=f"/conditions/{event.subject_id}",
    )


def tell_the_school_of_its_condition(event: awards.ConditionReturned | awards.ConditionReminded) -> None:
    """Who speaks for the school that sees to it, and the coordinators."""
    condition, application = _condition(event), _application(event)
    people = [*recipients.speakers_for([condition.school_id]), *recipients.coordinators_of(application.cluster_id)]
    is_reminder = isinstance(event, awards.ConditionReminded)
    title = (
        _("A condition of your award is still open: %(round)s", round=round_name(application.round))
        if is_reminder
        else _("A condition of your award is not settled yet: %(round)s", round=round_name(application.round))
    )
    tell(
        people,
        kind=event.kind(),
        title=title,
        path=f"/conditions/{condition.id}",
        cluster_id=application.cluster_id,
        letter="notice",
    )


def tell_of_a_late_condition(event: awards.ConditionLate) -> None:
    """Who speaks for the school, the coordinators, and the officers: its day has passed."""
    condition, application = _condition(event), _application(event)
    here = [*recipients.speakers_for([condition.school_id]), *recipients.coordinators_of(application.cluster_id)]
    tell(
        [*here, *_staff(application, Role.PROGRAMME_OFFICER)],
        kind=event.kind(),
        title=_("The day of a condition of %(cluster)s has passed: %(round)s", **_names(application)),
        path=f"/conditions/{condition.id}",
        cluster_id=application.cluster_id,
        letter="notice",
        words=_(
            "The award starts when every condition is settled. If the school needs longer, the programme can give it another day."
        ),
    )


def tell_of_the_verdict(event: awards.ConditionSettled) -> None:
    """Contacts, heads and coordinators hear that a condition is settled; how is on its page."""
    application = _application(event)
    tell(
        _schools(application),
        kind=event.kind(),
        title=_(
            "The programme has looked at a condition of your award: %(round)s", round=round_name(application.round)
        ),
        path=f"/conditions/{event.subject_id}",
        cluster_id=application.cluster_id,
    )


def write_to_the_heads(event: awards.AwardOffered) -> None:
    """A link of their own to the head of every school, with which they read and accept without an account."""
    award = award_of(_application(event))
    for one in award.acceptances if award is not None else ():
        _write_to_the_head(one)


def _write_to_the_head(acceptance: AwardAcceptance) -> None:
    if signing_head(acceptance.school_id) is not None:
        award_services.write_to_head(acceptance, by=SYSTEM, write=mails.write_to_head)


def remind_of_the_award(event: awards.AwardReminded) -> None:
    """The heads and contacts of the schools that have not said yes, and the coordinators."""
    application = _application(event)
    award = award_of(application)
    if award is None:
        return
    people = list(recipients.coordinators_of(application.cluster_id))
    for one in award.acceptances:
        if one.accepted_at is None:
            head = signing_head(one.school_id)
            if head is not None and head.password_hash is None:  # who cannot sign in
                _write_to_the_head(one)
            people += [
                *recipients.signatories_of_school(one.school_id),
                *recipients.contacts_of_school(one.school_id),
            ]
    tell(
        people,
        kind=event.kind(),
        title=_("Your award waits for the yes of every school: %(round)s", round=round_name(application.round)),
        path=f"/awards/{award.id}",
        cluster_id=application.cluster_id,
        letter="notice",
    )


def tell_how_the_award_stands(event: Any) -> None:
    """Contacts, heads and coordinators. The officers too where the clock put it on hold, or let it go on."""
    application = _application(event)
    titles = {
        awards.AwardStarted: _("Your award has started: %(round)s", round=round_name(application.round)),
        awards.AwardLapsed: _("Your award was not accepted in time: %(round)s", round=round_name(application.round)),
        awards.AwardDeclined: _(
            "Your cluster has said no to the award: %(round)s", round=round_name(application.round)
        ),
        awards.AwardSuspended: _("Your award is on hold: %(round)s", round=round_name(application.round)),
        awards.AwardResumed: _("Your award goes on: %(round)s", round=round_name(application.round)),
        awards.AwardClosed: _("Your award is closed: %(round)s", round=round_name(application.round)),
    }
    by_clock = event.by_id is None and isinstance(event, awards.AwardSuspended | awards.AwardResumed)
    held = _("A report has not come. Nothing is paid meanwhile. Send the report: then the award goes on by itself.")
    tell(
        _schools(application),
        kind=event.kind(),
        title=titles[type(event)],
        path=f"/awards/{event.award_id}",
        cluster_id=application.cluster_id,
        letter="notice",
        words=held if by_clock and isinstance(event, awards.AwardSuspended) else "",
    )
    if by_clock:
        tell_the_programme_how_it_stands(event)


def tell_the_programme_how_it_stands(event: awards.AwardSuspended | awards.AwardResumed) -> None:
    """The officers: because a report has not come, or has come, without anyone of the programme doing it."""
    application = _application(event)
    held = isinstance(event, awards.AwardSuspended)
    title = (
        _("The award of %(cluster)s is on hold, because a report has not come: %(round)s", **_names(application))
        if held
        else _("The award of %(cluster)s goes on, because its report is settled: %(round)s", **_names(application))
    )
    tell(
        _staff(application, Role.PROGRAMME_OFFICER),
        kind=event.kind(),
        title=title,
        path=f"/awards/{event.award_id}",
        letter="notice",
    )


def tell_of_a_free_place(event: awards.PlaceFreed) -> None:
    """The managers are told that the next on the reserve list can be offered a place."""
    planned = session().get_one(Round, event.round_id)
    tell(
        recipients.people_with_role(Role.PROGRAMME_MANAGER),
        kind=event.kind(),
        title=_("A place is free. Offer it to the next on the reserve list: %(round)s", round=round_name(planned)),
        path=f"/rounds/{planned.id}/results",
    )


def tell_of_an_objection(event: appeals.ObjectionMade) -> None:
    """The managers choose who hears it."""
    application = _application(event)
    tell(
        _staff(application, Role.PROGRAMME_MANAGER),
        kind=event.kind(),
        title=_("%(cluster)s objects to its outcome: %(round)s", **_names(application)),
        path=f"/objections/{event.subject_id}",
        letter="notice",
    )


def ask_to_hear(event: appeals.ObjectionAssigned) -> None:
    """Who hears the objection is asked."""
    application = _application(event)
    tell(
        [event.person_id],
        kind=event.kind(),
        title=_("Please hear the objection of %(cluster)s: %(round)s", **_names(application)),
        path=f"/objections/{event.subject_id}",
        letter="notice",
    )


def tell_of_the_answer(event: appeals.ObjectionAnswered) -> None:
    """The same neutral words for every answer."""
    application = _application(event)
    tell(
        _schools(application),
        kind=event.kind(),
        title=_("Your objection was answered: %(round)s", round=round_name(application.round)),
        path=f"/objections/{event.subject_id}",
        cluster_id=application.cluster_id,
        letter="notice",
    )


def tell_of_a_change_asked_for(event: amendments.AwardChangeAsked) -> None:
    """The officers answer it."""
    application = _application(event)
    tell(
        _staff(application, Role.PROGRAMME_OFFICER),
        kind=event.kind(),
        title=_("%(cluster)s asks for a change of its award: %(round)s", **_names(application)),
        path=f"/award-changes/{event.subject_id}",
    )


def tell_of_the_answer_to_a_change(event: Any) -> None:
    """The same words for yes and no: the answer is on the page."""
    application = _application(event)
    tell(
        _schools(application),
        kind=event.kind(),
        title=_("The programme answered about a change of your award: %(round)s", round=round_name(application.round)),
        path=f"/award-changes/{event.subject_id}",
        cluster_id=application.cluster_id,
        letter="notice",
    )


def tell_the_schools_of_a_report(event: Any) -> None:
    """Contacts, heads and coordinators of both sides."""
    application = _application(event)
    titles = {
        monitoring.AwardReportAsked: _(
            "A report of your award is due soon: %(round)s", round=round_name(application.round)
        ),
        monitoring.AwardReportReturned: _(
            "The programme asks for more in your report: %(round)s", round=round_name(application.round)
        ),
        monitoring.AwardReportAccepted: _("Your report is accepted: %(round)s", round=round_name(application.round)),
        monitoring.AwardReportWaived: _(
            "The programme does without a report of yours: %(round)s", round=round_name(application.round)
        ),
        monitoring.AwardReportMoved: _(
            "A report of your award has another day: %(round)s", round=round_name(application.round)
        ),
    }
    tell(
        _schools(application),
        kind=event.kind(),
        title=titles[type(event)],
        path=f"/award-reports/{event.subject_id}",
        cluster_id=application.cluster_id,
        letter="notice",
    )


def tell_of_a_report_that_came(event: monitoring.AwardReportSent) -> None:
    """The officers read it."""
    application = _application(event)
    tell(
        _staff(application, Role.PROGRAMME_OFFICER),
        kind=event.kind(),
        title=_("A report came from %(cluster)s: %(round)s", **_names(application)),
        path=f"/award-reports/{event.subject_id}",
    )


def tell_of_a_late_report(event: monitoring.AwardReportLate) -> None:
    """The coordinators, kindly; and the officers. With the day on which the award is put on hold if it has not come."""
    application = _application(event)
    report = session().get_one(AwardReport, event.subject_id)
    tell(
        [*recipients.coordinators_of(application.cluster_id), *_staff(application, Role.PROGRAMME_OFFICER)],
        kind=event.kind(),
        title=_("The report of %(cluster)s has not come yet: %(round)s", **_names(application)),
        path=f"/award-reports/{event.subject_id}",
        letter="notice",
        words=_(
            "If it does not come before %(day)s, the award is put on hold on that day, until it comes.",
            day=day(report.hold_on),
        )
        if report.hold_on is not None
        else "",
    )


def tell_of_a_payment(event: monitoring.InstalmentPaid) -> None:
    """The schools hear that money was sent; how much is on the page of the award."""
    application = _application(event)
    award = award_of(application)
    if award is None:
        return
    tell(
        _schools(application),
        kind=event.kind(),
        title=_("An instalment of your award was paid: %(round)s", round=round_name(application.round)),
        path=f"/awards/{award.id}",
        cluster_id=application.cluster_id,
    )


def tell_of_a_broken_agreement(event: awards.SealOfAwardBroken) -> None:
    """Every night anew, for as long as it does not agree. Who is of the cluster is led to the record."""
    application = _application(event)
    title = _(
        "The sealed agreement of an award does not agree with its seal: %(receipt)s. Somebody has to look.",
        receipt=application.receipt_number or "",
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
    awards.LetterSentBack: [tell_that_the_letter_goes_back],
    awards.OutcomeTakenBack: [tell_of_a_correction],
    awards.ConditionReported: [tell_of_a_report],
    awards.ConditionReturned: [tell_the_school_of_its_condition],
    awards.ConditionReminded: [tell_the_school_of_its_condition],
    awards.ConditionLate: [tell_of_a_late_condition],
    awards.ConditionSettled: [tell_of_the_verdict],
    awards.AwardOffered: [write_to_the_heads],
    awards.AwardReminded: [remind_of_the_award],
    awards.AwardStarted: [tell_how_the_award_stands],
    awards.AwardLapsed: [tell_how_the_award_stands],
    awards.AwardDeclined: [tell_how_the_award_stands],
    awards.AwardSuspended: [tell_how_the_award_stands],
    awards.AwardResumed: [tell_how_the_award_stands],
    awards.AwardClosed: [tell_how_the_award_stands],
    awards.SealOfAwardBroken: [tell_of_a_broken_agreement],
    awards.PlaceFreed: [tell_of_a_free_place],
    amendments.AwardChangeAsked: [tell_of_a_change_asked_for],
    amendments.AwardChangeAgreed: [tell_of_the_answer_to_a_change],
    amendments.AwardChangeRefused: [tell_of_the_answer_to_a_change],
    monitoring.AwardReportAsked: [tell_the_schools_of_a_report],
    monitoring.AwardReportReturned: [tell_the_schools_of_a_report],
    monitoring.AwardReportAccepted: [tell_the_schools_of_a_report],
    monitoring.AwardReportWaived: [tell_the_schools_of_a_report],
    monitoring.AwardReportMoved: [tell_the_schools_of_a_report],
    monitoring.AwardReportSent: [tell_of_a_report_that_came],
    monitoring.AwardReportLate: [tell_of_a_late_report],
    monitoring.InstalmentPaid: [tell_of_a_payment],
    appeals.ObjectionMade: [tell_of_an_objection],
    appeals.ObjectionAssigned: [ask_to_hear],
    appeals.ObjectionAnswered: [tell_of_the_answer],
    releases.ResultsListed: [ask_for_a_second_person],
    releases.ResultsDone: [tell_that_it_is_done],
}
