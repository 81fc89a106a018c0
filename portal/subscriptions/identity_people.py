"""What happens when: people leave schools, on a day; what they held passes on."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.core.database import session
from portal.core.events import Event
from portal.forming.clusters import events as clusters
from portal.forming.clusters.models import Cluster
from portal.identity.accounts.models import Person
from portal.identity.declarations import events as declarations
from portal.identity.schools import events, queries
from portal.identity.schools.models import School
from portal.identity.years import events as years
from portal.oversight.notifications.services import tell
from portal.subscriptions.words import _, day


def _names(event: Event) -> tuple[School, str]:
    school = session().get_one(School, event.school_id)
    return school, session().get_one(Person, event.person_id).name


def _a_last_day_is_set(event: events.MemberLeaving) -> None:
    school, name = _names(event)
    on = day(event.leaving_on)
    title = _("%(name)s leaves %(school)s. The last day is %(day)s.", name=name, school=school.name, day=on)
    told = [p for p in (*queries.speakers_of(school.id), event.person_id) if p != event.by_id]
    path = f"/schools/{school.id}/members/{event.subject_id}/if-they-left"
    tell(
        told,
        kind="member_leaving",
        title=title,
        path=path,
        letter="notice",
        words=_("See what has to pass to others by then."),
    )


def _someone_stays(event: events.MemberStays) -> None:
    school, name = _names(event)
    told = [p for p in (*queries.speakers_of(school.id), event.person_id) if p != event.by_id]
    title = _("%(name)s stays at %(school)s.", name=name, school=school.name)
    tell(told, kind="member_stays", title=title, path=f"/schools/{school.id}")


def _an_office_passed_on(event: clusters.OfficePassedOn) -> None:
    cluster = session().get_one(Cluster, event.cluster_id)
    title = _("You now look after %(cluster)s: its coordinator has left your school.", cluster=cluster.name)
    words = _("The schools can name another coordinator at any time.")
    path = f"/clusters/{cluster.id}"
    tell(
        [event.person_id],
        kind="office_passed_on",
        title=title,
        path=path,
        cluster_id=cluster.id,
        letter="notice",
        words=words,
    )


def _safeguarding_runs_out(event: declarations.SafeguardingRunsOut) -> None:
    school = session().get_one(School, event.school_id)
    on = day(event.expires_on)
    tell(
        queries.speakers_of(school.id),
        kind="safeguarding_runs_out",
        title=_("The safeguarding answers of %(school)s run out on %(day)s.", school=school.name, day=on),
        path=f"/schools/{school.id}/safeguarding",
        letter="notice",
        once=f"safeguarding:{event.subject_id}:{event.days}",
        words=_(
            "Renewing them takes three minutes. After that day no new activity with pupils can be proposed, agreed or confirmed."
        ),
    )


def _not_confirmed(event: years.MemberNotConfirmed) -> None:
    school, name = _names(event)
    on = day(event.ends_on)
    facts = {"name": name, "school": school.name, "day": on}
    title = _("Nobody has said that %(name)s still works at %(school)s. The membership ends on %(day)s.", **facts)
    words = _("A contact of the school says who still works there, in one minute.")
    path = f"/schools/{school.id}/year"
    told = [*queries.contacts_of(school.id), event.person_id]
    tell(told, kind="member_not_confirmed", title=title, path=path, letter="notice", words=words)


def _ran_out(event: years.MembershipRanOut) -> None:
    school, _name = _names(event)
    title = _("You are no longer a member of %(school)s: nobody confirmed you this school year.", school=school.name)
    path = f"/schools/{school.id}/join"
    words = _("If you still work there, ask to join again.")
    tell([event.person_id], kind="membership_ran_out", title=title, path=path, letter="notice", words=words)


def _yes_said(event: years.YearlyYesGiven) -> None:
    school, name = _names(event)
    title = _("%(name)s said the yearly yes for %(school)s.", name=name, school=school.name)
    tell(queries.contacts_of(school.id), kind="yearly_yes_given", title=title, path=f"/schools/{school.id}/year")


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    events.MemberLeaving: (_a_last_day_is_set,),
    events.MemberStays: (_someone_stays,),
    declarations.SafeguardingRunsOut: (_safeguarding_runs_out,),
    years.MemberNotConfirmed: (_not_confirmed,),
    years.MembershipRanOut: (_ran_out,),
    years.YearlyYesGiven: (_yes_said,),
    clusters.OfficePassedOn: (_an_office_passed_on,),
}
