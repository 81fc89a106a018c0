"""Projects: verified schools join one by one; one becomes a cluster with its words and its schools."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken, SomeoneWasFaster
from portal.forming.clusters.models import Cluster, ClusterForm, MembershipStatus
from portal.forming.clusters.queries import get_cluster
from portal.forming.projects import queries, services
from portal.forming.projects.models import Project, ProjectSchool, ProjectStatus
from portal.forming.projects.workflow import PROJECT
from tests.forming.support import act
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

Readers = Callable[..., Reader]


def begin(cast: Cast, who: str = "outsider", school: str = "brook", **more: Any) -> Any:
    words = {"name": "Birds", "theme": "Birds that come and go", "about": "We count birds."}
    return act(cast, who, services.begin_project, school_id=cast.school[school], **{**words, **more}).id


def test_schools_join_and_leave_and_it_becomes_a_cluster(database: sa.orm.Session, cast: Cast) -> None:
    with pytest.raises(RuleBroken):
        begin(cast, ends_on=date(2027, 3, 2))
    with pytest.raises(RuleBroken):
        begin(cast, "waiting", "quiet")
    made = begin(cast)

    def one() -> Project:
        return queries.get_project(made)

    with pytest.raises(RuleBroken):
        act(cast, "outsider", services.become_cluster, one(), name="Birds", rationale="x")
    for who, school in (("vale_teacher", "vale"), ("ford_teacher", "ford"), ("abroad", "tumaini")):
        act(cast, who, services.join_project, one(), school_id=cast.school[school])
    with pytest.raises(SomeoneWasFaster):
        act(cast, "vale_contact", services.join_project, one(), school_id=cast.school["vale"])
    act(cast, "ford_teacher", services.leave_project, one())
    with pytest.raises(RuleBroken):
        act(cast, "outsider", services.leave_project, one())
    assert one().school_ids == {cast.school[key] for key in ("brook", "vale", "tumaini")}
    cluster_id = act(cast, "outsider", services.become_cluster, one(), name="Bird schools", rationale="We watch.").id
    cluster = get_cluster(cluster_id)
    assert (cluster.form, cluster.theme, cluster.theme_reasons, cluster.rationale) == (
        ClusterForm.PROJECT,
        "Birds that come and go",
        "We count birds.",
        "We watch.",
    )
    assert {m.school_id: m.status for m in cluster.memberships} == {
        cast.school["brook"]: MembershipStatus.JOINED,
        cast.school["vale"]: MembershipStatus.INVITED,
        cast.school["tumaini"]: MembershipStatus.INVITED,
    }
    assert (one().status, one().cluster_id) == (ProjectStatus.BECAME_CLUSTER, cluster_id)
    for deed, words in ((services.join_project, {"school_id": cast.school["ford"]}),):
        with pytest.raises(NotAllowedNow):
            act(cast, "ford_teacher", deed, one(), **words)


def test_the_schools_that_joined_first_are_invited_and_the_page_says_so(
    app: Flask, cast: Cast, reader_for: Readers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MOST_INVITED", 1)

    def join() -> Any:
        made = begin(cast)
        for who, school in (("vale_teacher", "vale"), ("ford_teacher", "ford")):
            act(cast, who, services.join_project, queries.get_project(made), school_id=cast.school[school])
        return made

    with app.app_context():
        made = join()
    page = reader_for(cast.outsider).get(f"/projects/{made}/cluster")
    page.sees("2 schools can be invited, and the 1 that joined first")
    with app.app_context():
        cluster = act(
            cast,
            "outsider",
            services.become_cluster,
            queries.get_project(made),
            name="Bird schools",
            rationale="We watch.",
        )
        invited = {m.school_id for m in get_cluster(cluster.id).memberships if m.status == MembershipStatus.INVITED}
    assert invited == {cast.school["vale"]}


@pytest.mark.parametrize("status", ProjectStatus)
def test_only_an_open_project_ends_or_becomes_a_cluster(status: ProjectStatus) -> None:
    allowed = {command for (state, command) in PROJECT.moves if state == status}
    assert allowed == ({"become_cluster", "end"} if status == ProjectStatus.OPEN else set())


def test_the_pages(app: Flask, cast: Cast, reader_for: Readers) -> None:
    brook = reader_for(cast.outsider).get("/clusters").follow("Projects that schools join one by one")
    brook.follow("Begin a project").fill(name="Birds <i>", theme="Birds", about="Count").press("Begin the project")
    page = brook.path
    vale = reader_for(cast.vale_teacher).get("/projects").follow("Birds <i>").follow("Join the project")
    vale.fill(words="Two classes").press("Join the project").sees("Your school is in the project.", "Two classes")
    vale.press("Leave the project").sees("Your school has left the project.").follow("Join the project").press(
        "Join the"
    )
    brook.get(page).follow("Go on as a cluster").press("Start the cluster", expect=422)
    brook.fill(rationale="We watch.").press("Start the cluster").sees("The cluster has begun.", "Invited")
    brook.get(page).sees("A cluster now").does_not_see("Join the project")
    for someone in (cast.waiting, cast.nobody, cast.reviewer):
        reader_for(someone).get("/projects", expect=403)
        reader_for(someone).get(page, expect=404)
    reader_for(cast.officer).get(page)
    with app.app_context():
        assert session().scalars(sa.select(Cluster.name).where(Cluster.name == "Birds <i>")).one()


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_list_costs_the_same(app: Flask, cast: Cast, reader_for: Readers, count: int) -> None:
    def more() -> None:
        for number in range(count):
            made = Project(name=f"P {number}", theme="x", school_id=cast.school["hill"])
            session().add(made)
            session().flush()
            session().add(ProjectSchool(project_id=made.id, school_id=cast.school["hill"]))

    commit(app, more)
    assert len(reader_for(cast.teacher).get("/projects").sees("P 0").statements) <= 5
