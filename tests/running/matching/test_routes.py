"""The pages: what we look for, who fits, asking, answering; for whom, and at what cost."""

import uuid

import sqlalchemy as sa
from flask import Flask

from portal.core import clock as the_clock
from portal.core.database import session
from portal.oversight.reports.models import Report, SubjectKind
from portal.running.matching.models import ClusterWish
from portal.running.partnerships.queries import are_twins
from tests.running.matching.conftest import LOOKING, add_cluster
from tests.support.cast import Cast, commit
from tests.support.reader import Reader


def test_from_the_partnership_to_a_partner_cluster(app: Flask, cast: Cast, lake: uuid.UUID) -> None:
    mine = Reader(app, cast.coordinator).get(f"/clusters/{cast.river}/partnership")
    mine.follow("See the clusters that look for a partner").sees(
        "Lake schools", "Equal numbers: 3 schools each", LOOKING
    )
    mine.follow("Say what we look for").fill(is_looking="yes", looking_for="").press("Save", expect=422)
    assert "Write what you are looking for" in mine.errors()[0]
    mine.fill(looking_for="Schools by a lake").press("Save").sees("looking for a partner cluster", "Schools by a lake")
    mine.follow("Lake schools").sees("A theme like yours: Water in our lives").follow(
        "Ask this cluster to be our partner"
    )
    mine.fill(proposal="A year of water", message="call +44 7700 900 123").press("Send the request", expect=422)
    mine.sees("+44 7700 900 123").fill(message="Shall we measure together?").press("Send the request")
    mine.sees("waits for an answer", "Shall we measure together?")

    theirs = Reader(app, cast.outsider).get("/what-needs-me")
    theirs.follow("Answer the cluster River schools, which would like to be your partner cluster")
    theirs.follow("Say yes").sees("your verified schools share the board")
    theirs.press("Say yes").sees("accepted", "Go to the shared board")
    with app.app_context():
        assert are_twins(cast.river, lake)


def test_no_and_taking_back_ask_once_more(app: Flask, cast: Cast, lake: uuid.UUID) -> None:
    mine = Reader(app, cast.coordinator).get(f"/clusters/{cast.river}/matching/clusters/{lake}/ask")
    mine.fill(proposal="Water", message="One letter").press("Send the request")
    mine.follow("Take the request back").sees("cannot say yes any more").press("Take the request back").sees(
        "taken back"
    )
    mine.get(f"/clusters/{cast.river}/matching/clusters/{lake}/ask")
    mine.fill(proposal="Water", message="Another letter").press("Send the request")
    where = mine.path.rsplit("/", 1)[1]
    theirs = Reader(app, cast.outsider).get(f"/clusters/{lake}/matching/requests/{where}").follow("Say no")
    theirs.press("Say no", expect=422)
    theirs.fill(reason="We have a partner until May.").press("Say no").sees("declined", "Our reason")
    mine.get(mine.path).sees("Their reason", "We have a partner until May.")


def test_who_may_do_what(app: Flask, cast: Cast, lake: uuid.UUID) -> None:
    base = f"/clusters/{cast.river}/matching"
    Reader(app, cast.teacher).get(base).sees("Lake schools")
    Reader(app, cast.teacher).get(f"{base}/wish", expect=403)
    Reader(app, cast.teacher).get(f"{base}/clusters/{lake}").sees("Your cluster coordinator can ask this cluster.")
    Reader(app, cast.teacher).get(f"{base}/clusters/{lake}/ask", expect=403)
    Reader(app, cast.officer).get(base).sees("Lake schools")
    for someone in (cast.nobody, cast.outsider):
        Reader(app, someone).get(base, expect=404)
    Reader(app, cast.abroad).get(base, expect=403)
    mine = Reader(app, cast.coordinator).get(f"{base}/clusters/{lake}/ask")
    path = mine.fill(proposal="Water", message="One letter").press("Send the request").path
    for someone in (cast.officer, cast.nobody, cast.outsider):
        Reader(app, someone).get(path, expect=404)
    Reader(app, cast.teacher).get(path).sees("One letter")
    Reader(app, cast.coordinator).get(f"{path}/accept", expect=403)
    theirs = path.replace(str(cast.river), str(lake))
    Reader(app, cast.outsider).get(f"{theirs}/withdraw", expect=403)
    Reader(app, cast.outsider_head).get(theirs).sees("Your cluster coordinator answers.")


def test_the_list_costs_the_same_for_one_three_and_thirty(app: Flask, cast: Cast) -> None:
    made = 0

    def until(number: int) -> None:
        nonlocal made
        for n in range(made, number):
            one = add_cluster(cast, f"Cluster {n}")
            known = {"looking_for": "Friends", "schools": 1, "kept_at": the_clock.now()}
            session().add(ClusterWish(cluster_id=one, is_looking=True, **known))
        made = number

    path, counts = f"/clusters/{cast.river}/matching", []
    reader = Reader(app, cast.coordinator).get(path)
    for number in (1, 3, 30):
        commit(app, lambda number=number: until(number))
        counts.append(len(reader.get(path).sees("Cluster 0").statements))
    assert len(set(counts)) == 1
    assert counts[0] <= 10


def test_a_request_is_reported_and_only_then_read_by_those_who_look_after_it(
    app: Flask, cast: Cast, lake: uuid.UUID
) -> None:
    mine = Reader(app, cast.coordinator).get(f"/clusters/{cast.river}/matching/clusters/{lake}/ask")
    mine.fill(proposal="Water", message="Buy our very cheap pencils.").press("Send the request").does_not_see(
        "Report River"
    )
    theirs = Reader(app, cast.outsider).get(mine.path.replace(str(cast.river), str(lake)))
    theirs.follow("Report River schools").sees("the request of River schools")
    theirs.fill(kind="not_genuine", words="They only sell pencils.").press("Send the report").sees(
        "Thank you for telling us"
    )
    with app.app_context():
        report = session().scalars(sa.select(Report)).one()
        assert (report.subject_kind, report.school_id, report.about_id) == (
            SubjectKind.CLUSTER_REQUEST, cast.school["hill"], cast.coordinator.id,
        )  # fmt: skip
    staff = Reader(app, cast.admin).get("/reports").get(f"/reports/{report.id}").sees("Buy our very cheap pencils.")
    staff.press("Take it in hand").follow("Put Hill Primary School on hold").sees("Hill Primary School")
    for someone in (cast.coordinator, cast.officer, cast.safeguarding):
        Reader(app, someone).get(f"/reports/{report.id}", expect=404)
    Reader(app, cast.admin).get(mine.path, expect=404)
    Reader(app, cast.coordinator).get(f"/report/cluster_request/{uuid.uuid4()}").sees("Report a concern")
