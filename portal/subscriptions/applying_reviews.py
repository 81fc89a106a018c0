"""What happens when: reviews, decisions and awards.

Staff of a school in the cluster are never told; the cluster hears of the release and of the award alone.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from portal.applying.allocation import events as allocation
from portal.applying.applications.events import ApplicationWithdrawn, WithdrawalUndone
from portal.applying.applications.models import Application
from portal.applying.awards import events as awards
from portal.applying.awards.services import stop_decision
from portal.applying.hints import events as hints
from portal.applying.programmes.models import Round
from portal.applying.releases.queries import people_of_clusters
from portal.applying.reviews import blind, links
from portal.applying.reviews import events as reviews
from portal.applying.reviews.queries import list_reviews
from portal.applying.reviews.services import revive_reviews, stop_reviews
from portal.applying.rules.queries import is_blind
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.events import Event
from portal.oversight.notifications import recipients
from portal.oversight.notifications.services import About, tell
from portal.policy.people import Role
from portal.subscriptions.words import _, round_name


def _application(event: Event) -> Application:
    return session().get_one(Application, event.application_id)


def _staff(application: Application, *roles: Role, but: Iterable[uuid.UUID | None] = ()) -> list[uuid.UUID]:
    """Holders of these roles without a tie to the cluster."""
    left_out = {*recipients.people_of_cluster(application.cluster_id), *links.people_of(application.cluster_id), *but}
    return [person_id for person_id in recipients.people_with_role(*roles) if person_id not in left_out]


def _names(application: Application) -> dict[str, str]:
    """Which application it is, for a sentence: the cluster and the round."""
    return {"cluster": application.cluster.name, "round": round_name(application.round)}


def _for_the_reader(application: Application) -> dict[str, str]:
    """The same for a reviewer: in a blind round nobody says who applies."""
    if is_blind(application.round_id):
        return {"cluster": blind.called(application.id), "round": round_name(application.round)}
    return _names(application)


def ask_the_reviewer(event: reviews.ReviewerAssigned) -> None:
    """The reviewer gets a notice and a mail; of many at once they are told together."""
    if event.in_batch:
        return
    application = _application(event)
    tell(
        [event.person_id],
        kind="review_asked",
        title=_("Please review the application of %(cluster)s to %(round)s", **_for_the_reader(application)),
        path=f"/reviews/{event.review_id}",
        letter="notice",
        once=f"review_asked:{event.review_id}",
    )


def ask_to_confirm_the_check(event: reviews.ApplicationScreened) -> None:
    """Someone proposes that an application does not meet the rules: a second person of the programme is asked."""
    if event.is_eligible:
        return
    application = _application(event)
    tell(
        _staff(application, Role.PROGRAMME_MANAGER, Role.PROGRAMME_OFFICER, but=[event.by_id]),
        kind="ineligible_proposed",
        title=_("Please look at the check of %(cluster)s, %(round)s", **_names(application)),
        path=f"/applications/{application.id}/screening",
    )


def tell_of_the_queue(event: allocation.QueueReleased) -> None:
    """One mail for all the applications that a reviewer was given."""
    planned = session().get_one(Round, event.round_id)
    tell(
        [event.person_id],
        kind="reviews_asked",
        title=_("Please review %(number)s applications to %(round)s", number=event.number, round=round_name(planned)),
        path="/reviews",
        letter="notice",
    )


def show_the_proposal(event: allocation.AllocationProposed) -> None:
    """The proposal is there: the officers are told."""
    planned = session().get_one(Round, event.round_id)
    tell(
        recipients.people_with_role(Role.PROGRAMME_OFFICER),
        kind="allocation_proposed",
        title=_("The reviewers proposed for %(round)s wait for your yes", round=round_name(planned)),
        path=f"/rounds/{planned.id}/allocation",
    )


def ask_for_a_replacement(event: reviews.ReviewEnded) -> None:
    """A reader is missing: the officers are told. Not why, which is on the page."""
    if not event.needs_replacement:
        return
    application = _application(event)
    tell(
        _staff(application, Role.PROGRAMME_OFFICER, but=[event.by_id]),
        kind="reviewer_missing",
        title=_("A reviewer is missing for %(cluster)s, %(round)s", **_names(application)),
        path=f"/applications/{application.id}/reviewers",
        letter="notice",
        once=f"reviewer_missing:{event.review_id}",
    )


def tell_the_late(event: reviews.ReviewEnded) -> None:
    """The time passed after two reminders: the reader need not go on, and can copy what they wrote."""
    if event.how != "expired":
        return
    tell(
        [event.person_id],
        kind="review_expired",
        title=_(
            "Someone else reads %(cluster)s now. What you wrote is kept for you.",
            **_for_the_reader(_application(event)),
        ),
        path=f"/reviews/{event.review_id}",
        letter="notice",
        once=f"review_expired:{event.review_id}",
    )


def remind_the_reviewer(event: reviews.ReviewerReminded) -> None:
    """The review is late: the reader is reminded, once for each of the two times."""
    tell(
        [event.person_id],
        kind="review_late",
        title=_("Your review of %(cluster)s to %(round)s is late", **_for_the_reader(_application(event))),
        path=f"/reviews/{event.review_id}",
        letter="notice",
        once=f"review_late:{event.review_id}:{event.number}",
    )


def ask_to_change(event: reviews.ReviewReturned) -> None:
    """The panel gave a review back. Why is on the page."""
    tell(
        [event.person_id],
        kind="review_returned",
        title=_("Please change your review of %(cluster)s to %(round)s", **_for_the_reader(_application(event))),
        path=f"/reviews/{event.review_id}",
        letter="notice",
    )


def call_the_panel(event: reviews.ReviewsCompleted) -> None:
    """All reviews are in: the moderators are told."""
    application = _application(event)
    tell(
        _staff(application, Role.MODERATOR),
        kind="reviews_complete",
        title=_("All reviews of %(cluster)s are in: %(round)s", **_names(application)),
        path=f"/applications/{application.id}/panel",
        letter="notice",
        once=f"reviews_complete:{application.id}",
    )


def ask_for_a_decision(event: reviews.PanelNoteWritten) -> None:
    """The panel has written its note: the managers are told, once."""
    application = _application(event)
    tell(
        _staff(application, Role.PROGRAMME_MANAGER, but=[event.by_id]),
        kind="decision_needed",
        title=_("%(cluster)s waits for a decision: %(round)s", **_names(application)),
        path=f"/applications/{application.id}/decision",
        letter="notice",
        once=f"decision_needed:{application.id}",
    )


def ask_the_second_person(event: awards.DecisionRecorded) -> None:
    """A decision is held: whoever may read its letter is told, without its outcome."""
    application = _application(event)
    tell(
        _staff(application, Role.PROGRAMME_MANAGER, Role.PROGRAMME_OFFICER, but=[event.by_id]),
        kind="release_needed",
        title=_("The letter to %(cluster)s waits for a second reader: %(round)s", **_names(application)),
        path=f"/decisions/{event.decision_id}/check",
        letter="notice",
        once=f"release_needed:{event.decision_id}",
    )


def tell_the_schools(event: awards.DecisionReleased) -> None:
    """Contacts and heads of every school, and the coordinators, get the same neutral words and a link: exactly the people who were listed before."""
    application = _application(event)
    people = people_of_clusters({application.cluster_id}).get(application.cluster_id, {})
    tell(
        people,
        kind="results_sent",
        title=_("There is news about your application to %(round)s", round=round_name(application.round)),
        path=f"/applications/{application.id}/outcome",
        cluster_id=application.cluster_id,
        letter="notice",
        once=f"results_sent:{event.decision_id}",
        about=About(event.decision_id),
    )


def tell_of_the_award(event: awards.AwardAccepted) -> None:
    """Every school has said yes: the network and the programme are told."""
    application = _application(event)
    tell(
        recipients.people_of_cluster(application.cluster_id),
        kind="award_accepted",
        title=_("Every school has accepted. Your partnership is open."),
        path=f"/clusters/{application.cluster_id}/partnership",
        cluster_id=application.cluster_id,
        once=f"award_accepted:{event.award_id}",
    )
    tell(
        _staff(application, Role.PROGRAMME_OFFICER),
        kind="award_accepted",
        title=_("Every school of %(cluster)s has accepted the award: %(round)s", **_names(application)),
        path=f"/awards/{event.award_id}",
        once=f"award_accepted:{event.award_id}",
    )


def stop_reading(event: ApplicationWithdrawn) -> None:
    """The application was taken back: reviews stop, a held decision is not released, and the reviewers are told."""
    if event.application_id is None or not event.was_submitted:
        return
    stopped = stop_reviews(event.application_id, by=SYSTEM)
    stop_decision(event.application_id, by=SYSTEM)
    tell(
        stopped,
        kind="review_stopped",
        title=_(
            "%(cluster)s has withdrawn its application to %(round)s. You do not need to read it.",
            **_for_the_reader(_application(event)),
        ),
        path="/reviews",
        letter="notice",
        once=f"review_stopped:{event.application_id}",
    )


def read_on(event: WithdrawalUndone) -> None:
    """The application stands again: whoever was reading it reads on, and is told."""
    if not event.was_submitted:
        return
    application = _application(event)
    tell(
        revive_reviews(application, by=SYSTEM),
        kind="review_goes_on",
        title=_(
            "%(cluster)s takes part in %(round)s again. Please go on with your review; the time is given back to you.",
            **_for_the_reader(application),
        ),
        path="/reviews",
        letter="notice",
    )


def tell_the_discussion(event: reviews.RemarkMade) -> None:
    """Something was said: the other reviewers of the application are told, not by whom."""
    application = _application(event)
    for review in list_reviews(application):
        if review.status == "locked" and review.reviewer_id != event.by_id:
            tell(
                [review.reviewer_id],
                kind="review_discussed",
                title=_("Something was said about %(cluster)s, %(round)s", **_for_the_reader(application)),
                path=f"/reviews/{review.id}/discussion",
            )


def tell_of_a_hint(event: hints.ReviewerHinted) -> None:
    """The reviewer. The words are on the page alone, never in a mail."""
    tell(
        [event.person_id],
        kind=event.kind(),
        title=_(
            "There is a private note to you about your reviews: %(round)s",
            round=round_name(session().get_one(Round, event.round_id)),
        ),
        path="/reviews/notes",
        letter="notice",
    )


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    reviews.ApplicationScreened: [ask_to_confirm_the_check],
    reviews.ReviewerAssigned: [ask_the_reviewer],
    allocation.QueueReleased: [tell_of_the_queue],
    allocation.AllocationProposed: [show_the_proposal],
    reviews.ReviewEnded: [ask_for_a_replacement, tell_the_late],
    reviews.ReviewerReminded: [remind_the_reviewer],
    reviews.ReviewReturned: [ask_to_change],
    reviews.RemarkMade: [tell_the_discussion],
    hints.ReviewerHinted: [tell_of_a_hint],
    reviews.ReviewsCompleted: [call_the_panel],
    reviews.PanelNoteWritten: [ask_for_a_decision],
    awards.DecisionRecorded: [ask_the_second_person],
    awards.DecisionReleased: [tell_the_schools],
    awards.AwardAccepted: [tell_of_the_award],
    ApplicationWithdrawn: [stop_reading],
    WithdrawalUndone: [read_on],
}
