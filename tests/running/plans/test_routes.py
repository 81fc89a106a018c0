"""The plan, its tasks and classes, in a browser without a script."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from portal.core import clock as clocks
from portal.core.database import session
from portal.forming.clusters.models import ClusterMembership, MembershipStatus
from portal.running.plans.models import ProjectClass, Task, TaskKind, TaskStatus
from tests.support.cast import Cast, commit

PROBE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


@pytest.fixture
def plan(cast: Cast) -> str:
    return f"/clusters/{cast.river}/partnership/{cast.partnership}/plan"


def test_a_task_goes_its_way(cast: Cast, plan: str, reader_for: Any, rows: Any) -> None:
    reader = reader_for(cast.teacher).get(plan).sees("No task yet").follow("Add a task")
    reader.fill(title="Send the songs").press("Add the task", expect=422)
    assert reader.errors() == ["Choose a school.", "Enter a day."]
    reader.fill(school=cast.school["vale"], due_on=date(2027, 3, 1), details=PROBE).press("Add the task", expect=422)
    assert reader.errors() == ["Choose a day from today on, within the next two years."]
    reader.fill(due_on=date(2027, 3, 20)).press("Add the task").sees("The task is in the plan.", "Under way")
    there = reader_for(cast.vale_teacher).get("/what-needs-me").follow("Do your part of the plan: Send the songs")
    there.sees("Vale Primary School", "Saturday 20 March 2027", "<script>alert(1)</script>")
    assert not there.page.select("main script, main img")
    there.follow("Something stands in the way").press("Say that it is held up", expect=422)
    there.fill(reason="The choir is away").press("Say that it is held up").sees("Held up", "The choir is away")
    there.press("Nothing stands in the way any more").sees("It goes on.").press("It is done").sees("Well done", "Done")
    there.press("It is not done after all").sees("It is on the list again.")
    there.follow("Change the words, the day or the school").fill(title="").press("Save", expect=422)
    there.fill(title="Send two songs").press("Save").sees("Saved.", "Send two songs")
    there.follow("We cannot do it").press("Pass it on").sees("Another school is looked for.", "Needs a school")
    reader_for(cast.ford_teacher).get(there.path).press("We take this on").sees("Thank you", "Ford Special School")
    reader.get(f"{plan}/print").sees("Send two songs", "Ford Special School")
    reader_for(cast.coordinator).get(there.path).press("It is not needed any more").sees("It is dropped.")
    assert rows(sa.select(Task.status)) == [("dropped",)]


def test_help_is_asked_for_and_shown_on_the_home_of_the_cluster(cast: Cast, plan: str, reader_for: Any) -> None:
    reader = reader_for(cast.teacher).get(f"{plan}/support").sees("Nothing is asked for now.").follow("Ask for help")
    reader.label("Cover a call", True).fill(title="Take our call on Friday", due_on=date(2027, 3, 12))
    reader.press("Ask for help").sees("The other schools have been asked.", "Needs a school", "Cover a call")
    reader.does_not_see("We take this on")
    home = reader_for(cast.ford_teacher).get(f"/clusters/{cast.river}")
    home.sees("Helping one another", "Take our call on Friday", "Needs a school", "by Fri 12 Mar 2027")
    reader_for(cast.ford_teacher).get(f"{plan}/support").press("We take this on")
    home.get(f"/clusters/{cast.river}").sees("Take our call on Friday Ford Special School")
    assert len(home.statements) <= 10, home.statements


def test_the_home_leads_a_school_that_waits_to_no_closed_door(app: Any, cast: Cast, plan: str, reader_for: Any) -> None:
    reader = reader_for(cast.teacher).get(f"{plan}/support").follow("Ask for help").label("Cover a call", True)
    reader.fill(title="Take our call on Friday", due_on=date(2027, 3, 12)).press("Ask for help")
    invited = {"cluster_id": cast.river, "school_id": cast.school["brook"], "status": MembershipStatus.INVITED}
    commit(app, lambda: session().add(ClusterMembership(**invited)))
    home = reader_for(cast.outsider).get(f"/clusters/{cast.river}")
    home.does_not_see("Helping one another")
    links = {str(a["href"]) for a in home.page.select("main a[href^='/clusters/']")}
    assert f"/clusters/{cast.river}/board/threads/new" in links
    for link in sorted(links):
        home.get(link)


def test_each_school_names_its_class(app: Any, cast: Cast, plan: str, reader_for: Any, joint: None, rows: Any) -> None:
    from portal.running.plans.jobs import ask_for_project_classes

    with app.app_context():
        ask_for_project_classes()
    reader = reader_for(cast.coordinator).get(plan)
    reader.sees("Still to name a class: Ford Special School, Hill Primary School", "No class yet")
    reader_for(cast.teacher).get(f"/clusters/{cast.river}").sees("Still to name a class for the project: ")
    reader = reader_for(cast.abroad).get("/what-needs-me").follow("Say with which class your school takes part")
    reader.fill(year_group="Standard 5", pupil_count=0).press("Save the class", expect=422)
    assert reader.errors() == ["Enter a number from 1 to 2000."]
    reader.fill(pupil_count=41, words=PROBE).press("Save the class").sees("Standard 5", "Together 41 pupils.")
    assert not reader.page.select("main script, main img")
    reader.follow("Change the class").fill(pupil_count=40).press("Save the class").sees("Together 40 pupils.")
    assert rows(sa.select(ProjectClass.pupil_count)) == [(40,)]


def test_who_may_what(app: Any, cast: Cast, plan: str, reader_for: Any) -> None:
    def add() -> Any:
        task = Task(partnership_id=cast.partnership, title="A map", school_id=cast.school["vale"],
                    status=TaskStatus.TAKEN, due_on=clocks.today())  # fmt: skip
        session().add(task)
        session().flush()
        return task.id

    one = f"/clusters/{cast.river}/tasks/{commit(app, add)}"
    for page in (plan, f"{plan}/print", f"{plan}/support", one):
        reader_for(cast.officer).get(page)
        reader_for(cast.abroad).get(page)
        reader_for(cast.outsider).get(page, expect=404)
    for page in (f"{plan}/tasks/new", f"{plan}/support/new", f"{plan}/class"):
        reader_for(cast.officer).get(page, expect=403)
        reader_for(cast.outsider).get(page, expect=404)
    for door in ("done", "go-on", "reopen", "pass-on", "held-up", "edit", "drop"):
        reader_for(cast.ford_teacher).post(f"{one}/{door}", expect=403)
        reader_for(cast.outsider).post(f"{one}/{door}", expect=404)
    reader_for(cast.officer).post(f"{one}/take", expect=403)
    reader_for(cast.coordinator).get(f"{one}/edit")


@pytest.mark.parametrize("page", ["", "/support", "/print"])
def test_a_page_costs_the_same_however_many_tasks_there_are(
    app: Any, cast: Cast, plan: str, reader_for: Any, page: str
) -> None:
    counts = []
    for many in (1, 2, 27):

        def more(many: int = many) -> None:
            for number in range(many):
                for kind in TaskKind:
                    supports = kind == TaskKind.SUPPORT
                    session().add(
                        Task(partnership_id=cast.partnership, kind=kind, title=f"Task {number}", due_on=clocks.today(),
                             school_id=cast.school["vale"], for_school_id=cast.school["hill"] if supports else None,
                             help="call" if supports else None, status=TaskStatus.TAKEN)
                    )  # fmt: skip

        commit(app, more)
        reader = reader_for(cast.teacher).get(plan + page)
        counts.append(len(reader.statements))
    assert counts[0] == counts[1] == counts[2] <= 11, counts
