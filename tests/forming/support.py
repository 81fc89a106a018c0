"""Short ways to act on clusters in tests: each is one deed through perform, as in a request."""

import uuid
from typing import Any

import sqlalchemy as sa

from portal.core.database import session
from portal.core.duty import Duty
from portal.core.perform import perform
from portal.forming.clusters import queries, services
from portal.forming.clusters.models import ClusterMembership, Office, OfficeKind
from portal.forming.formality.models import Level
from portal.forming.formality.queries import standing_of
from portal.forming.formality.services import choose_level
from portal.oversight.audit.models import AuditEntry
from tests.support.cast import Cast


def act(cast: Cast, who: str, deed: Any, subject: Any = None, **words: Any) -> Any:
    """Perform the deed as someone of the cast."""
    by = cast.signed_in(who)
    if subject is not None:
        return perform(deed, subject, by=by, **words)
    return perform(deed, by=by, **words)


def start(cast: Cast, who: str = "outsider", school: str = "brook", **words: Any) -> uuid.UUID:
    """A cluster with one school."""
    words = {"name": "Hedge schools", "theme": "Hedges", **words}
    made = act(cast, who, services.start_cluster, school_id=cast.school[school], **words)
    return made.id  # type: ignore[no-any-return]


def invite(cast: Cast, cluster_id: uuid.UUID, school: str, who: str = "outsider", **words: Any) -> uuid.UUID:
    made = act(
        cast, who, services.invite_school, queries.get_cluster(cluster_id), school_id=cast.school[school], **words
    )
    return made.id  # type: ignore[no-any-return]


def join(cast: Cast, cluster_id: uuid.UUID, membership_id: uuid.UUID, who: str) -> None:
    act(cast, who, services.join_cluster, queries.get_membership(cluster_id, membership_id))


def leave(cast: Cast, cluster_id: uuid.UUID, school: str, who: str, **words: Any) -> uuid.UUID:
    """Give notice; answers the membership's id."""
    membership = membership_of(cluster_id, cast.school[school])
    act(cast, who, services.give_notice, membership, **{"reason": "We are merging.", **words})
    return membership.id


def membership_of(cluster_id: uuid.UUID, school_id: uuid.UUID) -> ClusterMembership:
    found = queries.live_membership(cluster_id, school_id)
    assert found is not None
    return queries.get_membership(cluster_id, found.id)


def nominee(cluster_id: uuid.UUID, kind: OfficeKind) -> Office:
    found = queries.get_cluster(cluster_id).nominee(kind)
    assert found is not None
    return queries.get_office(cluster_id, found.id)


def open_duties(cluster_id: uuid.UUID) -> set[tuple[str, uuid.UUID | None, uuid.UUID | None, str | None]]:
    """(kind, school, person, office) of all that is owed in the cluster."""
    session().commit()
    rows = session().scalars(sa.select(Duty).where(Duty.cluster_id == cluster_id, Duty.closed_at.is_(None)))
    return {(d.kind.value, d.school_id, d.person_id, d.office) for d in rows}


def facts_of(cluster_id: uuid.UUID) -> list[str]:
    """The kinds of the cluster's events, in order."""
    session().commit()
    entries = sa.select(AuditEntry.kind).where(AuditEntry.cluster_id == cluster_id).order_by(AuditEntry.id)
    return list(session().scalars(entries))


def formal(cast: Cast, cluster_id: uuid.UUID, level: Level = Level.CONSORTIUM) -> None:
    """The cluster has committees, votes and a purse from now on."""
    version = standing_of(cluster_id).version
    act(cast, "coordinator", choose_level, queries.get_cluster(cluster_id), version=version, level=level)
