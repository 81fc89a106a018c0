"""A registered school's entry closes: its contact chooses what follows, and what the school has goes on."""

import uuid
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import ids
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.perform import perform
from portal.forming.clusters.models import ClusterMembership, MembershipStatus, Office, OfficeKind
from portal.identity.registers.models import RegisterEntry, RegisterLink
from portal.identity.schools.models import School, SchoolMember, SchoolStatus
from portal.identity.successors import queries, services
from portal.identity.successors.models import ClosureStatus, FormerNumber, SchoolClosure
from portal.oversight.notifications.models import Notification
from portal.policy import allows, can_see
from portal.policy.actions import Action
from portal.running.partnerships.models import Pair, PairStatus
from tests.identity.registers.support import bring_in, lay, school, table
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

OLD, NEW, OTHER, THIRD = "900001", "900002", "900003", "900004"
CLOSED = {"EstablishmentStatus (code)": "2", "CloseDate": "31-08-2026"}


def rows(*numbers: str, closed: tuple[str, ...] = ()) -> str:
    return table(*(school(n, f"School {n}", Town="Marlbury", **(CLOSED if n in closed else {})) for n in numbers))


def link(*pairs: tuple[str, str], kind: str = "Successor") -> None:
    held = session()
    held.add_all(RegisterLink(id=ids.new_id(), register="gias", number=a, other_number=b, kind=kind) for a, b in pairs)
    held.flush()


@pytest.fixture
def hill_is_registered(app: Flask, cast: Cast, tmp_path: Path) -> Callable[..., None]:
    """Hill stands in the register as 900001, beside three others; its entry closes when this is called."""

    def tie() -> None:
        hill = session().get_one(School, cast.school["hill"])
        entry = session().scalars(sa.select(RegisterEntry).where(RegisterEntry.number == OLD)).one()
        hill.register, hill.number, hill.register_entry_id = "gias", OLD, entry.id

    def closes(*pairs: tuple[str, str], also: tuple[str, ...] = (), kind: str = "Successor") -> None:
        with app.app_context():
            bring_in(lay(tmp_path, rows(OLD, NEW, OTHER, THIRD)), extract_on=date(2026, 8, 1))
        commit(app, tie)
        commit(app, lambda: link(*pairs, kind=kind))
        with app.app_context():
            bring_in(lay(tmp_path, rows(OLD, NEW, OTHER, THIRD, closed=(OLD, *also))), extract_on=date(2026, 9, 1))

    return closes


def closure() -> SchoolClosure:
    return session().scalars(sa.select(SchoolClosure).order_by(SchoolClosure.id)).one()


def entry_id(number: str) -> uuid.UUID:
    return session().scalars(sa.select(RegisterEntry.id).where(RegisterEntry.number == number)).one()


def choose(**words: Any) -> Any:
    found = closure()
    session().commit()
    return perform(services.choose_successor, found, by=SYSTEM, **{"entry_id": None, **words})


def test_the_import_asks_the_schools_contact_once(
    app: Flask, cast: Cast, hill_is_registered: Any, tmp_path: Path
) -> None:
    hill_is_registered((OLD, NEW))
    with app.app_context():
        found = closure()
        assert (found.school_id, found.closed_on, found.status) == (cast.school["hill"], date(2026, 8, 31), "waiting")
        owed = session().scalars(sa.select(Duty).where(Duty.kind == DutyKind.CHOOSE_SUCCESSOR)).all()
        assert [(d.school_id, d.office, d.subject_id) for d in owed] == [(cast.school["hill"], "contact", found.id)]
        told = (
            session().scalars(sa.select(Notification.person_id).where(Notification.kind == "school_entry_closed")).all()
        )
        assert set(told) == {cast.coordinator.id, cast.head.id}
        session().commit()
        bring_in(lay(tmp_path, rows(OLD, NEW, OTHER, THIRD, closed=(OLD,))), extract_on=date(2026, 9, 2))
        assert len(session().scalars(sa.select(SchoolClosure)).all()) == 1


def test_it_is_asked_no_longer_when_the_entry_is_open_again(
    app: Flask, cast: Cast, hill_is_registered: Any, tmp_path: Path
) -> None:
    hill_is_registered((OLD, NEW))
    with app.app_context():
        bring_in(lay(tmp_path, rows(OLD, NEW, OTHER, THIRD)), extract_on=date(2026, 9, 2))
        assert closure().status == ClosureStatus.LIFTED
        assert session().scalars(sa.select(Duty.outcome).where(Duty.kind == DutyKind.CHOOSE_SUCCESSOR)).all() == [
            "lifted"
        ]


def test_the_school_goes_on_under_its_new_number(app: Flask, cast: Cast, hill_is_registered: Any) -> None:
    hill_is_registered((OLD, NEW))
    with app.app_context():
        members = session().scalar(sa.select(sa.func.count()).where(SchoolMember.school_id == cast.school["hill"]))
        choose(entry_id=entry_id(NEW))
        hill = session().get_one(School, cast.school["hill"])
        assert (hill.number, hill.name, hill.status, hill.version) == (NEW, f"School {NEW}", SchoolStatus.VERIFIED, 2)
        assert hill.register_entry_id == entry_id(NEW)
        former = session().scalars(sa.select(FormerNumber)).one()
        assert (former.school_id, former.number, former.name) == (hill.id, OLD, "Hill Primary School")
        assert session().scalar(sa.select(sa.func.count()).where(SchoolMember.school_id == hill.id)) == members
        pair = session().scalars(sa.select(Pair).where(Pair.home_school_id == hill.id)).one()
        assert pair.status == PairStatus.AGREED
        joined = session().scalars(sa.select(ClusterMembership).where(ClusterMembership.school_id == hill.id)).one()
        assert joined.status == MembershipStatus.JOINED
        assert (closure().status, closure().successor_entry_id) == (ClosureStatus.FOLLOWED, entry_id(NEW))
        assert session().scalars(sa.select(Duty.outcome).where(Duty.kind == DutyKind.CHOOSE_SUCCESSOR)).all() == [
            "followed"
        ]


def test_a_school_that_is_here_already_follows(app: Flask, cast: Cast, hill_is_registered: Any) -> None:
    hill_is_registered((OLD, NEW))

    def vale_is_the_other() -> None:
        vale = session().get_one(School, cast.school["vale"])
        vale.register, vale.number, vale.register_entry_id = "gias", NEW, entry_id(NEW)

    commit(app, vale_is_the_other)
    with app.app_context():
        with pytest.raises(RuleBroken, match="is here already"):
            choose(entry_id=entry_id(NEW))
        with pytest.raises(RuleBroken, match="is here already") as refused:
            choose(number=NEW, may_name_any=True)
        assert refused.value.field == "is_sure"
        choose(entry_id=entry_id(NEW), is_sure=True)
        hill = session().get_one(School, cast.school["hill"])
        assert (hill.status, hill.number) == (SchoolStatus.CLOSED, OLD)
        assert closure().successor_school_id == cast.school["vale"]
        told = (
            session()
            .execute(sa.select(Notification.person_id, Notification.path).where(Notification.kind == "school_closed"))
            .all()
        )
        assert {t.person_id for t in told} == {cast.coordinator.id, cast.teacher.id, cast.head.id}
        assert {t.path for t in told} == {f"/schools/{cast.school['vale']}/join"}


def test_none_follows(app: Flask, cast: Cast, hill_is_registered: Any) -> None:
    hill_is_registered()
    with app.app_context():
        found = closure()
        session().commit()
        perform(services.end_school, found, by=SYSTEM)
        assert session().get_one(School, cast.school["hill"]).status == SchoolStatus.CLOSED
        found = closure()
        session().commit()
        with pytest.raises(NotAllowedNow):
            perform(services.end_school, found, by=SYSTEM)


@pytest.mark.parametrize(
    ("pairs", "kind", "also", "open_ones", "goes_round"),
    [
        (((OLD, NEW),), "Successor", (), [NEW], False),
        (((OLD, NEW), (OLD, OTHER)), "Successor - Split School", (), [NEW, OTHER], False),
        (((OLD, NEW), (NEW, OTHER)), "Successor", (NEW,), [OTHER], False),
        (((NEW, OLD),), "Predecessor", (), [NEW], False),
        (((OLD, NEW), (NEW, OLD)), "Successor", (NEW,), [], True),
        (((OLD, NEW), (NEW, OTHER), (OTHER, OLD), (OTHER, THIRD)), "Successor", (NEW, OTHER), [THIRD], True),
        (((OLD, NEW),), "Sixth Form Centre Link", (), [], False),
        ((), "Successor", (), [], False),
    ],
)
def test_what_follows(
    app: Flask, hill_is_registered: Any, pairs: Any, kind: str, also: Any, open_ones: list[str], goes_round: bool
) -> None:
    hill_is_registered(*pairs, kind=kind, also=also)
    with app.app_context():
        found = queries.followers_of(closure().entry)
        assert ([f.entry.number for f in found.open], found.goes_round) == (open_ones, goes_round)
        assert {e.number for e in found.between} == set(also)


def test_only_what_the_register_names_can_be_chosen(app: Flask, cast: Cast, hill_is_registered: Any) -> None:
    hill_is_registered((OLD, NEW))
    with app.app_context():
        for words in (
            {"entry_id": entry_id(OTHER)},
            {"number": OTHER},
            {"number": "999999", "may_name_any": True},
            {"number": OLD, "may_name_any": True},
        ):
            with pytest.raises(RuleBroken):
                choose(**words)
        choose(number=OTHER, may_name_any=True)
        assert session().get_one(School, cast.school["hill"]).number == OTHER


def test_who_may_choose(app: Flask, cast: Cast, hill_is_registered: Any) -> None:
    hill_is_registered((OLD, NEW))
    with app.app_context():
        found = closure()
        people = {key: cast.signed_in(key) for key in cast.people}
        found = closure()
        may = {key for key, person in people.items() if allows(person, Action.SUCCESSOR_CHOOSE, found)}
        sees = {key for key, person in people.items() if can_see(person, Action.SUCCESSOR_CHOOSE, found)}
    assert may == {"coordinator", "head", "manager", "manager2", "admin"}
    assert sees == may | {"teacher"}


def test_the_contact_chooses_on_the_page(app: Flask, cast: Cast, hill_is_registered: Any) -> None:
    hill_is_registered((OLD, NEW), (OLD, OTHER))
    reader = Reader(app, cast.coordinator)
    reader.get("/what-needs-me")
    assert "Say which school follows Hill Primary School" in reader.text
    with app.app_context():
        path, chosen = f"/closures/{closure().id}", str(entry_id(OTHER))
    reader.get(path)
    assert "31 August 2026" in reader.text
    assert "The school was split" in reader.text
    assert "Another school: I know its number" not in reader.text
    reader.post(path, {"choice": chosen}, expect=303)
    reader.get(path).sees("The choice has been made already.")
    assert reader.h1.endswith(f"School {OLD}")
    reader.get(f"/schools/{cast.school['hill']}").sees(f"School {OLD} closed on", "Its work goes on here.")
    reader.get(f"/schools/{cast.school['hill']}")
    assert f"School {OTHER}" in reader.text
    assert "Hill Primary School, number 900001" in reader.text
    reader.get(path)
    assert "The choice has been made already." in reader.text


def test_members_see_it_and_cannot_choose(app: Flask, cast: Cast, hill_is_registered: Any) -> None:
    hill_is_registered((OLD, NEW))
    reader = Reader(app, cast.teacher)
    reader.get(f"/schools/{cast.school['hill']}")
    assert f"31 August 2026. Succeeded by School {NEW}." in reader.text
    with app.app_context():
        path = f"/closures/{closure().id}"
    reader.get(path, expect=403)


@pytest.mark.parametrize("pairs", [((OLD, NEW), (NEW, OLD)), ()])
def test_the_page_with_a_circle_and_with_none(app: Flask, cast: Cast, hill_is_registered: Any, pairs: Any) -> None:
    hill_is_registered(*pairs, also=(NEW,) if pairs else ())
    reader = Reader(app, cast.coordinator)
    with app.app_context():
        path = f"/closures/{closure().id}"
    reader.get(path)
    assert ("leads back to this school" if pairs else "names no open school") in reader.text
    reader.post(path, {}, expect=422)
    assert "Choose the school that follows, or that none does." in reader.text
    reader.post(path, {"choice": "none"}, expect=422)
    assert "by this choice the school closes here" in reader.text
    reader.post(path, {"choice": "none", "is_sure": "y"}, expect=303)
    with app.app_context():
        assert session().get_one(School, cast.school["hill"]).status == SchoolStatus.CLOSED


def test_an_administrator_names_any_open_school(app: Flask, cast: Cast, hill_is_registered: Any) -> None:
    hill_is_registered()
    reader = Reader(app, cast.admin)
    reader.get("/administration/registers")
    assert "Say which school follows Hill Primary School" in reader.text
    with app.app_context():
        path = f"/closures/{closure().id}"
    reader.post(path, {"choice": "other", "number": ""}, expect=422)
    assert "Enter the number" in reader.text
    reader.post(path, {"choice": "other", "number": "123456"}, expect=422)
    assert "no open school with this number" in reader.text
    reader.post(path, {"choice": "other", "number": THIRD}, expect=303)
    with app.app_context():
        assert session().get_one(School, cast.school["hill"]).number == THIRD


def test_a_school_that_vanished_is_shown_to_administrators(
    app: Flask, cast: Cast, hill_is_registered: Any, tmp_path: Path
) -> None:
    hill_is_registered()
    with app.app_context():
        bring_in(lay(tmp_path, rows(NEW, OTHER, THIRD)), extract_on=date(2026, 10, 1), force=True)
    reader = Reader(app, cast.admin)
    reader.get("/administration/registers")
    assert "missing since" in reader.text
    assert "Hill Primary School" in reader.text


def test_the_page_of_the_registers_and_of_an_import(app: Flask, cast: Cast, tmp_path: Path) -> None:
    reader = Reader(app, cast.admin)
    reader.get("/administration/registers")
    assert "No register was read yet" in reader.text
    with app.app_context():
        bring_in(lay(tmp_path, table(school("900001", "A"), school("12", "Bad"))))
    reader.get("/administration/registers")
    assert "Register of England" in reader.text
    assert "1 Mar 2027" in reader.text
    with app.app_context():
        found = session().scalars(sa.text("SELECT id FROM register_import")).one()
    reader.get(f"/administration/registers/imports/{uuid.UUID(str(found))}")
    assert "six digits" in reader.text
    Reader(app, cast.officer).get("/administration/registers", expect=403)
    Reader(app, cast.teacher).get("/administration/registers", expect=403)


def test_the_whole_table_of_a_closure(app: Flask, cast: Cast, hill_is_registered: Any) -> None:
    from portal.identity.successors.workflow import CLOSURE

    hill_is_registered()
    with app.app_context():
        for status in ClosureStatus:
            for command in CLOSURE.commands:
                session().execute(sa.update(SchoolClosure).values(status=status))
                found = closure()
                session().refresh(found)
                after = CLOSURE.moves.get((status, command))
                if after is None:
                    with pytest.raises(NotAllowedNow):
                        CLOSURE.advance(found, command)
                else:
                    assert CLOSURE.advance(found, command) == after
        session().rollback()


def test_a_postcode_with_a_letter_for_a_digit_gets_a_suggestion(app: Flask, cast: Cast, tmp_path: Path) -> None:
    with app.app_context():
        bring_in(
            lay(tmp_path, table(school("900001", "Vale School", Postcode="BT1 0AB"), school("900002", "Old", **CLOSED)))
        )
    reader = Reader(app, cast.nobody)
    reader.get("/schools/find?q=BT1+OAB")
    assert "Did you mean the postcode BT1 0AB?" in reader.text
    reader.get("/schools/find?q=BT1+0AB")
    assert "Register Vale School" in reader.text
    reader.get("/schools/find?q=nowhere")
    assert "Did you mean" not in reader.text
    reader.get("/schools/find?q=900002")
    assert "See what follows Old" in reader.text


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_pages_make_the_same_statements_for_any_number(app: Flask, cast: Cast, count: int) -> None:
    """Schools that wait, and schools that follow one of them."""

    def made() -> None:
        held = session()
        for n in range(count):
            closed = RegisterEntry(
                register="gias", number=f"{910_000 + n}", name="C", folded_name="c", status="closed", digest="x"
            )
            after = RegisterEntry(
                register="gias", number=f"{920_000 + n}", name="A", folded_name="a", status="open", digest="x"
            )
            held.add_all([closed, after])
            held.flush()
            waits = School(
                name=f"School {n}",
                status=SchoolStatus.VERIFIED,
                register="gias",
                number=closed.number,
                register_entry_id=closed.id,
            )
            held.add(waits)
            held.flush()
            held.add(SchoolClosure(school_id=waits.id, entry_id=closed.id))
            link((f"{910_000}", after.number))

    commit(app, made)
    reader = Reader(app, cast.admin)
    with app.app_context():
        query = sa.select(SchoolClosure.id).join(RegisterEntry, SchoolClosure.entry_id == RegisterEntry.id)
        first = session().scalars(query.where(RegisterEntry.number == "910000")).one()
        session().commit()
        engine = session().get_bind()
    seen: list[str] = []
    sa.event.listen(engine, "before_cursor_execute", lambda *a: seen.append(a[2]))
    counts = []
    for path in ("/administration/registers", f"/closures/{first}"):
        reader.get(path)
        seen.clear()
        reader.get(path)
        counts.append(len([s for s in seen if not s.startswith(("PRAGMA", "BEGIN"))]))
    assert counts == [6, 7], counts


def told_coordinators(kind: str) -> list[Any]:
    query = sa.select(Notification.person_id, Notification.title, Notification.path).where(Notification.kind == kind)
    return list(session().execute(query).all())


def vale_coordinates(cast: Cast) -> None:
    office = (
        session()
        .scalars(sa.select(Office).where(Office.cluster_id == cast.river, Office.kind == OfficeKind.CONTACT_TEACHER))
        .one()
    )
    office.person_id, office.school_id = cast.vale_contact.id, cast.school["vale"]


def test_the_coordinator_hears_of_the_new_number(app: Flask, cast: Cast, hill_is_registered: Any) -> None:
    hill_is_registered((OLD, NEW))
    commit(app, lambda: vale_coordinates(cast))
    with app.app_context():
        choose(entry_id=entry_id(NEW))
        told = told_coordinators("school_of_cluster_follows")
    assert [(t.person_id, t.path) for t in told] == [(cast.vale_contact.id, f"/clusters/{cast.river}")]
    assert "Hill Primary School goes on as School 900002" in told[0].title


@pytest.mark.parametrize("is_here", [True, False])
def test_the_coordinator_hears_that_a_school_has_closed(
    app: Flask, cast: Cast, hill_is_registered: Any, is_here: bool
) -> None:
    hill_is_registered((OLD, NEW))
    commit(app, lambda: vale_coordinates(cast))

    def brook_is_the_other() -> None:
        brook = session().get_one(School, cast.school["brook"])
        brook.register, brook.number, brook.register_entry_id = "gias", NEW, entry_id(NEW)

    commit(app, brook_is_the_other)
    with app.app_context():
        if is_here:
            choose(entry_id=entry_id(NEW), is_sure=True)
        else:
            found = closure()
            session().commit()
            perform(services.end_school, found, by=SYSTEM)
        told = told_coordinators("school_of_cluster_closed")
    assert {t.person_id for t in told} == {cast.vale_contact.id}
    words = f"{cast.school_name['brook']} follows it" if is_here else "no school follows it"
    assert words in told[0].title


def test_a_welsh_school_that_vanished_is_followed_through_the_register_of_england(
    app: Flask, cast: Cast, reader_for: Callable[..., Reader]
) -> None:
    """The list of Wales drops a school that closes; only the register of England says what follows."""

    def made() -> None:
        held = session()

        def entry(register: str, number: str, name: str, status: str, **more: Any) -> RegisterEntry:
            made_entry = RegisterEntry(
                register=register, number=number, name=name, folded_name=name.lower(), status=status, digest="x", **more
            )
            held.add(made_entry)
            held.flush()
            return made_entry

        gone = entry("wales", "6732130", "Ysgol Fach", "open", local_number="6732130", missing_since=date(2026, 9, 1))
        entry("gias", "401001", "Ysgol Fach", "closed", local_number="6732130", country_name="Wales")
        after = entry("wales", "6732140", "Ysgol Fawr", "open", local_number="6732140")
        entry("gias", "401002", "Ysgol Fawr", "open", local_number="6732140", country_name="Wales", same_as_id=after.id)
        link(("401001", "401002"))
        hill = held.get_one(School, cast.school["hill"])
        hill.register, hill.number, hill.register_entry_id = "wales", "6732130", gone.id

    commit(app, made)
    admin = (
        reader_for(cast.admin).get("/administration/registers").sees("missing since", "names what follows: Ysgol Fawr")
    )
    admin.press("Ask what follows").sees("Ysgol Fawr", "have been asked what follows")
    admin.get("/administration/registers").does_not_see("Ask what follows")
    reader_for(cast.teacher).post(f"/closures/of/{cast.school['hill']}", expect=404)
    contact = reader_for(cast.coordinator).get("/what-needs-me").sees("Say which school follows")
    with app.app_context():
        found = closure()
        path, chosen = f"/closures/{found.id}", queries.followers_of(found.entry).open[0].entry.id
    contact.post(path, {"choice": str(chosen)}, expect=303)
    contact.get(f"/schools/{cast.school['hill']}").sees("Ysgol Fawr")
