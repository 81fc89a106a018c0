"""The pages of clusters, as the cast."""

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import duty
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.forming.clusters.models import (
    Cluster,
    ClusterMembership,
    ClusterStatus,
    MembershipStatus,
    NominationBacking,
    Office,
    OfficeKind,
)
from portal.identity.schools.models import School, SchoolStatus
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

Readers = Callable[..., Reader]


def home(cast: Cast) -> str:
    return f"/clusters/{cast.river}"


def membership_of(app: Flask, cast: Cast, school: str) -> Any:
    with app.app_context():
        return (
            session()
            .query(ClusterMembership.id)
            .filter_by(cluster_id=cast.river, school_id=cast.school[school])
            .order_by(ClusterMembership.id.desc())
            .first()[0]
        )


def test_start_invite_join_accept_with_buttons(cast: Cast, reader_for: Readers, app: Flask) -> None:
    outsider = reader_for(cast.outsider)
    outsider.get("/clusters").follow("Start a cluster")
    outsider.fill(name="Hedge schools", theme="Hedges").press("Start the cluster")
    outsider.sees("Your cluster has begun", "Brook High School", "Nobody yet", "Schools are asked")
    cluster = outsider.path

    outsider.follow("Invite a school").fill(words="vale").press("Search").sees("Vale Primary School, Marlbury")
    outsider.label("Vale Primary School", "").fill(message="Come with us").press("Send the invitation")
    outsider.sees("The school has been invited.", "Vale Primary School", "Invited")

    vale = reader_for(cast.vale_contact)
    vale.get("/clusters").sees("Vale Primary School is invited to join Hedge schools.")
    vale.follow("Read the invitation to Hedge schools").sees(
        "Come with us",
        "we agree to the theme, that Brook High School leads and that Olu Stone is the coordinator",
    )
    vale.press("Join").sees("Your school has joined the cluster.")

    for office in ("Nominated: Brook High School", "Nominated: Olu Stone"):
        outsider.get(cluster).follow(office).press("Accept")
    outsider.sees("Complete", "Olu Stone, Brook High School").does_not_see("Nobody can")
    with app.app_context():
        assert session().get(Cluster, cluster.rsplit("/", 1)[1].__class__ and _id(cluster)).status == (  # type: ignore[union-attr]
            ClusterStatus.ACTIVE
        )


def _id(path: str) -> Any:
    import uuid

    return uuid.UUID(path.rsplit("/", 1)[1])


def test_the_invited_school_reads_home_at_once_and_can_say_no(cast: Cast, reader_for: Readers, app: Flask) -> None:
    lead = reader_for(cast.coordinator)
    lead.get(home(cast) + "/invitations/new?words=brook").label("Brook High", "").press("Send the invitation")
    outsider = reader_for(cast.outsider)
    outsider.get(home(cast)).follow("Invitation Brook High School").follow("Say no")
    outsider.fill(reason="We are full this year.").press("Say no").sees("The cluster has been told.")
    with app.app_context():
        row = session().get(ClusterMembership, membership_of(app, cast, "brook"))
        assert row is not None
        assert (row.status, row.leaving_reason) == (MembershipStatus.DECLINED, "We are full this year.")
    outsider.get(home(cast), expect=404)


def test_join_names_what_is_nominated_and_agrees_to_nothing_else(cast: Cast, reader_for: Readers, app: Flask) -> None:
    lead = reader_for(cast.coordinator)
    lead.get(home(cast) + "/invitations/new?words=brook").label("Brook High", "").press("Send the invitation")

    def nominate(kind: str, nominee: str) -> None:
        lead.get(home(cast)).follow("Nominate someone").label(kind, "").fill(nominee=nominee).press("Nominate")

    nominate("Deputy coordinator", f"person:{cast.school['ford']}:{cast.ford_teacher.id}")
    outsider = reader_for(cast.outsider).get(home(cast)).follow("Invitation Brook High School")
    outsider.sees("We also agree to what is nominated now:", "Finn Baker, Ford Special School as deputy coordinator")
    nominate("Co-lead school", f"school:{cast.school['vale']}")  # while the page is open
    outsider.press("Join").sees("Your school has joined the cluster.")
    with app.app_context():
        said = sa.select(Office.kind).join(NominationBacking, NominationBacking.office_id == Office.id)
        said = said.where(NominationBacking.school_id == cast.school["brook"], NominationBacking.agrees)
        assert session().scalars(said).all() == [OfficeKind.DEPUTY]
        asked = sa.select(Duty.subject_id).where(Duty.kind == DutyKind.AGREE_NOMINATION, Duty.closed_at.is_(None))
        asked = asked.where(Duty.school_id == cast.school["brook"])
        assert session().scalars(asked.join(Office, Office.id == Duty.subject_id)).all() == [
            session().scalar(sa.select(Office.id).where(Office.kind == OfficeKind.CO_LEAD))
        ]


def test_an_invitation_can_be_taken_back(cast: Cast, reader_for: Readers) -> None:
    lead = reader_for(cast.coordinator)
    lead.get(home(cast) + "/invitations/new?words=brook").label("Brook High", "").press("Send the invitation")
    lead.follow("Invitation Brook High School").press("Take the invitation back")
    lead.sees("The invitation has been taken back.", "Taken back")
    outsider = reader_for(cast.outsider)
    outsider.get(home(cast), expect=404)


def test_a_search_lists_verified_schools_and_others_by_their_whole_name(cast: Cast, reader_for: Readers) -> None:
    lead = reader_for(cast.coordinator)
    lead.get(home(cast) + "/invitations/new?words=quiet").sees("No school found").does_not_see("Quiet Lane")
    lead.get(home(cast) + "/invitations/new?words=Quiet+Lane+School").sees("Quiet Lane School, Marlbury (waits for")
    lead.get(home(cast) + "/invitations/new?words=50%25_off").sees("No school found")
    lead.get(home(cast) + "/invitations/new?words=hill").sees("No school found")


def test_nominate_object_and_decline_with_buttons(cast: Cast, reader_for: Readers) -> None:
    teacher = reader_for(cast.teacher)
    teacher.get(home(cast)).follow("Nominate someone").label("Deputy coordinator", "")
    teacher.fill(nominee=f"person:{cast.school['ford']}:{cast.ford_teacher.id}").press("Nominate")
    teacher.sees("Finn Baker, Ford Special School", "Schools are asked", "1 of 3 member schools agree.")
    page = teacher.path

    vale = reader_for(cast.vale_contact)
    vale.get(page).follow("Object").press("Object", expect=422)
    assert vale.errors() == ["Say why your school objects."]
    vale.fill(words="She has enough to do.").press("Object").sees("She has enough to do.", "more than half")
    ford = reader_for(cast.ford_contact)
    ford.get(page).press("Our school agrees").sees("Your school agrees.", "Asked to accept")
    nominee = reader_for(cast.ford_teacher)
    nominee.get(page).follow("Say no").fill(reason="Sorry.").press("Say no").sees("The cluster has been told.")
    teacher.get(page).sees("Not taken up", "Sorry.")


def test_the_nominator_takes_it_back(cast: Cast, reader_for: Readers) -> None:
    teacher = reader_for(cast.teacher)
    teacher.get(home(cast) + "/offices/new").label("Lead school", "")
    teacher.fill(nominee=f"school:{cast.school['vale']}").press("Nominate").sees("Vale Primary School")
    teacher.press("Take the nomination back").sees("The nomination has been taken back.")


def test_leave_pass_on_and_replace_with_buttons(cast: Cast, reader_for: Readers, app: Flask) -> None:
    ford = reader_for(cast.ford_contact)
    ford.get(home(cast)).follow("Leave the cluster Ford Special School")
    ford.fill(leaving_on=date(2027, 3, 31), reason="We are merging.").press("Give notice")
    ford.sees("Last day: Wednesday 31 March 2027", "Nothing is left")
    facts = {
        "subject_id": uuid.uuid4(),
        "cluster_id": cast.river,
        "school_id": cast.school["ford"],
        "title": "The flood",
    }
    commit(app, lambda: duty.owe(duty.DutyKind.WRITE_MINUTES, **facts))
    asked = {**facts, "subject_id": uuid.uuid4(), "asked_by_school_id": cast.school["hill"]}
    commit(app, lambda: duty.owe(duty.DutyKind.REPLY, **asked))
    ford.get(ford.path).sees("Pass on to Vale Primary School")  # the lead school asked for it
    ford.press("Pass on to Vale Primary School").sees("It has been passed on.").does_not_see("Vale Primary School")
    ford.get(ford.path).sees("Write the minutes of the meeting: The flood").press("Pass on to the lead school").sees(
        "Nothing is"
    )
    ford.follow("Leave now").sees("at once, not on Wednesday 31 March 2027", "To come back it needs a new invitation.")
    with app.app_context():
        there = session().get(ClusterMembership, membership_of(app, cast, "ford"))
        assert there is not None
        assert there.status == MembershipStatus.LEAVING, "asked a second time"
    ford.press("Yes, leave now").sees("The school has left the cluster. Its history is kept.")

    lead = reader_for(cast.coordinator)
    lead.get(home(cast)).sees("Empty place", "left by Ford Special School")
    lead.follow("Find a school").fill(words="Brook").press("Search").label("Brook High", "")
    lead.press("Send the invitation").sees("Invited")
    newcomer = reader_for(cast.outsider)
    newcomer.get("/clusters").follow("Read the invitation to River schools").sees("take over the place of a school")
    newcomer.press("Join").sees("Your school has joined the cluster.").does_not_see("Empty place")
    ford.get(home(cast), expect=404)


def test_the_lead_school_reads_why_it_cannot_go_yet(cast: Cast, reader_for: Readers) -> None:
    lead = reader_for(cast.coordinator)
    lead.get(home(cast)).follow("Leave the cluster Hill Primary School").sees("Your school leads the cluster.")
    lead.fill(leaving_on=date(2027, 3, 31), reason="Closing.").press("Give notice")
    lead.sees("No reply and no activity is left to pass on.").does_not_see("Leave now")
    page = lead.path
    lead.get(f"{page}/complete").sees("Things to pass on").does_not_see("Yes, leave now")
    lead.post(f"{page}/complete", follow=True).sees("Things to pass on", "Your school leads the cluster.")
    lead.get(page)
    lead.press("We stay after all").sees("Your school stays.")


def test_edit_and_the_conflict_page_with_both_texts(cast: Cast, reader_for: Readers) -> None:
    first, second = reader_for(cast.coordinator), reader_for(cast.vale_contact)
    first.get(home(cast)).follow("Change the words of the cluster")
    second.get(home(cast) + "/edit")
    first.fill(theme="Rain").press("Save").sees("The cluster is saved.", "Rain")
    second.fill(theme="Snow").press("Save", expect=409).sees("This was changed while you were writing", "Rain")


BAD = [
    ("/clusters/new", {"name": "", "theme": ""}, ["Enter a name for the cluster.", "Enter a theme, in a few words."]),
    ("/clusters/new", {"name": "x" * 121, "theme": "y"}, ["Use 120 characters or fewer."]),
    ("/clusters/new", {"name": "\x00", "theme": "y"}, ["Enter a name for the cluster."]),
    (
        "/clusters/new",
        {"name": "x", "theme": "y", "cluster_form": "circus"},
        ["This choice is not there any more. Choose again."],
    ),
    ("{home}/edit", {"name": "", "theme": "y", "version": "1"}, ["Enter a name for the cluster."]),
    ("{home}/invitations/new", {"school": "nonsense"}, None),
    ("{home}/invitations/new", {}, ["Choose a school."]),
    ("{home}/offices/new", {"kind": "king", "nominee": "person:1"}, None),
    ("{home}/offices/new", {}, ["Choose an office.", "Choose a school or a person."]),
    ("{home}/members/{hill}/leave", {"leaving_on": ["31", "2", "2027"], "reason": "x"}, None),
    ("{home}/members/{hill}/leave", {"leaving_on": ["1", "3", "2027"], "reason": "x"}, None),
    ("{home}/members/{hill}/leave", {}, ["Enter the day.", "Enter a reason. The other schools read it."]),
]


@pytest.mark.parametrize(("path", "fields", "messages"), BAD)
def test_bad_input_is_said_beside_its_field_and_stores_nothing(
    cast: Cast, reader_for: Readers, app: Flask, path: str, fields: dict[str, Any], messages: list[str] | None
) -> None:
    reader = reader_for(cast.coordinator)
    path = path.format(home=home(cast), hill=membership_of(app, cast, "hill"))
    fields = {"cluster_form": "theme", **fields} if path.endswith("new") and "clusters/new" in path else fields
    reader.post(path, fields, expect=422)
    if messages is not None:
        assert reader.errors()[: len(messages)] == messages
    assert reader.errors()
    with app.app_context():
        assert session().query(Cluster).count() == 1
        assert session().query(Office).count() == 3
        assert session().query(ClusterMembership).filter(ClusterMembership.status != "joined").count() == 0


def test_text_typed_is_kept_after_a_refusal(cast: Cast, reader_for: Readers) -> None:
    reader = reader_for(cast.outsider)
    reader.get("/clusters/new").fill(name="Hedge & <b>schools</b>").press("Start the cluster", expect=422)
    assert reader.page.find("input", {"name": "name"})["value"] == "Hedge & <b>schools</b>"  # type: ignore[index]


GUARDED = [
    ("get", "", "teacher", "outsider"),
    ("get", "/edit", "coordinator", "outsider"),
    ("get", "/invitations/new", "coordinator", "outsider"),
    ("get", "/offices/new", "teacher", "outsider"),
    ("get", "/members/{ford}/leave", "ford_contact", "outsider"),
    ("get", "/members/{ford}/leaving", "ford_head", "outsider"),
]


@pytest.mark.parametrize(("method", "path", "may", "stranger"), GUARDED)
def test_who_may_open_what(
    cast: Cast, reader_for: Readers, app: Flask, method: str, path: str, may: str, stranger: str
) -> None:
    path = home(cast) + path.format(ford=membership_of(app, cast, "ford"))
    reader_for(cast.people[may]).get(path)
    reader_for(cast.people[stranger]).get(path, expect=404)
    visitor = reader_for().get(path)
    assert visitor.path.startswith("/sign-in")


@pytest.mark.parametrize("path", ["/edit", "/invitations/new", "/members/{ford}/leave", "/members/{ford}/leaving"])
def test_a_member_without_the_right_is_told_so(cast: Cast, reader_for: Readers, app: Flask, path: str) -> None:
    path = home(cast) + path.format(ford=membership_of(app, cast, "ford"))
    reader_for(cast.vale_teacher).get(path, expect=403)


POSTS = [
    "/invitations/{ford}/join",
    "/invitations/{ford}/withdraw",
    "/members/{ford}/leaving/stay",
    "/members/{ford}/leaving/pass-on",
    "/members/{ford}/leaving/pass-on?duty=nonsense",
]


@pytest.mark.parametrize("path", POSTS)
def test_buttons_refuse_what_is_not_possible_now(cast: Cast, reader_for: Readers, app: Flask, path: str) -> None:
    path = home(cast) + path.format(ford=membership_of(app, cast, "ford"))
    stranger = reader_for(cast.outsider)
    stranger.post(path, expect=404)
    reader_for(cast.coordinator).get(path.split("?")[0], expect=405)
    who = "coordinator" if "withdraw" in path else "ford_contact"
    reader_for(cast.people[who]).post(path)
    with app.app_context():
        row = session().get(ClusterMembership, membership_of(app, cast, "ford"))
        assert row is not None
        assert row.status == MembershipStatus.JOINED


def test_a_form_without_its_token_is_refused(cast: Cast, reader_for: Readers) -> None:
    reader = reader_for(cast.outsider)
    reader.post("/clusters/new", {"name": "a", "theme": "b"}, token=False, expect=400)


def add_schools(app: Flask, cast: Cast, count: int) -> None:
    """More member schools for the river cluster."""

    def make() -> None:
        for number in range(count):
            made = School(name=f"Extra {number}", status=SchoolStatus.VERIFIED, town="Marlbury")
            session().add(made)
            session().flush()
            session().add(ClusterMembership(cluster_id=cast.river, school_id=made.id, status=MembershipStatus.JOINED))

    commit(app, make)


def test_home_makes_the_same_few_statements_for_any_number_of_schools(
    cast: Cast, reader_for: Readers, app: Flask
) -> None:
    reader = reader_for(cast.teacher)
    counts = [len(reader.get(home(cast)).statements)]
    for more in (1, 3, 4):
        add_schools(app, cast, more)
        counts.append(len(reader.get(home(cast)).statements))
    assert len(set(counts)) == 1
    assert counts[0] <= 10, reader.statements


def test_the_list_makes_the_same_few_statements_for_any_number_of_clusters(
    cast: Cast, reader_for: Readers, app: Flask
) -> None:
    reader = reader_for(cast.manager)
    counts = [len(reader.get("/clusters").statements)]
    for more in (2, 27):

        def make(more: int = more) -> None:
            for number in range(more):
                session().add(
                    Cluster(name=f"Cluster {number} of {more}", theme="x", started_by_school_id=cast.school["hill"])
                )

        commit(app, make)
        counts.append(len(reader.get("/clusters").statements))
    assert len(set(counts)) == 1
    assert reader.text.count("Cluster 1") > 1
