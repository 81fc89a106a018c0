"""What happens when: forming. Exactly the people who are concerned are told; what is owed is a duty and not written here."""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from portal.core.database import session
from portal.core.events import Event, of_this_act
from portal.forming.clusters import events as clusters
from portal.forming.clusters.models import SCHOOL_OFFICES, Cluster, ClusterMembership, Office, Side, Vacancy
from portal.forming.clusters.services import TITLES
from portal.forming.evidence import events as evidence
from portal.forming.evidence.models import EvidenceItem, SupporterStatement
from portal.identity.accounts import links
from portal.identity.accounts.models import LinkPurpose, Person
from portal.identity.schools.models import School
from portal.oversight.notifications import recipients
from portal.oversight.notifications.services import tell
from portal.running.reshaping.events import ClustersMerged, ClusterSplit
from portal.subscriptions.words import _
from portal.web.security import external_url


def _cluster(event: Event) -> Cluster:
    return session().get_one(Cluster, event.cluster_id)


def _school(school_id: uuid.UUID | None) -> str:
    return session().get_one(School, school_id).name


def _speakers(school_id: uuid.UUID | None) -> list[uuid.UUID]:
    """The school's contacts and who signs for it."""
    if school_id is None:
        return []
    return [*recipients.contacts_of_school(school_id), *recipients.signatories_of_school(school_id)]


def _tell(event: Event, people: Iterable[uuid.UUID | None], title: Any, *, path: str = "", **more: Any) -> None:
    """Tell them, except who did it."""
    told = {person for person in people if person is not None and person != event.by_id}
    tell(
        sorted(told),
        kind=event.kind(),
        title=title,
        path=f"/clusters/{event.cluster_id}{path}",
        cluster_id=event.cluster_id,
        **more,
    )


def _contacts_at_home(cluster: Cluster) -> list[uuid.UUID]:
    """The contacts of the member schools: partner schools get one letter of their own (see `_filled`)."""
    home = [m.school_id for m in cluster.live_memberships() if m.side == Side.HOME]
    return [person for school_id in home for person in recipients.contacts_of_school(school_id)]


def _home_contacts(cluster: Cluster) -> list[uuid.UUID]:
    return [person for m in cluster.live_memberships() for person in recipients.contacts_of_school(m.school_id)]


def _formed(event: clusters.ClusterFormed) -> None:
    title = _(
        "%(school)s has started the cluster %(cluster)s.", school=_school(event.school_id), cluster=_cluster(event).name
    )
    _tell(event, _speakers(event.school_id), title, letter="notice")


def _began(event: clusters.ClusterBegan) -> None:
    title = _("%(cluster)s is complete: it has a lead school and a coordinator.", cluster=_cluster(event).name)
    _tell(event, recipients.people_of_cluster(_cluster(event).id), title)


def _invited(event: clusters.SchoolInvited) -> None:
    cluster = _cluster(event)
    title = _(
        "%(school)s is invited to join the cluster %(cluster)s.", school=_school(event.school_id), cluster=cluster.name
    )
    path = f"/invitations/{event.subject_id}"
    for person_id in dict.fromkeys(_speakers(event.school_id)):
        if person_id != event.by_id:
            words = _(
                "Theme: %(theme)s. You can read the board and the calendar at once. To join with one button, without signing in, open %(link)s",
                theme=cluster.theme,
                link=_link_to_join(event, person_id),
            )
            _tell(event, [person_id], title, path=path, letter="notice", words=words)


def _link_to_join(event: clusters.SchoolInvited, person_id: uuid.UUID) -> str:
    """A link for this very person, who speaks for the invited school. It works once; only the mail holds it."""
    address = session().get_one(Person, person_id).email
    token = links.make_link(LinkPurpose.JOIN_CLUSTER, person_id=person_id, subject_id=event.subject_id, address=address)
    return external_url("clusters.join_by_link", token=token)


def _invitation_withdrawn(event: clusters.InvitationWithdrawn) -> None:
    title = _("The invitation to join %(cluster)s was taken back.", cluster=_cluster(event).name)
    _tell(event, _speakers(event.school_id), title, path=f"/invitations/{event.subject_id}")


def _invitation_declined(event: clusters.InvitationDeclined) -> None:
    cluster = _cluster(event)
    title = _("%(school)s will not join %(cluster)s.", school=_school(event.school_id), cluster=cluster.name)
    path = f"/invitations/{event.subject_id}"
    _tell(event, recipients.coordinators_of(cluster.id), title, path=path, letter="notice")


def _invitation_expired(event: clusters.InvitationExpired) -> None:
    cluster = _cluster(event)
    title = _(
        "%(school)s did not answer the invitation to %(cluster)s in time. You can invite the school again.",
        school=_school(event.school_id),
        cluster=cluster.name,
    )
    _tell(event, recipients.coordinators_of(cluster.id), title)


def _joined(event: clusters.SchoolJoined) -> None:
    if any(isinstance(fact, ClustersMerged | ClusterSplit) for fact in of_this_act()):
        return  # everyone is told of the act as a whole, once
    cluster = _cluster(event)
    title = _("%(school)s has joined %(cluster)s.", school=_school(event.school_id), cluster=cluster.name)
    takes_a_place = session().get_one(ClusterMembership, event.subject_id).replaces_id is not None
    contacts = _contacts_at_home(cluster) if takes_a_place else _home_contacts(cluster)
    _tell(event, [*recipients.coordinators_of(cluster.id), *contacts], title, letter="notice")


def _office(event: Event) -> tuple[str, Any, str]:
    """The nominee, the office, the cluster."""
    office = session().get_one(Office, event.subject_id)
    person = office.person.name if office.person is not None and office.kind not in SCHOOL_OFFICES else None
    return person or office.school.name, TITLES[office.kind], office.cluster.name


def _nominated(event: clusters.OfficeNominated) -> None:
    who, office, cluster = _office(event)
    title = _("%(who)s is nominated as %(office)s of %(cluster)s.", who=who, office=office, cluster=cluster)
    path = f"/offices/{event.subject_id}"
    _tell(event, [*_home_contacts(_cluster(event)), event.person_id], title, path=path, letter="notice")


def _objected(event: clusters.NominationObjected) -> None:
    _who, office, cluster = _office(event)
    title = _("A school objects to the nomination of the %(office)s of %(cluster)s.", office=office, cluster=cluster)
    people = [*_home_contacts(_cluster(event)), *recipients.coordinators_of(_cluster(event).id)]
    _tell(event, people, title, path=f"/offices/{event.subject_id}")


def _agreed(event: clusters.NominationAgreed) -> None:
    _who, office, cluster = _office(event)
    title = _("The schools of %(cluster)s would like you to accept: %(office)s.", office=office, cluster=cluster)
    people = [event.person_id] if event.person_id is not None else _speakers(event.school_id)
    tell(
        people,
        kind=event.kind(),
        title=title,
        path=f"/clusters/{event.cluster_id}/offices/{event.subject_id}",
        cluster_id=event.cluster_id,
        letter="notice",
    )


def _not_taken_up(event: Event) -> None:
    who, office, cluster = _office(event)
    title = _(
        "%(who)s will not be %(office)s of %(cluster)s. You can nominate someone else.",
        who=who,
        office=office,
        cluster=cluster,
    )
    _tell(event, _home_contacts(_cluster(event)), title, path=f"/offices/{event.subject_id}")


def _accepted(event: clusters.OfficeAccepted) -> None:
    who, office, cluster = _office(event)
    title = _("%(who)s is now %(office)s of %(cluster)s.", who=who, office=office, cluster=cluster)
    before = session().get(Office, event.before_id) if event.before_id is not None else None
    people = [*_home_contacts(_cluster(event)), before.person_id if before else None]
    _tell(event, people, title, path=f"/offices/{event.subject_id}", letter="notice")


def _appointed(event: clusters.OfficeAppointed) -> None:
    who, office, cluster = _office(event)
    title = _("%(who)s was appointed %(office)s of %(cluster)s.", who=who, office=office, cluster=cluster)
    before = session().get(Office, event.before_id) if event.before_id is not None else None
    people = [*_home_contacts(_cluster(event)), event.person_id, before.person_id if before else None]
    words = session().get_one(Office, event.subject_id).reason
    _tell(event, people, title, path="/offices", letter="notice", words=words)


def _leaving(event: clusters.SchoolLeaving) -> None:
    cluster = _cluster(event)
    title = _("%(school)s is going to leave %(cluster)s.", school=_school(event.school_id), cluster=cluster.name)
    _tell(event, [*recipients.coordinators_of(cluster.id), *_contacts_at_home(cluster)], title, letter="notice")
    at_home = _contacts_at_home(cluster)
    _tell(event, [person for person in _home_contacts(cluster) if person not in at_home], title)


def _staying(event: clusters.SchoolStaying) -> None:
    cluster = _cluster(event)
    title = _("%(school)s stays in %(cluster)s.", school=_school(event.school_id), cluster=cluster.name)
    _tell(event, [*recipients.coordinators_of(cluster.id), *_home_contacts(cluster)], title)


def _passed_on(event: clusters.DutyPassedOn) -> None:
    title = _("%(school)s has passed something on to your school.", school=_school(event.school_id))
    _tell(event, recipients.contacts_of_school(event.to_school_id), title, letter="notice")


def _left(event: clusters.SchoolLeft) -> None:
    """Those at home by mail. A partner school hears of it on its page; its one letter comes when it is known how the place goes on."""
    cluster = _cluster(event)
    title = _(
        "%(school)s has left %(cluster)s. Its history is kept.", school=_school(event.school_id), cluster=cluster.name
    )
    words = _("Links and activities go on: another school can take the place.")
    _tell(event, recipients.people_of_cluster(cluster.id, partner=False), title, words=words, letter="notice")
    _tell(event, recipients.people_of_cluster(cluster.id, partner=True), title)


def _filled(event: clusters.VacancyFilled) -> None:
    """Everyone; the partner schools get the one letter that says that all goes on, and who is there now."""
    cluster = _cluster(event)
    title = _(
        "%(new)s takes the place of %(old)s in %(cluster)s and goes on where it stopped.",
        new=_school(event.school_id),
        old=_school(event.old_school_id),
        cluster=cluster.name,
    )
    heir = session().get_one(Vacancy, event.subject_id).filled_by_id
    path = f"/members/{heir}/pack"
    words = _("Your link, the calls and visits that are planned and what was promised go on with the new school.")
    _tell(event, recipients.people_of_cluster(cluster.id, partner=False), title, path=path, letter="notice")
    _tell(event, recipients.people_of_cluster(cluster.id, partner=True), title, path=path, letter="notice", words=words)


def _place_closed(event: clusters.VacancyClosed) -> None:
    """The partner schools, in their one letter: the place stays empty, and who looks after what it held."""
    cluster = _cluster(event)
    title = _(
        "The place of %(school)s in %(cluster)s stays empty. The partnership goes on.",
        school=_school(event.school_id),
        cluster=cluster.name,
    )
    words = _("Whatever is open with it, the coordinator of the cluster answers.")
    _tell(event, recipients.people_of_cluster(cluster.id, partner=True), title, letter="notice", words=words)


def _intention_fulfilled(event: evidence.IntentionFulfilled) -> None:
    item = session().get_one(EvidenceItem, event.subject_id)
    title = _("%(school)s has done what it intended: %(claim)s", school=_school(event.school_id), claim=item.claim)
    path = f"/evidence/{item.id}"
    _tell(event, recipients.coordinators_of(item.cluster_id), title, path=path)


def _statement(event: Event, words: Callable[[str], str]) -> None:
    """The coordinator and the lead school hear how a letter of support stands."""
    statement = session().get_one(SupporterStatement, event.subject_id)
    cluster = _cluster(event)
    people = [*recipients.coordinators_of(cluster.id), *_speakers(cluster.lead_school_id), statement.asked_by_id]
    _tell(event, people, words(statement.organisation), path=f"/statements/{statement.id}", letter="notice")


def _given(event: evidence.StatementGiven) -> None:
    _statement(event, lambda who: _("%(who)s has given you a letter of support.", who=who))


def _statement_declined(event: evidence.StatementDeclined) -> None:
    _statement(event, lambda who: _("%(who)s cannot give a letter of support.", who=who))


def _statement_withdrawn(event: evidence.StatementWithdrawn) -> None:
    if event.by_supporter:
        _statement(event, lambda who: _("%(who)s has taken the letter of support back.", who=who))


def _statement_expired(event: evidence.StatementExpired) -> None:
    _statement(event, lambda who: _("%(who)s did not answer in time. You can ask anew.", who=who))


def _statement_lapsed(event: evidence.StatementLapsed) -> None:
    statement = session().get_one(SupporterStatement, event.subject_id)
    title = _("The letter of support of %(who)s is older than a year. You can ask anew.", who=statement.organisation)
    _tell(event, recipients.coordinators_of(statement.cluster_id), title, path=f"/statements/{statement.id}")


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    clusters.ClusterFormed: (_formed,),
    clusters.ClusterBegan: (_began,),
    clusters.SchoolInvited: (_invited,),
    clusters.InvitationWithdrawn: (_invitation_withdrawn,),
    clusters.InvitationDeclined: (_invitation_declined,),
    clusters.InvitationExpired: (_invitation_expired,),
    clusters.SchoolJoined: (_joined,),
    clusters.OfficeNominated: (_nominated,),
    clusters.NominationObjected: (_objected,),
    clusters.NominationAgreed: (_agreed,),
    clusters.NominationFailed: (_not_taken_up,),
    clusters.OfficeDeclined: (_not_taken_up,),
    clusters.OfficeAccepted: (_accepted,),
    clusters.OfficeAppointed: (_appointed,),
    clusters.SchoolLeaving: (_leaving,),
    clusters.SchoolStaying: (_staying,),
    clusters.DutyPassedOn: (_passed_on,),
    clusters.SchoolLeft: (_left,),
    clusters.VacancyClosed: (_place_closed,),
    clusters.VacancyFilled: (_filled,),
    evidence.IntentionFulfilled: (_intention_fulfilled,),
    evidence.StatementGiven: (_given,),
    evidence.StatementDeclined: (_statement_declined,),
    evidence.StatementWithdrawn: (_statement_withdrawn,),
    evidence.StatementExpired: (_statement_expired,),
    evidence.StatementLapsed: (_statement_lapsed,),
}
