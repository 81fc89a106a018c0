"""A group that exists, taken over as it is; and a cluster as a pattern for another."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from portal.core.errors import RuleBroken
from portal.core.i18n import _
from portal.core.text import clean, clean_line
from portal.forming.clusters import services as clusters
from portal.forming.clusters.models import PRESENT, Cluster, MembershipStatus
from portal.forming.clusters.queries import get_cluster, schools_named
from portal.forming.formality import queries as formality
from portal.forming.formality.services import choose_level
from portal.identity.schools.models import School
from portal.policy.people import SignedIn

MOST_TAKEN_OVER = 30
"""So many schools are invited at once; the others follow in a second step, when there is room (see MOST_WAITING of the clusters)."""
MOST_LINES = 200


@dataclass(frozen=True)
class Line:
    """A line of a list of schools as it was read: `found` is the school that it means, `why` says why there is none."""

    line: str
    found: School | None
    why: str = ""


def read_group(lines: Sequence[str]) -> list[Line]:
    """Which schools these lines mean: a number, a name, or a name and town; cells of a table may stand apart by a semicolon or a tab. Two statements."""
    cells = [[cell.strip().strip('"') for cell in line.replace("\t", ";").split(";") if cell.strip()] for line in lines]
    wanted = [", ".join(row[:2]) for row in cells if row][:MOST_LINES]
    numbers = {row[0]: row for row in cells if row and row[0].isdigit()}
    asked = [row.split(",")[0] if row.split(",")[0] in numbers else row for row in wanted]
    seen: set[uuid.UUID] = set()
    read: list[Line] = []
    for named in schools_named(asked):
        if named.school is None:
            why = (
                _("several schools have this name: add the town")
                if named.several
                else _("no school here has this name")
            )
            read.append(Line(named.line, None, why))
        elif named.school.id in seen:
            read.append(Line(named.line, None, _("named twice")))
        else:
            seen.add(named.school.id)
            read.append(Line(named.line, named.school))
    return read


def take_group_over(
    *, by: SignedIn, school_id: uuid.UUID, name: str, theme: str, rationale: str, lines: Sequence[str]
) -> Cluster:
    """A group that exists becomes a cluster as it is: its name is kept, and its schools are invited in one act, at most MOST_TAKEN_OVER of them."""
    cluster = clusters.start_cluster(
        by=by, school_id=school_id, name=clean_line(name), theme=clean_line(theme), rationale=clean(rationale)
    )
    found = [one.found for one in read_group(lines) if one.found is not None and one.found.id != school_id]
    if not found:
        raise RuleBroken("schools", _("No line means a school that is here. Look at the list again."))
    for school in found[:MOST_TAKEN_OVER]:
        clusters.invite_school(get_cluster(cluster.id), by=by, school_id=school.id)
    return cluster


@dataclass(frozen=True)
class Invited:
    """How many schools of a list were invited just now, and how many have to wait for a next step."""

    now: int
    later: int


def room_for(cluster: Cluster) -> int:
    """How many more schools can be invited before some have answered."""
    waiting = sum(m.status == MembershipStatus.INVITED for m in cluster.memberships)
    return max(0, min(MOST_TAKEN_OVER, clusters.MOST_WAITING - waiting))


def fresh_of(cluster: Cluster, read: Sequence[Line]) -> list[School]:
    """The schools of a list that are neither in the cluster nor invited."""
    here = {m.school_id for m in cluster.memberships if m.status in PRESENT}
    return [one.found for one in read if one.found is not None and one.found.id not in here]


def invite_list(cluster: Cluster, *, by: SignedIn, lines: Sequence[str]) -> Invited:
    """Invite the schools of a list who are not here yet, as many as there is room for; the rest waits for the next time."""
    fresh, room = fresh_of(cluster, read_group(lines)), room_for(cluster)
    if not fresh:
        raise RuleBroken("schools", _("Every school of the list is in the cluster or invited, or is not here yet."))
    if not room:
        raise RuleBroken("schools", _("Many invitations are waiting. Wait for answers, or take some back first."))
    for school in fresh[:room]:
        clusters.invite_school(get_cluster(cluster.id), by=by, school_id=school.id)
    return Invited(min(room, len(fresh)), max(0, len(fresh) - room))


def begin_like(cluster: Cluster, *, by: SignedIn, school_id: uuid.UUID, name: str) -> Cluster:
    """A new cluster by the pattern of this one: theme, reasons, what binds it, form and level are the same; schools, dates and words of others are not."""
    made = clusters.start_cluster(
        by=by, school_id=school_id, name=clean_line(name), theme=cluster.theme, theme_reasons=cluster.theme_reasons,
        rationale=cluster.rationale, cluster_form=cluster.form,
    )  # fmt: skip
    stands = formality.standing_of(cluster.id)
    if stands.version:
        choose_level(made, by=by, version=0, level=stands.level, extra=stands.extra)
    return made
