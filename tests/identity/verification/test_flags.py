"""What is flagged, who is told, who settles it."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotAllowedNow
from portal.identity.schools import queries as schools
from portal.identity.schools.models import School
from portal.identity.verification import queries, services
from portal.identity.verification.models import FlagKind, SchoolFlag
from portal.oversight.notifications.models import Notification
from tests.identity.schools.conftest import enter
from tests.support.cast import Cast, commit
from tests.support.reader import Reader


@pytest.fixture
def elm(app: Flask, cast: Cast) -> Any:
    """A verified school whose website the register knows: elm.example. Its contact is `outsider`; its id."""

    def make() -> Any:
        school = session().get_one(School, cast.school["brook"])
        school.register_entry_id = enter("Elm", "900501")
        return school.id

    return commit(app, make)


def flags(app: Flask, school_id: Any) -> list[tuple[str, str, bool]]:
    with app.app_context():
        query = sa.select(SchoolFlag).where(SchoolFlag.school_id == school_id).order_by(SchoolFlag.id)
        return [(f.kind.value, f.detail, f.settled_at is None) for f in session().scalars(query)]


@pytest.mark.parametrize(
    ("address", "flagged"),
    [
        ("head@elm.example", False),
        ("head@mail.elm.example", False),
        ("head@oak.example", True),
        ("head@notelm.example", True),
        ("head@elm.example.evil.example", True),
        ("head@gmail.com", True),
    ],
)
def test_an_address_of_the_head_unlike_the_website(app: Flask, elm: Any, address: str, flagged: bool) -> None:
    def look() -> None:
        school = schools.get_school(elm)
        school.head_email = address
        services.look_at_head(school)

    commit(app, look)
    assert [kind for kind, _detail, _open in flags(app, elm)] == (["head_address"] if flagged else [])


def test_a_head_who_is_corrected_is_flagged_no_longer(app: Flask, elm: Any) -> None:
    for address in ("head@oak.example", "head@ash.example", "head@elm.example"):

        def look(address: str = address) -> None:
            school = schools.get_school(elm)
            school.head_email = address
            services.look_at_head(school)

        commit(app, look)
    found = flags(app, elm)
    assert found == [
        ("head_address", "oak.example / elm.example", False),
        ("head_address", "ash.example / elm.example", False),
    ]


@pytest.mark.parametrize(
    ("status", "missing", "flagged"), [("open", False, ""), ("closed", False, "closed"), ("open", True, "missing")]
)
def test_a_school_that_is_not_open_in_the_register(
    app: Flask, elm: Any, clock: Any, status: str, missing: bool, flagged: str
) -> None:
    def look() -> None:
        school = schools.get_school(elm)
        assert school.entry is not None
        school.entry.status = status
        school.entry.missing_since = clock.now().date() if missing else None
        services.look_at_register(school)

    commit(app, look)
    assert [detail for _kind, detail, _open in flags(app, elm)] == ([flagged] if flagged else [])


def test_who_asks_to_join_from_elsewhere_is_flagged_to_contact_and_programme(
    reader_for: Callable[..., Reader], app: Flask, cast: Cast, elm: Any, read: Any, mails: Any
) -> None:
    reader = reader_for(cast.nobody).get(f"/schools/{elm}/join")
    reader.fill(job="Teacher").press("Ask to join")
    assert flags(app, elm) == [("member_address", "people.example / elm.example", True)]
    told = read(sa.select(sa.func.count()).select_from(Notification).where(Notification.kind == "address_differs"))
    assert told == 1
    notice = read(sa.select(Notification).where(Notification.kind == "address_differs"))
    assert (notice.person_id, "Nia New is not at Brook High School" in notice.title) == (cast.outsider.id, True)
    assert not any("address" in mail.subject for mail in mails("notice", cast.outsider.email)), "one letter is enough"
    for key in ("manager", "manager2"):
        where = (Notification.person_id == cast.people[key].id, Notification.kind == "school_flagged")
        assert read(sa.select(Notification.path).where(*where)) == f"/verification/{elm}"

    request = reader_for(cast.outsider).get(f"/schools/{elm}").follow("Answer Nia New")
    request.sees("The address of this person is not at your school (people.example / elm.example).")
    request.fill(answer="yes").press("Send the answer")
    assert [is_open for _kind, _detail, is_open in flags(app, elm)] == [False]


def test_without_a_website_the_heads_own_domain_counts_and_free_addresses_count_nowhere(app: Flask, cast: Cast) -> None:
    def look(head: str) -> list[str]:
        school = schools.get_school(cast.school["tumaini"])
        school.head_email = head
        return queries.domains_of(school)

    assert commit(app, lambda: look("head@tumaini.example")) == ["tumaini.example"]
    assert commit(app, lambda: look("head@gmail.com")) == []


@pytest.mark.parametrize(
    ("website", "host"),
    [
        ("https://www.elm.example/index.html", "elm.example"),
        ("elm.example", "elm.example"),
        ("http://info@elm.example", "elm.example"),
        ("http://[broken", ""),
        ("none", ""),
        ("", ""),
    ],
)
def test_websites_as_registers_write_them(website: str, host: str) -> None:
    assert queries.host_of(website) == host


def test_a_flag_is_settled_once_by_a_verifier(
    reader_for: Callable[..., Reader], app: Flask, cast: Cast, elm: Any, act: Callable[..., Any]
) -> None:
    def raise_it() -> Any:
        flag = services.flag_school(schools.get_school(elm), FlagKind.REGISTER, by=cast.manager, detail="closed")
        assert flag is not None
        assert services.flag_school(schools.get_school(elm), FlagKind.REGISTER, by=cast.manager) is None
        return flag.id

    flag_id = commit(app, raise_it)
    reader_for(cast.outsider).post(f"/verification/{elm}/flags/{flag_id}/settle", expect=404)
    reader_for(cast.officer).post(f"/verification/{elm}/flags/{flag_id}/settle", expect=404)
    reader = reader_for(cast.manager).get(f"/verification/{elm}").sees("not open in the register (closed)")
    reader.press("I looked: it is all right").sees("Noted: you looked at it.")
    reader.does_not_see("not open in the register (closed)")
    assert [is_open for _kind, _detail, is_open in flags(app, elm)] == [False]
    with pytest.raises(NotAllowedNow):
        act("manager2", services.settle_flag, lambda: queries.get_flag(elm, flag_id))


def test_a_new_head_elsewhere_puts_a_verified_school_into_the_queue_again(
    reader_for: Callable[..., Reader], app: Flask, cast: Cast, elm: Any, link_in: Callable[..., str], read: Any
) -> None:
    def no_letter_yet(school: School) -> int:
        return school.version

    with app.app_context():
        version = no_letter_yet(session().get_one(School, elm))
    reader = reader_for(cast.outsider)
    reader.post(
        f"/schools/{elm}/head",
        {"head_name": "New Head", "head_email": "new.head@oak.example", "version": str(version)},
        expect=303,
    )
    reader_for().get(link_in("confirm_school")).fill(name="New Head").press("acts for our school")
    owed = read(sa.select(Duty).where(Duty.kind == DutyKind.RECHECK_SCHOOL, Duty.subject_id == elm))
    assert owed.closed_at is None
    assert ("head_address", "oak.example / elm.example", True) in flags(app, elm)
    reader = reader_for(cast.manager).get(f"/verification/{elm}")
    reader.fill(level="document_seen", register_evidence="The register.", person_evidence="Telephoned.")
    reader.press("It is still what it says").sees("You looked at Brook High School again.")
    assert read(sa.select(Duty.outcome).where(Duty.id == owed.id)) == "seen_again"
    assert not [flag for flag in flags(app, elm) if flag[2]]


def test_registering_from_another_domain_flags_the_proposer(app: Flask, cast: Cast, elm: Any) -> None:
    from portal.core.events import record
    from portal.identity.schools.events import SchoolProposed

    def propose() -> Any:
        school = School(name="New", register_entry_id=session().get_one(School, elm).register_entry_id,
                        proposed_by_id=cast.nobody.id, head_email="head@elm.example")  # fmt: skip
        session().add(school)
        session().flush()
        record(SchoolProposed(by_id=cast.nobody.id, school_id=school.id))
        return school.id

    school_id = commit(app, propose)
    assert flags(app, school_id) == [("member_address", "people.example / elm.example", True)]
