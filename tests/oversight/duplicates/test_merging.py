"""Two entries become one school: found, previewed, everything moved, nothing forgotten."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.database import Base, session
from portal.core.duty import Duty, DutyKind, owe
from portal.core.errors import NotAllowedNow, NotFound, RuleBroken
from portal.core.perform import perform
from portal.forming.clusters.models import ClusterMembership, MembershipStatus
from portal.identity.schools import queries as schools
from portal.identity.schools.models import (
    Function,
    MemberStatus,
    School,
    SchoolFunction,
    SchoolMember,
    SchoolStatus,
    Verification,
)
from portal.oversight.audit.models import AuditEntry
from portal.oversight.duplicates import queries, services
from tests.support.cast import Cast, commit
from tests.support.objects import make_foreign
from tests.support.reader import Reader

WHY = "Same head, same address."


def merge(app: Flask, cast: Cast, goes: str, stays: str, by: str = "manager", reason: str = WHY) -> uuid.UUID:
    with app.app_context():
        two = queries.get_two(cast.school[goes], cast.school[stays])
        return perform(
            services.merge_schools, two, by=cast.signed_in(by), stays_id=cast.school[stays], reason=reason
        ).id


def names(app: Flask, school_id: uuid.UUID) -> dict[str, int]:
    """How many rows of each column name the school."""
    with app.app_context():
        found = {}
        for table, column in queries.columns_naming_a_school():
            count = session().scalar(sa.select(sa.func.count()).select_from(table).where(column == school_id))
            if count:
                found[f"{table.name}.{column.name}"] = count
        return found


def test_every_foreign_key_to_a_school_is_known() -> None:
    keys = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name == "school" and table.name != "school"
    }
    known = {(table.name, column.name) for table, column in queries.columns_naming_a_school()}
    assert keys <= known
    assert {table for table, _column in known} >= queries.STAYS, "a table that stays is gone: take it off the list"
    assert len(queries.columns_that_move()) > 25


def test_nothing_names_the_entry_that_went_but_what_stays_with_it(app: Flask, cast: Cast) -> None:
    make_foreign(app, cast)
    before = names(app, cast.school["brook"])
    assert len(before) > 15, before
    merge(app, cast, "brook", "vale")
    left = names(app, cast.school["brook"])
    # vale vouched for brook: it cannot vouch for itself, so that row keeps the old name
    assert {c for c in left if c.split(".")[0] not in queries.STAYS} == {"vouch.school_id"}
    after = names(app, cast.school["vale"])
    for column in ("post.school_id", "thread.school_id", "cluster_membership.school_id", "activity.owner_school_id", "handoff.owner_school_id",
                   "evidence_item.school_id", "sign_off.school_id", "office.school_id", "school_member.school_id", "school_evidence.school_id"):  # fmt: skip
        assert after[column] >= before[column], column


def test_people_functions_and_old_links_lead_to_the_school_that_stays(
    app: Flask, cast: Cast, reader_for: Callable[..., Reader]
) -> None:
    brook, vale = cast.school["brook"], cast.school["vale"]
    merge(app, cast, "brook", "vale")
    with app.app_context():
        assert schools.get_school(brook).id == vale
        gone = session().get_one(School, brook)
        assert (gone.status, gone.merged_into_id) == (SchoolStatus.CLOSED, vale)
        me = cast.signed_in("outsider")
        assert set(me.memberships) == {vale}
        assert me.holds("contact", vale)
        assert set(me.places) == {cast.river}
        heads = [f.person_id for f in schools.get_school(vale).holders(Function.SIGNATORY)]
        assert heads == [cast.vale_head.id], "one head at a time"
        facts = session().scalar(sa.select(AuditEntry.facts).where(AuditEntry.kind == "schools_merged"))
        assert facts["merged_school_id"] == str(brook)
        assert session().scalars(sa.select(Verification.outcome)).all() == ["merged", "merged"]
    reader = reader_for(cast.outsider).get(f"/schools/{brook}")
    assert (reader.path, reader.h1) == (f"/schools/{vale}", "Vale Primary School")


def test_both_in_one_cluster_keeps_the_place_that_joined(app: Flask, cast: Cast) -> None:
    def prepare() -> None:
        session().add(
            ClusterMembership(cluster_id=cast.river, school_id=cast.school["brook"], status=MembershipStatus.INVITED)
        )
        session().add(
            SchoolMember(school_id=cast.school["brook"], person_id=cast.vale_teacher.id, status=MemberStatus.MEMBER)
        )

    commit(app, prepare)
    with app.app_context():
        assert queries.clusters_of_both(queries.get_two(cast.school["brook"], cast.school["vale"])) == ["River schools"]
    merge(app, cast, "vale", "brook")
    with app.app_context():
        query = sa.select(ClusterMembership.status, sa.func.count()).where(
            ClusterMembership.school_id == cast.school["brook"]
        )
        rows = {row[0]: row[1] for row in session().execute(query.group_by(ClusterMembership.status))}
        assert rows == {MembershipStatus.JOINED: 1, MembershipStatus.WITHDRAWN: 1}
        live = sa.select(sa.func.count()).select_from(SchoolMember)
        live = live.where(SchoolMember.person_id == cast.vale_teacher.id, SchoolMember.status == MemberStatus.MEMBER)
        assert session().scalar(live) == 1


def test_what_was_owed_is_owed_once(app: Flask, cast: Cast) -> None:
    subject = uuid.uuid4()

    def prepare() -> None:
        for key in ("brook", "vale"):
            owe(DutyKind.REPLY, subject_id=subject, title="Rain", cluster_id=cast.river, school_id=cast.school[key])
        owe(
            DutyKind.REPLY,
            subject_id=uuid.uuid4(),
            title="Own",
            school_id=cast.school["brook"],
            asked_by_school_id=cast.school["vale"],
        )
        owe(
            DutyKind.REPLY,
            subject_id=uuid.uuid4(),
            title="Other",
            school_id=cast.school["brook"],
            asked_by_school_id=cast.school["hill"],
        )

    commit(app, prepare)
    merge(app, cast, "brook", "vale")
    with app.app_context():
        rows = session().execute(sa.select(Duty.title, Duty.school_id, Duty.outcome).order_by(Duty.id)).all()
        vale = cast.school["vale"]
        assert [tuple(row) for row in rows] == [
            ("Rain", vale, "merged"), ("Rain", vale, None), ("Own", vale, "merged"), ("Other", vale, None),
        ]  # fmt: skip
        assert session().scalar(sa.select(sa.func.count()).where(Duty.open_key.is_not(None))) == 2


def test_a_number_goes_with_it_and_two_numbers_do_not_go_together(app: Flask, cast: Cast) -> None:
    def number(key: str, value: str) -> None:
        school = session().get_one(School, cast.school[key])
        school.register, school.number = "gias", value

    commit(app, lambda: number("brook", "900700"))
    merge(app, cast, "brook", "vale")
    with app.app_context():
        assert session().get_one(School, cast.school["vale"]).number == "900700"
    commit(app, lambda: number("ford", "900701"))
    with pytest.raises(RuleBroken, match="two numbers"):
        merge(app, cast, "ford", "vale")


def test_rules(app: Flask, cast: Cast) -> None:
    with pytest.raises(RuleBroken, match="Keep the school that is verified"):
        merge(app, cast, "vale", "quiet")
    with pytest.raises(RuleBroken, match="Write why"):
        merge(app, cast, "brook", "vale", reason=" ")
    with pytest.raises(RuleBroken, match="your own school"):
        merge(app, cast, "brook", "vale", by="vale_contact")
    with app.app_context(), pytest.raises(NotFound):
        queries.get_two(cast.school["vale"], cast.school["vale"])
    merge(app, cast, "quiet", "vale")
    with pytest.raises(NotAllowedNow, match="one school already"):
        merge(app, cast, "quiet", "vale")
    with app.app_context(), pytest.raises(NotFound):
        queries.get_two(cast.school["quiet"], cast.school["hill"])


def twice(app: Flask, cast: Cast) -> uuid.UUID:
    """Vale registered a second time, and waiting; the id of the second entry."""

    def make() -> uuid.UUID:
        made = School(
            name="VALE primary school",
            town="Marlbury",
            status=SchoolStatus.CONFIRMED_BY_HEAD,
            proposed_by_id=cast.nobody.id,
        )
        session().add(made)
        session().flush()
        session().add(SchoolMember(school_id=made.id, person_id=cast.nobody.id, status=MemberStatus.MEMBER))
        session().add(SchoolFunction(school_id=made.id, person_id=cast.nobody.id, function=Function.CONTACT))
        session().add(School(name="Vale Primary School", town="Otherham", status=SchoolStatus.VERIFIED))
        return made.id

    made: uuid.UUID = commit(app, make)
    return made


def test_likely_pairs_are_found_and_looked_at_side_by_side(
    app: Flask, cast: Cast, reader_for: Callable[..., Reader], read: Any
) -> None:
    second, vale = twice(app, cast), cast.school["vale"]
    reader = reader_for(cast.manager).get("/verification/duplicates").sees("same name and town")
    assert len(reader.page.select("main .app-list li")) == 1, (
        "the school of that name in another town is another school"
    )
    path = str(reader.page.select_one("main .app-list a")["href"])  # type: ignore[index]
    reader.get(path, follow=False, expect=None)
    if reader.status in (302, 303):  # show once more that it is you
        reader.get(path).fill(password="three grey herons").press("Go on")
    reader.sees("Side by side", "Nia New", "Vera Singh", "people")
    assert reader.press("Make them one", expect=422).errors()[0] == "Choose the school that stays."
    reader.fill(stays=vale, reason=WHY, sure="y").press("Make them one").sees("The two entries are one school now.")
    assert read(sa.select(School.merged_into_id).where(School.id == second)) == vale
    assert "No pair here" in reader.get("/verification/duplicates").text
    reader.get(path).sees("These two are one school already").follow("Go to the school").sees("Vale Primary School")
    reader.post(path, {"stays": str(vale), "reason": WHY, "sure": "y"}, expect=409).sees("one school already")


@pytest.mark.parametrize(
    ("who", "status"), [("officer", 404), ("vale_contact", 404), ("nobody", 404), ("authority", 404)]
)
def test_who_may_not(app: Flask, cast: Cast, reader_for: Callable[..., Reader], who: str, status: int) -> None:
    second = twice(app, cast)
    path = f"/verification/duplicates/{cast.school['vale']}/{second}"
    reader_for(getattr(cast, who)).get(path, expect=status)
    reader_for(getattr(cast, who)).post(path, {"stays": str(second), "reason": "x", "sure": "y"}, expect=status)


def test_it_asks_once_more_who_it_is(
    app: Flask, cast: Cast, reader_for: Callable[..., Reader], read: Any, clock: Any
) -> None:
    second = twice(app, cast)
    reader = reader_for(cast.manager)
    clock.hold(clock.now() + timedelta(minutes=16))
    reader.post(
        f"/verification/duplicates/{cast.school['vale']}/{second}",
        {"stays": str(cast.school["vale"]), "reason": "x", "sure": "y"},
        expect=303,
    )
    assert read(sa.select(School.merged_into_id).where(School.id == second)) is None


def test_the_list_costs_the_same_for_many(app: Flask, cast: Cast, reader_for: Callable[..., Reader]) -> None:
    reader, counts = reader_for(cast.manager), []
    for wanted in (1, 3, 30):
        new = [
            School(name=f"Twin {wanted} {n // 2}", town="T", status=SchoolStatus.VERIFIED) for n in range(2 * wanted)
        ]
        commit(app, lambda new=new: session().add_all(new))
        reader.get("/verification/duplicates")
        counts.append(len(reader.statements))
    assert len(set(counts)) == 1
    assert len(reader.page.select("main .app-list li")) == 25
    reader.follow("Next page").sees("same name and town")


@pytest.fixture
def read(app: Flask) -> Callable[[Any], Any]:
    def value(query: Any) -> Any:
        with app.app_context():
            return session().scalar(query)

    return value
