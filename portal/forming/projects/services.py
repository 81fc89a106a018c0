"""Begin a project, join, leave, end, and let it become a cluster."""

import uuid
from datetime import date, timedelta
from typing import Any

from portal.core import clock
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import clean, clean_line
from portal.core.workflow import change
from portal.forming.clusters.models import Cluster, ClusterForm
from portal.forming.clusters.queries import get_cluster
from portal.forming.clusters.services import invite_school, start_cluster
from portal.forming.projects import events
from portal.forming.projects.models import Project, ProjectSchool
from portal.forming.projects.workflow import PROJECT
from portal.policy import SignedIn

LONGEST = timedelta(days=5 * 366)
MOST_SCHOOLS = 100
MOST_INVITED = 25


def _check_school(by: SignedIn, school_id: uuid.UUID | None) -> uuid.UUID:
    held = by.memberships.get(school_id) if school_id is not None else None
    if held is None or school_id is None:
        raise RuleBroken("school_id", _("Choose one of your own schools."))
    if not held.is_verified:
        raise RuleBroken("school_id", _("Your school can take part in projects as soon as it is verified."))
    return school_id


def begin_project(
    *,
    by: SignedIn,
    school_id: uuid.UUID,
    name: str,
    theme: str,
    about: str,
    link: str = "",
    ends_on: date | None = None,
) -> Project:
    """A verified school begins a project that others can join; it is the first in it."""
    _check_school(by, school_id)
    today = clock.today(by.zone)
    if ends_on is not None and not today < ends_on <= today + LONGEST:
        raise RuleBroken("ends_on", _("Choose a day in the future, within five years."))
    made = Project(
        name=clean_line(name),
        theme=clean_line(theme),
        about=clean(about),
        link=link,
        ends_on=ends_on,
        school_id=school_id,
        begun_by_id=by.id,
    )
    session().add(made)
    session().flush()
    session().add(ProjectSchool(project_id=made.id, school_id=school_id, joined_by_id=by.id))
    session().flush()
    record(events.ProjectBegun(by_id=by.id, school_id=school_id, subject_id=made.id))
    return made


def join_project(project: Project, *, by: SignedIn, school_id: uuid.UUID, words: str = "") -> ProjectSchool:
    """A verified school joins, with a sentence on what it does."""
    school_id = _check_school(by, school_id)
    if not project.is_open:
        raise NotAllowedNow(_("This project has ended, or is a cluster already."))
    if len(project.school_ids) >= MOST_SCHOOLS:
        raise RuleBroken(None, _("There are a hundred schools in this project already."))
    made = ProjectSchool(project_id=project.id, school_id=school_id, words=clean(words), joined_by_id=by.id)
    session().add(made)
    session().flush()
    session().expire(project, ["schools"])
    record(_fact(events.ProjectJoined, project, by, school_id))
    return made


def _fact(kind: Any, project: Project, by: Actor, school_id: uuid.UUID | None = None) -> Any:
    return kind(by_id=by.id, school_id=school_id or project.school_id, subject_id=project.id)


def leave_project(project: Project, *, by: SignedIn) -> None:
    """The person's school is in it no longer; the school that began it ends the project instead."""
    mine = [s for s in project.schools if s.left_at is None and s.school_id in by.memberships]
    held = next((one for one in mine if one.school_id != project.school_id), None)
    if held is None:
        raise RuleBroken(None, _("The school that began the project ends it, instead of leaving it."))
    change(held, {"left_at": None}, {"left_at": clock.now()})
    session().expire(project, ["schools"])
    record(_fact(events.ProjectSchoolLeft, project, by, held.school_id))


def end_project(project: Project, *, by: Actor) -> None:
    """It is over; it stays readable."""
    PROJECT.advance(project, "end")
    record(_fact(events.ProjectEnded, project, by))


def become_cluster(project: Project, *, by: SignedIn, name: str, rationale: str) -> Cluster:
    """The project goes on as a cluster: name, theme and words are carried over; the first MOST_INVITED of its verified schools, in the order in which they
    joined the project, are invited and join by their own yes. The page says so, and how many the coordinator invites."""
    others = [one.school_id for one in project.to_invite]
    if not others:
        raise RuleBroken(None, _("A cluster needs two schools. Wait until another school has joined."))
    cluster = start_cluster(
        by=by,
        school_id=project.school_id,
        name=name,
        theme=project.theme,
        theme_reasons=project.about,
        rationale=rationale,
        cluster_form=ClusterForm.PROJECT,
    )
    PROJECT.advance(project, "become_cluster", cluster_id=cluster.id)
    for school_id in others[:MOST_INVITED]:
        invite_school(get_cluster(cluster.id), by=by, school_id=school_id)
    record(
        events.ProjectBecameCluster(
            by_id=by.id, cluster_id=cluster.id, school_id=project.school_id, subject_id=project.id
        )
    )
    return cluster
