"""What happens when: parts and mentoring. Exactly the schools that are concerned are told."""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from portal.applying.applications.models import Application
from portal.applying.changes import events as changes
from portal.core.database import session
from portal.core.events import Event
from portal.forming.clusters.models import Cluster, Side
from portal.forming.clusters.queries import get_cluster
from portal.forming.commitments import events as commitments
from portal.forming.newcomers import events as newcomers
from portal.forming.newcomers.models import Newcomer
from portal.forming.parts import events as parts
from portal.forming.parts.models import Mentoring
from portal.forming.projects import events as projects
from portal.forming.projects.models import Project
from portal.identity.accounts.models import Person
from portal.identity.schools.models import School
from portal.oversight.notifications import recipients
from portal.oversight.notifications.services import tell
from portal.running.annual import events as annual
from portal.subscriptions.words import _, round_name


def names(event: Any) -> dict[str, str]:
    """The cluster and the school of a fact, by name."""
    cluster = session().get(Cluster, event.cluster_id) if event.cluster_id is not None else None
    school = session().get(School, event.school_id) if event.school_id is not None else None
    return {"cluster": cluster.name if cluster else "", "school": school.name if school else ""}


def tell_them(
    event: Event, people: Iterable[uuid.UUID | None], title: Any, path: str, *, mail: bool = False, words: Any = ""
) -> None:
    """Tell these people, except who did it."""
    told = [person_id for person_id in dict.fromkeys(people) if person_id not in (None, event.by_id)]
    letter = "notice" if mail else None
    tell(
        told,
        kind=event.kind(),
        title=title,
        path=f"/clusters/{event.cluster_id}{path}",
        cluster_id=event.cluster_id,
        letter=letter,
        words=words,
    )


def contacts(school_ids: Iterable[uuid.UUID | None]) -> list[uuid.UUID]:
    """The contacts of these schools."""
    return [person for key in school_ids if key is not None for person in recipients.contacts_of_school(key)]


def _part_given(event: parts.PartGiven) -> None:
    title = _("%(school)s in %(cluster)s: %(part)s", part=event.part, **names(event))
    tell_them(event, contacts([event.school_id]), title, "/parts")


def _mentoring_begun(event: parts.MentoringBegun) -> None:
    one = session().get_one(Mentoring, event.subject_id)
    title = _("%(school)s would like to take your school along in %(cluster)s", **names(event))
    asked = [mentee.school_id for mentee in one.mentees]
    tell_them(event, contacts(asked), title, f"/mentoring/{one.id}", mail=True)


def _mentoring_agreed(event: parts.MentoringAgreed) -> None:
    title = _("%(school)s would like to be mentored by your school", **names(event))
    tell_them(event, contacts([event.mentor_school_id]), title, f"/mentoring/{event.subject_id}")


def _mentoring_declined(event: parts.MentoringDeclined) -> None:
    title = _("%(school)s does not need a mentor just now", **names(event))
    tell_them(event, contacts([event.mentor_school_id]), title, f"/mentoring/{event.subject_id}")


def _change(event: Any, title: Any, *, mail: bool, contacts_too: bool = False) -> None:
    people = recipients.coordinators_of(event.cluster_id)
    if contacts_too:
        cluster = get_cluster(event.cluster_id)
        people = [*people, *contacts([m.school_id for m in cluster.live_memberships()])]
    told = [person_id for person_id in dict.fromkeys(people) if person_id != event.by_id]
    letter, path = "notice" if mail else None, f"/rule-breaks/{event.subject_id}"
    tell(told, kind=event.kind(), title=title, path=path, cluster_id=event.cluster_id, letter=letter)


def _of_round(event: Any) -> dict[str, Any]:
    """The names, and the round: a cluster may have applied to several, and is told of each."""
    return {**names(event), "round": round_name(session().get_one(Application, event.application_id).round)}


def _rule_broken(event: changes.RoundRuleBroken) -> None:
    title = _("%(cluster)s no longer meets a rule of “%(round)s”. The programme is asked.", **_of_round(event))
    _change(event, title, mail=True)


def _rule_mended(event: changes.RoundRuleMended) -> None:
    _change(event, _("%(cluster)s meets the rules of “%(round)s” again.", **_of_round(event)), mail=False)


def _change_approved(event: changes.ClusterChangeApproved) -> None:
    title = _("The programme agrees that %(cluster)s goes on as it is in “%(round)s”.", **_of_round(event))
    _change(event, title, mail=True, contacts_too=True)


def _change_refused(event: changes.ClusterChangeRefused) -> None:
    title = _("The programme asks %(cluster)s to find a school first, for “%(round)s”.", **_of_round(event))
    _change(event, title, mail=True, contacts_too=True)


def _working_written(event: commitments.WorkingAgreementWritten) -> None:
    cluster = get_cluster(event.cluster_id) if event.cluster_id is not None else None
    home = [m.school_id for m in cluster.live_memberships() if m.side == Side.HOME] if cluster is not None else []
    heads = [person for school_id in home for person in recipients.signatories_of_school(school_id)]
    title = _("%(cluster)s has written down what its schools promise one another.", **names(event))
    tell_them(event, [*contacts(home), *heads], title, "/working-agreement", mail=True)


def _annual_opened(event: annual.AnnualReviewOpened) -> None:
    title = _("The review of the year of %(cluster)s is laid out. Say how it was for your school.", **names(event))
    if event.cluster_id is not None:
        schools = [m.school_id for m in get_cluster(event.cluster_id).live_memberships()]
        people = [*recipients.coordinators_of(event.cluster_id), *contacts(schools)]
        tell_them(event, people, title, f"/annual/{event.subject_id}", mail=True)


def _annual_sent(event: annual.AnnualReviewSent) -> None:
    title = _("The review of the year of %(cluster)s is sent.", **names(event))
    if event.cluster_id is not None:
        tell_them(event, recipients.people_of_cluster(event.cluster_id), title, f"/annual/{event.subject_id}")


def _project_joined(event: projects.ProjectJoined) -> None:
    project = session().get_one(Project, event.subject_id)
    title = _("%(school)s has joined your project %(project)s.", project=project.name, **names(event))
    told = [person_id for person_id in contacts([project.school_id]) if person_id != event.by_id]
    tell(told, kind=event.kind(), title=title, path=f"/projects/{project.id}")


def _buddy(event: newcomers.NewcomerWelcomed | newcomers.BuddyChosen) -> None:
    """The newcomer and the buddy each read who the other is."""
    held, path = session(), f"/newcomers/{event.subject_id}"
    newcomer = held.get_one(Person, event.person_id)
    buddy = held.get(Person, event.buddy_id) if event.buddy_id is not None else None
    to_newcomer = _("Welcome to %(cluster)s. Here is a short way to read in.", **names(event))
    words = _("%(name)s shows you round. Ask them anything.", name=buddy.name) if buddy is not None else ""
    tell_them(event, [newcomer.id], to_newcomer, path, mail=True, words=words)
    if buddy is not None:
        title = _(
            "%(name)s of %(school)s is new in %(cluster)s. You show them round.", name=newcomer.name, **names(event)
        )
        tell_them(event, [buddy.id], title, path, mail=True)


def _read_in(event: newcomers.NewcomerReadIn) -> None:
    one = session().get_one(Newcomer, event.subject_id)
    title = _("%(name)s has read in to %(cluster)s.", name=one.person.name, **names(event))
    tell_them(event, [one.buddy_id], title, f"/newcomers/{one.id}")


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    changes.RoundRuleBroken: (_rule_broken,),
    changes.RoundRuleMended: (_rule_mended,),
    changes.ClusterChangeApproved: (_change_approved,),
    changes.ClusterChangeRefused: (_change_refused,),
    commitments.WorkingAgreementWritten: (_working_written,),
    annual.AnnualReviewOpened: (_annual_opened,),
    annual.AnnualReviewSent: (_annual_sent,),
    projects.ProjectJoined: (_project_joined,),
    newcomers.NewcomerWelcomed: (_buddy,),
    newcomers.BuddyChosen: (_buddy,),
    newcomers.NewcomerReadIn: (_read_in,),
    parts.PartGiven: (_part_given,),
    parts.MentoringBegun: (_mentoring_begun,),
    parts.MentoringAgreed: (_mentoring_agreed,),
    parts.MentoringDeclined: (_mentoring_declined,),
}
