"""The sentences from which the table is made. Each takes (person, subject) and reads attributes that are already loaded."""

import uuid
from datetime import datetime
from typing import Any

from portal.core import clock
from portal.policy.people import STAFF, Place, Role, SignedIn
from portal.policy.rules import Rule, all_of, any_of, rule


def cluster_of(subject: Any) -> uuid.UUID | None:
    """The cluster that the subject is, or belongs to, as far as the subject says so."""
    if hasattr(subject, "memberships") and hasattr(subject, "offices"):
        return subject.id
    if getattr(subject, "cluster_id", None) is not None:
        return subject.cluster_id
    for name in ("thread", "partnership", "application", "office", "membership"):
        inner = getattr(subject, name, None)
        if inner is not None:
            return cluster_of(inner)
    return None


def place_of(person: SignedIn, subject: Any) -> Place | None:
    """Where this person's schools stand in the cluster that the subject belongs to."""
    return person.place_in(cluster_of(subject))


@rule("anyone who is signed in")
def anyone_signed_in(person: SignedIn, subject: Any) -> bool:
    return True


@rule("the person themselves")
def themselves(person: SignedIn, subject: Any) -> bool:
    return subject is None or getattr(subject, "person_id", getattr(subject, "id", None)) == person.id


@rule("about somebody else, never about oneself")
def someone_else(person: SignedIn, subject: Any) -> bool:
    return getattr(subject, "person_id", getattr(subject, "id", None)) != person.id


@rule("who did not propose it themselves")
def did_not_propose_it(person: SignedIn, subject: Any) -> bool:
    return subject.proposed_by_id != person.id


@rule("a member of a school")
def member_of_a_school(person: SignedIn, subject: Any) -> bool:
    return bool(person.memberships)


def has_role(*roles: Role) -> Rule:
    """Holders of one of these programme roles."""
    words = " or ".join(sorted(r.value.replace("_", " ") for r in roles))
    return Rule(lambda person, subject: person.has(*roles), f"a {words}")


programme_staff = has_role(*STAFF)
programme_manager = has_role(Role.PROGRAMME_MANAGER)
reviewer = has_role(Role.REVIEWER)
moderator = has_role(Role.MODERATOR)
system_administrator = has_role(Role.SYSTEM_ADMINISTRATOR)
auditor = has_role(Role.AUDITOR)


@rule("whom it binds: the person, a member of the school, a teacher of the cluster")
def bound_by_it(person: SignedIn, subject: Any) -> bool:
    mine = subject.person_id == person.id or subject.school_id in person.memberships
    return mine or subject.cluster_id in person.places


@rule("never about oneself, one's own school or cluster")
def not_their_own(person: SignedIn, subject: Any) -> bool:
    return not bound_by_it(person, subject)


# schools


@rule("a member of that school")
def member_of_that_school(person: SignedIn, subject: Any) -> bool:
    return subject.id in person.memberships


@rule("the school's international contact")
def contact_of_that_school(person: SignedIn, subject: Any) -> bool:
    return person.holds("contact", subject.id) or person.holds("signatory", subject.id)


@rule("who asked for the school to be registered, until it is confirmed")
def proposed_that_school(person: SignedIn, subject: Any) -> bool:
    return subject.proposed_by_id == person.id and subject.status in ("proposed", "rejected")


@rule("the contact of the school that was asked, but never for oneself")
def contact_answers_for_another(person: SignedIn, subject: Any) -> bool:
    may = person.holds("contact", subject.school_id) or person.holds("signatory", subject.school_id)
    return may and subject.person_id != person.id


@rule("an officer of the school's authority")
def authority_of_that_school(person: SignedIn, subject: Any) -> bool:
    return bool(subject.authority_code) and subject.authority_code in person.authority_codes


@rule("an officer of that authority")
def officer_of_that_authority(person: SignedIn, subject: Any) -> bool:
    return bool(subject.code) and subject.code in person.authority_codes


@rule("the head of that school, who signs")
def head_of_that_school(person: SignedIn, subject: Any) -> bool:
    return person.holds("signatory", subject.id)


@rule("whom the head named to answer for them")
def deputy_of_that_head(person: SignedIn, subject: Any) -> bool:
    return person.holds("head_deputy", subject.id)


@rule("someone who is not a member there now")
def not_a_member_there(person: SignedIn, subject: Any) -> bool:
    return subject.id not in person.memberships


@rule("someone who is not a member of that school")
def not_of_that_school(person: SignedIn, subject: Any) -> bool:
    return subject.id not in person.memberships and subject.proposed_by_id != person.id


@rule("once it is verified and listed")
def is_listed(person: SignedIn, subject: Any) -> bool:
    return bool(subject.is_listed)


@rule("a teacher of another school that is verified")
def of_another_verified_school(person: SignedIn, subject: Any) -> bool:
    return subject.school_id not in person.memberships and any(m.is_verified for m in person.memberships.values())


@rule("a teacher of the school that asks or of the school that is asked")
def of_either_school(person: SignedIn, subject: Any) -> bool:
    return subject.from_school_id in person.memberships or subject.to_school_id in person.memberships


@rule("the contact or signatory of the school that is asked")
def contact_of_the_school_asked(person: SignedIn, subject: Any) -> bool:
    return person.holds("contact", subject.to_school_id) or person.holds("signatory", subject.to_school_id)


@rule("the contact or signatory of the school that asks")
def contact_of_the_asking_school(person: SignedIn, subject: Any) -> bool:
    return person.holds("contact", subject.from_school_id) or person.holds("signatory", subject.from_school_id)


@rule("who asked, as long as they are at the school that asks")
def asked_it(person: SignedIn, subject: Any) -> bool:
    return subject.asked_by_id == person.id and subject.from_school_id in person.memberships


# clusters


@rule("a teacher of a school in the cluster, or of a partner school")
def in_the_network(person: SignedIn, subject: Any) -> bool:
    place = place_of(person, subject)
    return place is not None and place.member


def sees_what_is_kept_home(person: SignedIn, subject: Any) -> bool:
    """Partner schools do not see what the member schools keep among themselves: evidence so marked, and every section about money. Others who may see the
    rest (the programme, reviewers) do."""
    place = place_of(person, subject)
    return place is None or not place.partner


@rule("not kept for the member schools, or read by a member school or the programme")
def meant_for_them(person: SignedIn, subject: Any) -> bool:
    return getattr(subject, "visible_to", "network") != "home" or sees_what_is_kept_home(person, subject)


@rule("a teacher of a school that is in the cluster or was invited by name")
def on_the_board(person: SignedIn, subject: Any) -> bool:
    place = place_of(person, subject)
    return place is not None and place.board


@rule("a teacher of a member school")
def in_a_member_school(person: SignedIn, subject: Any) -> bool:
    place = place_of(person, subject)
    return place is not None and place.member and not place.partner


@rule("a teacher of the lead school")
def of_the_lead_school(person: SignedIn, subject: Any) -> bool:
    place = place_of(person, subject)
    return place is not None and bool(place.leads)


@rule("the cluster coordinator or the deputy")
def coordinates(person: SignedIn, subject: Any) -> bool:
    place = place_of(person, subject)
    return place is not None and bool(place.offices & {"contact_teacher", "deputy"})


@rule("who started the cluster and is still at one of its schools, as long as it has no coordinator")
def started_it(person: SignedIn, subject: Any) -> bool:
    cluster = getattr(subject, "cluster", subject)
    at_home = place_of(person, subject) is not None
    return at_home and cluster.started_by_id == person.id and cluster.contact_teacher_id is None


@rule("an officer of an authority with a school in the cluster")
def authority_of_the_cluster(person: SignedIn, subject: Any) -> bool:
    if not person.authority_codes:
        return False
    cluster = subject if hasattr(subject, "memberships") else subject.cluster
    return any(
        m.school.authority_code in person.authority_codes
        for m in cluster.memberships
        if m.status in ("joined", "leaving")
    )


@rule("the contact or signatory of the school itself")
def contact_of_its_school(person: SignedIn, subject: Any) -> bool:
    return person.holds("contact", subject.school_id) or person.holds("signatory", subject.school_id)


@rule("a teacher of the school itself")
def of_its_school(person: SignedIn, subject: Any) -> bool:
    return subject.school_id in person.memberships


@rule("a member school's contact or signatory")
def contact_in_the_cluster(person: SignedIn, subject: Any) -> bool:
    place = place_of(person, subject)
    if place is None or not place.member or place.partner:
        return False
    return any(person.holds("contact", s) or person.holds("signatory", s) for s in place.schools)


@rule("the nominee: the person named, or for a lead school its contact or signatory")
def nominated(person: SignedIn, subject: Any) -> bool:
    if subject.person_id is not None and subject.kind != "lead_school":
        return bool(subject.person_id == person.id)
    return person.holds("contact", subject.school_id) or person.holds("signatory", subject.school_id)


@rule("who made the nomination")
def nominated_it(person: SignedIn, subject: Any) -> bool:
    return subject.nominated_by_id == person.id


convenes = any_of(coordinates, started_it)


@rule("where this cluster is the one that is asked")
def cluster_is_asked(person: SignedIn, subject: Any) -> bool:
    return bool(subject.is_asked)


@rule("where this cluster is the one that asks")
def cluster_asks(person: SignedIn, subject: Any) -> bool:
    return not subject.is_asked


@rule("who took the invitation up")
def took_the_invitation_up(person: SignedIn, subject: Any) -> bool:
    return subject.taken_by_id == person.id and subject.status in ("taken_up", "built")


@rule("where this cluster is the one whose board is shared")
def shares_its_board(person: SignedIn, subject: Any) -> bool:
    return bool(subject.is_home)


# board, calendar, stand-ins


@rule("the author")
def is_author(person: SignedIn, subject: Any) -> bool:
    return subject.author_id is not None and subject.author_id == person.id


@rule("a teacher of the school that began it")
def school_began_it(person: SignedIn, subject: Any) -> bool:
    return subject.school_id in person.memberships


@rule("a teacher of the school that asked for it")
def asked_for_it(person: SignedIn, subject: Any) -> bool:
    return subject.asked_by_school_id is not None and subject.asked_by_school_id in person.memberships


@rule("a teacher of the school that was asked to agree to the link")
def asked_to_agree(person: SignedIn, subject: Any) -> bool:
    return subject.asked_school_id in person.memberships


@rule("a teacher of the school that it is done for")
def of_the_school_it_is_for(person: SignedIn, subject: Any) -> bool:
    return subject.for_school_id is not None and subject.for_school_id in person.memberships


@rule("a teacher of one of the two linked schools")
def of_the_pair(person: SignedIn, subject: Any) -> bool:
    return subject.home_school_id in person.memberships or subject.partner_school_id in person.memberships


@rule("a teacher of the owner school")
def of_the_owner_school(person: SignedIn, subject: Any) -> bool:
    return subject.owner_school_id in person.memberships


@rule("a teacher of the partner school, or of the owner school where there is no partner")
def answers_the_proposal(person: SignedIn, subject: Any) -> bool:
    return subject.answering_school_id in person.memberships


@rule("a teacher of the partner school named in the activity")
def of_the_activity_partner(person: SignedIn, subject: Any) -> bool:
    return subject.partner_school_id is not None and subject.partner_school_id in person.memberships


@rule("the stand-in's school while it holds the stand-in")
def stands_in(person: SignedIn, subject: Any) -> bool:
    held = subject.state in ("open", "active") and subject.filling in ("filled", "accepted_release_pending")
    return held and _before(subject.window_ends_at) and subject.accepted_school_id in person.memberships


@rule("a teacher of the stand-in's school, also afterwards")
def of_the_stand_in_school(person: SignedIn, subject: Any) -> bool:
    return subject.accepted_school_id is not None and subject.accepted_school_id in person.memberships


@rule("the teacher who took it on, or the contact of the stand-in's school")
def took_it_on(person: SignedIn, subject: Any) -> bool:
    if not stands_in(person, subject):
        return False
    return subject.accepted_by_id == person.id or person.holds("contact", subject.accepted_school_id)


@rule("a teacher of the partner school that meets the stand-in")
def meets_the_stand_in(person: SignedIn, subject: Any) -> bool:
    activity = subject.activity
    return (
        activity is not None
        and activity.partner_school_id is not None
        and activity.partner_school_id in person.memberships
    )


@rule("the head of the stand-in's school, or who agrees time out of class there; never for oneself")
def agrees_the_time(person: SignedIn, subject: Any) -> bool:
    school = subject.accepted_school_id
    if subject.accepted_by_id == person.id or subject.filling not in ("filled", "accepted_release_pending"):
        return False
    if subject.state != "open" or school not in person.memberships:
        return False
    return person.holds("signatory", school) or subject.release_delegate_id == person.id


def _asks_of(person: SignedIn, subject: Any) -> list[Any]:
    """The asks this person may answer; whoever asked for the own school never answers it."""
    if subject.asked_by_id == person.id and subject.owner_school_id in person.memberships:
        return []
    return [a for a in subject.asks if a.school_id in person.memberships and a.person_id in (None, person.id)]


@rule("a teacher of a school that is being asked, never of the owner school's own asking person")
def is_asked(person: SignedIn, subject: Any) -> bool:
    return _before(subject.asking_ends_at) and any(a.status == "asked" for a in _asks_of(person, subject))


def _before(ends_at: datetime | None) -> bool:
    """Is this window still open, by the clock? The job that closes it may be late; the right is not."""
    return ends_at is None or clock.now() < ends_at


@rule("a teacher of a school that was asked, whatever became of it, never of the owner school's own asking person")
def may_answer(person: SignedIn, subject: Any) -> bool:
    return bool(_asks_of(person, subject))


@rule("a teacher of a school that was asked before")
def was_asked(person: SignedIn, subject: Any) -> bool:
    return any(a.school_id in person.memberships for a in subject.asks)


@rule("a teacher of a school that the owed reply names")
def owes_the_reply(person: SignedIn, subject: Any) -> bool:
    return any(d.school_id in person.memberships for d in getattr(subject, "owed", ()))


# applications and reviews


@rule("a teacher of a school in the applying cluster")
def in_the_applying_cluster(person: SignedIn, subject: Any) -> bool:
    return in_the_network(person, subject)


@rule(
    "a teacher of the applying cluster; a section given to a school is its own and the coordinator's, a partner's section a partner school's"
)
def writes_in_the_application(person: SignedIn, subject: Any) -> bool:
    place = place_of(person, subject)
    if place is None or not place.member:
        return False
    if not hasattr(subject, "partner_only"):
        return True
    if subject.partner_only != place.partner:
        return False
    assigned = subject.assigned_school_id
    return assigned is None or assigned in place.schools or bool(place.offices & {"contact_teacher", "deputy"})


@rule("who signs for that very school")
def signs_for_its_school(person: SignedIn, subject: Any) -> bool:
    place = place_of(person, subject)
    return place is not None and place.member and person.holds("signatory", subject.school_id)


@rule("once it was published")
def is_published(person: SignedIn, subject: Any) -> bool:
    planned = subject
    for name in ("section", "round"):
        planned = getattr(planned, name, planned)
    return planned.status == "published"


@rule("the signatory of a school that the award asks: a member school of the applying cluster, never a partner school")
def signs_for_a_school_that_is_asked(person: SignedIn, subject: Any) -> bool:
    place = place_of(person, subject)
    asked = {one.school_id for one in subject.acceptances}
    return place is not None and place.member and any(person.holds("signatory", s) for s in place.schools & asked)


@rule(
    "without a conflict of interest: no school of theirs in the cluster, and no other tie to it that the records know"
)
def no_conflict(person: SignedIn, subject: Any) -> bool:
    return cluster_of(subject) not in person.kept_from


BLIND_PHASE = frozenset({"submitted", "screening", "ineligible", "in_review", "clarification", "withdrawn"})
"""While an application to a blind round stands here, moderators do not know who applies: its reviews are not closed."""


def is_kept_blind(person: SignedIn) -> bool:
    """Who chairs the panel and is nothing else in the programme: in a blind round they learn who applies when the reviews are closed."""
    return person.has(Role.MODERATOR) and not person.has(*STAFF, Role.AUDITOR)


@rule("to moderators of a blind round only when its reviews are closed")
def names_are_open(person: SignedIn, subject: Any) -> bool:
    application = getattr(subject, "application", subject)
    hides = is_kept_blind(person) and application.stage in BLIND_PHASE
    return not (hides and getattr(application.round, "reads_blind", False))


@rule("once it was submitted, also when it was taken back since")
def was_submitted(person: SignedIn, subject: Any) -> bool:
    application = getattr(subject, "application", subject)
    was_sealed = application.stage != "withdrawn" or application.receipt_number is not None
    return was_sealed and application.stage not in ("draft", "lapsed")


@rule("as long as the cluster has not taken it back")
def still_stands(person: SignedIn, subject: Any) -> bool:
    return getattr(subject, "application", subject).stage != "withdrawn"


@rule("the outcome was released")
def outcome_is_released(person: SignedIn, subject: Any) -> bool:
    return subject.stage in ("released", "accepted")


@rule("once the results with it were sent")
def its_results_were_sent(person: SignedIn, subject: Any) -> bool:
    return subject.decision.released_at is not None


@rule("the reviewer it is assigned to")
def assigned_reviewer(person: SignedIn, subject: Any) -> bool:
    return subject.reviewer_id == person.id


_AFTER_THE_STATEMENT = frozenset({"open", "submitted", "returned", "confirm_needed", "locked", "expired"})


@rule("after the statement of no conflict")
def stated_no_conflict(person: SignedIn, subject: Any) -> bool:
    return subject.conflict_statement_at is not None and subject.status in _AFTER_THE_STATEMENT


@rule("while the review is being written")
def review_is_written(person: SignedIn, subject: Any) -> bool:
    return subject.status in ("open", "returned", "confirm_needed") and subject.application.stage in (
        "in_review",
        "clarification",
    )


@rule("once the reviewers were given it")
def reviewers_have_it(person: SignedIn, subject: Any) -> bool:
    return subject.status in ("open", "agreed")


@rule("while the review was not sent")
def review_was_not_sent(person: SignedIn, subject: Any) -> bool:
    return subject.status in ("proposed", "assigned", "open")


@rule("who did not decide it themselves")
def did_not_decide(person: SignedIn, subject: Any) -> bool:
    return subject.decided_by_id != person.id


@rule("whom it was given to")
def hears_it(person: SignedIn, subject: Any) -> bool:
    return subject.officer_id == person.id


@rule("who did not ask for it themselves")
def did_not_ask(person: SignedIn, subject: Any) -> bool:
    return subject.asked_by_id != person.id


@rule("who asked for the workbook")
def asked_for_the_workbook(person: SignedIn, subject: Any) -> bool:
    return subject.asked_by_id == person.id


clear_staff = all_of(programme_staff, no_conflict)
clear_manager = all_of(programme_manager, no_conflict)


# verification


@rule("who asked for the school it is about to be registered")
def proposed_its_school(person: SignedIn, subject: Any) -> bool:
    return subject.school.proposed_by_id == person.id


@rule("someone who is not a member of the school it is about")
def not_of_its_school(person: SignedIn, subject: Any) -> bool:
    return subject.school_id not in person.memberships


@rule("someone who is a member of neither school")
def of_neither_school(person: SignedIn, subject: Any) -> bool:
    return person.school_ids.isdisjoint(subject.school_ids)


@rule("who added it")
def added_it(person: SignedIn, subject: Any) -> bool:
    return subject.added_by_id is not None and subject.added_by_id == person.id


@rule("who gave the vouch")
def gave_the_vouch(person: SignedIn, subject: Any) -> bool:
    return subject.voucher_id is not None and subject.voucher_id == person.id


@rule("the contact or signatory of the school that vouched")
def contact_of_the_vouching_school(person: SignedIn, subject: Any) -> bool:
    school = subject.voucher_school_id
    return person.holds("contact", school) or person.holds("signatory", school)


@rule("the contact or signatory of a verified school of the network, never of the school itself")
def may_vouch(person: SignedIn, subject: Any) -> bool:
    place = place_of(person, subject)
    if place is None or not place.member or subject.school_id in person.memberships:
        return False
    mine = [person.memberships[s] for s in place.schools if s in person.memberships]
    return any(m.is_verified and m.functions & {"contact", "signatory"} for m in mine)
