"""A visit that has taken place already and is written down afterwards: nobody is asked, and no safety list is owed. It counts as a turn like every other."""

from datetime import date, timedelta

from portal.core import clock
from portal.core.database import session
from portal.core.errors import RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.forming.clusters.models import Cluster
from portal.policy import SignedIn
from portal.running.partnerships.queries import get_network
from portal.running.partnerships.services.acting import acting_school
from portal.running.visits import events
from portal.running.visits.models import Lodging, Plan, Visit, VisitStatus, VisitTraveller
from portal.running.visits.services import owing
from portal.running.visits.services.planning import LONGEST, travellers_of

OLDEST = timedelta(days=10 * 366)


def write_down_visit(cluster: Cluster, *, by: SignedIn, plan: Plan, report: str) -> Visit:
    """Write a visit of one's own school down that is over. The host school is told, and may have it struck out."""
    school_id = acting_school(cluster.id, by=by, school_id=plan.school_id)
    network = get_network(cluster.id)
    host, guest = network.school(plan.host_school_id), network.school(school_id)
    if guest is None or guest.is_invited:
        raise RuleBroken("school", _("Your school can write a visit down as soon as it has joined."))
    if host is None or host.is_invited or host.id == school_id:
        raise RuleBroken("host", _("Choose another school of the network: the one that was visited."))
    starts_on, ends_on = _days(plan, clock.today(host.zone))
    if not report.strip():
        raise RuleBroken("report", _("Write how it was, in a few sentences."))
    travellers = travellers_of(network, plan, school_id, host.id)
    if set(travellers.values()) != {school_id}:
        raise RuleBroken("travellers", _("Choose people of your own school. Another school writes its own part down."))
    visit = Visit(cluster_id=cluster.id, school_id=school_id, host_school_id=host.id, planned_by_id=by.id, title=plan.title, purpose=plan.purpose,
                  starts_on=starts_on, ends_on=ends_on, place=plan.place, lodging=Lodging.NONE, pupil_count=max(0, plan.pupil_count),
                  report_due_on=ends_on, status=VisitStatus.REPORTED, report=report, reported_at=clock.now(), reported_by_id=by.id,
                  afterwards=True)  # fmt: skip
    session().add(visit)
    session().flush()
    for person_id in travellers:
        session().add(VisitTraveller(visit_id=visit.id, person_id=person_id, school_id=school_id))
    session().flush()
    record(events.VisitWrittenDown(**owing.facts(visit, by), starts_on=starts_on))
    return visit


def _days(plan: Plan, today: date) -> tuple[date, date]:
    if plan.starts_on is None or not today - OLDEST <= plan.starts_on <= today:
        raise RuleBroken(
            "starts_on", _("Choose a day within the last ten years. For a visit that is still to come, plan one.")
        )
    if plan.ends_on is None or plan.ends_on < plan.starts_on:
        raise RuleBroken("ends_on", _("The last day cannot be before the first."))
    if plan.ends_on >= today:
        raise RuleBroken("ends_on", _("This visit is not over yet. Come back after its last day."))
    if plan.ends_on - plan.starts_on > LONGEST:
        raise RuleBroken("ends_on", _("A visit lasts three months at most."))
    return plan.starts_on, plan.ends_on
