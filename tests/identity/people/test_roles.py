"""A role needs two people: one proposes, another confirms, never for oneself."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.perform import perform
from portal.identity.accounts.models import RoleGrant
from portal.identity.people import queries, services
from portal.identity.people.models import ProposalStatus, RoleProposal
from portal.oversight.audit.models import AuditEntry
from portal.policy import Role
from tests.support.cast import Cast
from tests.support.reader import Reader

WORDS = {"vouched_by": "Head of Brook High School", "evidence": "Telephoned the school office."}


@pytest.fixture
def proposal(app: Flask, cast: Cast) -> Any:
    """The administrator proposes that `outsider` becomes a reviewer."""
    with app.app_context():
        made = perform(
            services.propose_role,
            queries.get_person(cast.outsider.id),
            by=cast.signed_in("admin"),
            role=Role.REVIEWER,
            **WORDS,
        )
        return made.id


def propose(reader: Reader, person: Any, **fields: str) -> Reader:
    reader.get(f"/administration/people/{person.id}/roles/propose")
    return reader.fill(**{**WORDS, **fields}).press("Propose the role", expect=None)


def held(read: Any, person: Any) -> Any:
    return read(sa.select(RoleGrant.role).where(RoleGrant.person_id == person.id, RoleGrant.ended_at.is_(None)))


def test_one_proposes_another_confirms(reader_for: Callable[..., Reader], cast: Cast, read: Any, mails: Any) -> None:
    person = reader_for(cast.outsider)
    admin = propose(reader_for(cast.admin), cast.outsider, role="reviewer")
    admin.sees("The role is proposed. A second person must confirm it.", "waits for a second person", "Brook High")
    assert held(read, cast.outsider) is None
    proposal_id = read(sa.select(RoleProposal.id))
    owed = read(sa.select(sa.func.count()).select_from(Duty).where(Duty.kind == DutyKind.CONFIRM_ROLE))
    assert owed == 2
    manager = reader_for(cast.manager).get("/what-needs-me").follow("Confirm or refuse a role for Olu Stone")
    assert manager.path == f"/administration/roles/{proposal_id}"
    manager.sees("Telephoned the school office.", cast.outsider.email).press("Yes, give the role")
    assert held(read, cast.outsider) == Role.REVIEWER
    person.get("/profile", follow=False, expect=303)
    assert read(sa.select(sa.func.count()).select_from(Duty).where(Duty.closed_at.is_(None))) == 0
    granted = read(sa.select(RoleGrant).where(RoleGrant.person_id == cast.outsider.id))
    assert granted.granted_by_id == cast.manager.id
    assert [(m.address, m.subject) for m in mails()] == [
        (cast.outsider.email, "You now have the role: Reviewer. Please sign in again."),
        (cast.admin.email, "The role was confirmed: Reviewer for Olu Stone."),
    ]
    entry = read(sa.select(AuditEntry).where(AuditEntry.kind == "role_confirmed"))
    assert (entry.by_id, entry.facts["proposed_by_id"]) == (cast.manager.id, str(cast.admin.id))


def test_nobody_confirms_what_they_proposed(reader_for: Callable[..., Reader], cast: Cast, proposal: Any) -> None:
    admin = reader_for(cast.admin)
    admin.get(f"/administration/roles/{proposal}", expect=403)
    admin.post(f"/administration/roles/{proposal}/confirm", expect=403)
    for key in ("officer", "auditor", "safeguarding"):
        reader_for(cast.people[key]).post(f"/administration/roles/{proposal}/confirm", expect=403)
    for key in ("teacher", "outsider", "authority"):
        reader_for(cast.people[key]).post(f"/administration/roles/{proposal}/confirm", expect=404)


def test_nobody_confirms_for_themselves(app: Flask, cast: Cast, reader_for: Callable[..., Reader]) -> None:
    with app.app_context():
        made = perform(
            services.propose_role,
            queries.get_person(cast.manager.id),
            by=cast.signed_in("admin"),
            role=Role.SYSTEM_ADMINISTRATOR,
            **WORDS,
        )
        proposal_id = made.id
        with pytest.raises(RuleBroken, match="second person"):
            perform(services.confirm_role, made, by=cast.signed_in("manager"))
        with pytest.raises(RuleBroken, match="themselves"):
            perform(
                services.propose_role,
                queries.get_person(cast.admin.id),
                by=cast.signed_in("admin"),
                role=Role.REVIEWER,
                **WORDS,
            )
    reader_for(cast.manager).post(f"/administration/roles/{proposal_id}/confirm", expect=403)
    reader_for(cast.admin).get(f"/administration/people/{cast.admin.id}/roles/propose", expect=403)


def test_two_answers_one_counts(app: Flask, cast: Cast, proposal: Any) -> None:
    with app.app_context():
        waiting = queries.get_proposal(proposal)
        perform(services.refuse_role, waiting, by=cast.signed_in("manager"), reason="Not known to us.")
        with pytest.raises(NotAllowedNow, match="decided already"):
            perform(services.confirm_role, waiting, by=cast.signed_in("manager2"))
        assert session().scalar(sa.select(RoleGrant).where(RoleGrant.person_id == cast.outsider.id)) is None


def test_refusing_needs_a_reason_and_tells_who_proposed(
    reader_for: Callable[..., Reader], cast: Cast, proposal: Any, mails: Any, read: Any
) -> None:
    manager = reader_for(cast.manager).get(f"/administration/roles/{proposal}")
    manager.press("Do not give the role", expect=422)
    assert manager.errors() == ["Write why."]
    manager.fill(reason="Has left the school.").press("Do not give the role")
    assert read(sa.select(RoleProposal.status)) == ProposalStatus.REFUSED
    assert [(m.address, m.subject) for m in mails()] == [
        (cast.admin.email, "The role was not given: Reviewer for Olu Stone.")
    ]
    assert "Has left the school." not in mails()[0].text
    assert reader_for(cast.admin).get(f"/administration/people/{cast.outsider.id}").sees("Has left the school.")


def test_it_can_be_taken_back(reader_for: Callable[..., Reader], cast: Cast, proposal: Any, read: Any) -> None:
    reader_for(cast.admin).get(f"/administration/people/{cast.outsider.id}").press("Take the proposal back")
    assert read(sa.select(RoleProposal.status)) == ProposalStatus.WITHDRAWN
    assert read(sa.select(sa.func.count()).select_from(Duty).where(Duty.closed_at.is_(None))) == 0
    manager = reader_for(cast.manager)
    manager.post(f"/administration/roles/{proposal}/confirm", expect=303)
    assert held(read, cast.outsider) is None


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"role": ""}, "Choose a role."),
        ({"role": "king"}, "This choice is not there any more"),
        ({"role": "reviewer", "vouched_by": ""}, "Name who vouches"),
        ({"role": "reviewer", "evidence": "\x00"}, "Write how it was checked."),
        ({"role": "authority_officer"}, "Enter the code of the local authority."),
        ({"role": "authority_officer", "authority_code": "000"}, "No school of the register belongs to this"),
    ],
)
def test_bad_input(
    reader_for: Callable[..., Reader], cast: Cast, read: Any, fields: dict[str, str], words: str
) -> None:
    reader = propose(reader_for(cast.admin), cast.outsider, **fields)
    assert reader.status == 422
    assert any(words in error for error in reader.errors()), reader.errors()
    assert read(sa.select(RoleProposal)) is None


def test_an_authority_officer_has_their_authority(reader_for: Callable[..., Reader], cast: Cast, read: Any) -> None:
    propose(reader_for(cast.admin), cast.outsider, role="authority_officer", authority_code=" 991 ")
    proposal_id = read(sa.select(RoleProposal.id))
    reader_for(cast.manager).get(f"/administration/roles/{proposal_id}").sees("991").press("Yes, give the role")
    granted = read(sa.select(RoleGrant).where(RoleGrant.person_id == cast.outsider.id))
    assert (granted.role, granted.authority_code) == (Role.AUTHORITY_OFFICER, "991")


def test_twice_the_same_is_refused(reader_for: Callable[..., Reader], cast: Cast, proposal: Any) -> None:
    reader = propose(reader_for(cast.admin), cast.outsider, role="reviewer")
    assert reader.errors() == ["This role is proposed already. It waits for a second person."]
    other = propose(reader_for(cast.admin), cast.reviewer, role="reviewer")
    assert other.errors() == ["This person has the role already."]


def test_a_withdrawn_role_counts_no_more_at_the_next_request(
    reader_for: Callable[..., Reader], cast: Cast, read: Any, mails: Any
) -> None:
    reviewer = reader_for(cast.reviewer).get("/reviews")
    grant = read(sa.select(RoleGrant.id).where(RoleGrant.person_id == cast.reviewer.id))
    admin = reader_for(cast.admin).get(f"/administration/people/{cast.reviewer.id}")
    admin.follow("Withdraw the role Reviewer").press("Withdraw the role")
    assert held(read, cast.reviewer) is None
    reviewer.get("/reviews", expect=403)
    assert mails()[-1].subject == "You no longer have the role: Reviewer."
    admin.get(f"/administration/roles/held/{grant}/withdraw", expect=404)


def test_the_last_administrator_stays(reader_for: Callable[..., Reader], cast: Cast, read: Any) -> None:
    grant = read(sa.select(RoleGrant.id).where(RoleGrant.person_id == cast.admin.id))
    manager = reader_for(cast.manager).get(f"/administration/roles/held/{grant}/withdraw")
    manager.press("Withdraw the role", expect=422)
    assert manager.errors() == ["This is the last administrator. Make another one first."]
    reader_for(cast.admin).get(f"/administration/people/{cast.manager.id}")


@pytest.mark.parametrize("role", [None, Role.REVIEWER])
def test_the_list(reader_for: Callable[..., Reader], cast: Cast, role: Role | None) -> None:
    officer = reader_for(cast.officer).get("/administration/people" + (f"?role={role.value}" if role else ""))
    officer.sees("Rae Read", cast.reviewer.email)
    assert (cast.manager.name in officer.text) is (role is None)
    assert cast.teacher.name not in officer.text


@pytest.mark.parametrize("words", ["o'neill", "TOM", "tom o’neill", "teacher@hill.example"])
def test_anyone_is_found(reader_for: Callable[..., Reader], cast: Cast, words: str) -> None:
    reader = reader_for(cast.manager).get("/administration/people").fill(q=words).press("Search")
    reader.sees("Tom O'Neill").does_not_see("Rae Read")
    assert "@" not in reader.path


@pytest.mark.parametrize("words", ["%", "_", "nobody at all", "@", "x" * 100, "\\"])
def test_nobody_is_found(reader_for: Callable[..., Reader], cast: Cast, words: str) -> None:
    reader_for(cast.manager).get("/administration/people").fill(q=words).press("Search").sees("Nobody found")


def test_administrators_see_an_address_only_so_far(reader_for: Callable[..., Reader], cast: Cast) -> None:
    admin = reader_for(cast.admin).get(f"/administration/people/{cast.teacher.id}")
    admin.sees("t…@hill.example").does_not_see(cast.teacher.email)
    reader_for(cast.manager).get(f"/administration/people/{cast.teacher.id}").sees(cast.teacher.email)


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_list_takes_the_same_statements(
    reader_for: Callable[..., Reader], cast: Cast, app: Flask, count: int
) -> None:
    from portal.identity.accounts.models import Person, PersonStatus
    from tests.support.cast import commit

    def make() -> None:
        for number in range(count):
            session().add(Person(name=f"Zed {number}", email=f"zed{number}@x.example", status=PersonStatus.ACTIVE))

    commit(app, make)
    reader = reader_for(cast.manager).get("/administration/people?q=zed")
    assert len(reader.page.select(".app-people > li")) == count
    assert len(reader.statements) == 6
