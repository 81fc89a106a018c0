"""Start a cluster, and write its words anew."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portal.core import clock
from portal.core.database import session
from portal.core.errors import RuleBroken, Stale
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import fold
from portal.core.workflow import change
from portal.forming.clusters import events, queries
from portal.forming.clusters.models import (
    Cluster,
    ClusterForm,
    ClusterMembership,
    MembershipStatus,
    NominationBacking,
    Office,
    OfficeKind,
)
from portal.forming.clusters.services import invitations
from portal.identity.schools.models import School
from portal.identity.years import held_back
from portal.policy.people import SignedIn

MOST_AT_THE_START = 10


def start_cluster(
    *,
    by: SignedIn,
    school_id: uuid.UUID,
    name: str,
    theme: str,
    theme_reasons: str = "",
    rationale: str = "",
    cluster_form: ClusterForm = ClusterForm.THEME,
) -> Cluster:
    """A teacher starts a cluster: their school is in at once and is nominated to lead it, the teacher to be its contact."""
    if school_id not in by.memberships:
        raise RuleBroken("school_id", _("Choose one of your own schools."))
    school = session().get_one(School, school_id)
    held_back.check(school, field="school_id")
    cluster = Cluster(
        name=name,
        theme=theme,
        theme_reasons=theme_reasons,
        rationale=rationale,
        form=cluster_form,
        zone=school.zone,
        started_by_school_id=school_id,
        started_by_id=by.id,
    )
    session().add(cluster)
    session().flush()
    session().add(
        ClusterMembership(
            cluster_id=cluster.id,
            school_id=school_id,
            status=MembershipStatus.JOINED,
            answered_by_id=by.id,
            answered_at=clock.now(),
            joined_at=clock.now(),
        )
    )
    record(events.ClusterFormed(by_id=by.id, cluster_id=cluster.id, school_id=school_id))
    for kind, person_id in ((OfficeKind.LEAD_SCHOOL, None), (OfficeKind.CONTACT_TEACHER, by.id)):
        office = Office(
            cluster_id=cluster.id, kind=kind, school_id=school_id, person_id=person_id, nominated_by_id=by.id
        )
        session().add(office)
        session().flush()
        session().add(NominationBacking(office_id=office.id, school_id=school_id, person_id=by.id, agrees=True))
    session().flush()
    return cluster


@dataclass(frozen=True)
class Started:
    """A cluster that has just begun, which schools were invited with it, and the lines that meant no school or several."""

    cluster: Cluster
    invited: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()


def start_with_schools(*, by: SignedIn, schools: Sequence[str] = (), **words: Any) -> Started:
    """Start a cluster and invite the schools of these lines (a name, a name and town, a number) in one act. Lines that mean no one school are given back."""
    if len(schools) > MOST_AT_THE_START:
        raise RuleBroken("schools", _("Name at most ten schools here. You can invite more afterwards."))
    cluster = start_cluster(by=by, **words)
    invited, unclear = [], []
    for named in queries.schools_named(schools):
        whole = queries.get_cluster(cluster.id)
        if named.school is None:
            unclear.append(named.line)
        elif all(m.school_id != named.school.id for m in whole.memberships):
            invitations.invite_school(whole, by=by, school_id=named.school.id)
            invited.append(named.school.name)
    return Started(cluster, tuple(invited), tuple(unclear))


def edit_cluster(
    cluster: Cluster,
    *,
    by: SignedIn,
    version: int,
    name: str,
    theme: str,
    theme_reasons: str,
    rationale: str,
    cluster_form: ClusterForm,
) -> Cluster:
    """Write the cluster's words anew. Raises Stale when someone else did so meanwhile."""
    if cluster.version != version:
        raise Stale(
            _("Someone changed the cluster while you were writing."),
            {
                "name": cluster.name,
                "theme": cluster.theme,
                "theme_reasons": cluster.theme_reasons,
                "rationale": cluster.rationale,
            },
        )
    words = {"name": name, "theme": theme, "theme_reasons": theme_reasons, "rationale": rationale, "form": cluster_form}
    change(cluster, {"version": version}, {**words, "folded_name": fold(name)[:120], "version": version + 1})
    record(events.ClusterChanged(by_id=by.id, cluster_id=cluster.id))
    return cluster
