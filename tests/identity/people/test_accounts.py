"""An account on hold is out at once and can be opened again; help without ever seeing a password."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.outbox import OutboxMail
from portal.identity.accounts.models import Person, PersonStatus
from portal.identity.people.models import AccountHold
from tests.identity.accounts.test_proof import set_up_app
from tests.identity.accounts.test_sign_in import sign_in
from tests.support.cast import PASSWORD, Cast, commit
from tests.support.reader import Reader


def status_of(read: Any, person: Any) -> Any:
    return read(sa.select(Person.status).where(Person.id == person.id))


def hold(reader: Reader, person: Any, reason: str = "Three complaints about messages.") -> Reader:
    reader.get(f"/administration/people/{person.id}").follow("Put the account on hold")
    return reader.fill(reason=reason).press("Put the account on hold")


def test_on_hold_and_open_again(reader_for: Callable[..., Reader], cast: Cast, read: Any, mails: Any) -> None:
    teacher = reader_for(cast.teacher)
    manager = hold(reader_for(cast.manager), cast.teacher).sees("Three complaints about messages.")
    assert status_of(read, cast.teacher) == PersonStatus.SUSPENDED
    teacher.get("/profile", follow=False, expect=303)
    sign_in(reader_for(), cast.teacher, expect=422)
    assert [(m.kind, m.address) for m in mails()] == [("account_on_hold", cast.teacher.email)]
    assert "complaints" not in mails()[0].text
    manager.follow("Open the account again").press("Open the account again", expect=422)
    manager.fill(reason="Settled with the head.").press("Open the account again")
    assert status_of(read, cast.teacher) == PersonStatus.ACTIVE
    manager.sees("Settled with the head.")
    assert mails()[-1].kind == "account_open_again"
    assert sign_in(reader_for(), cast.teacher).path == "/what-needs-me"


def test_links_feeds_and_waiting_mail_die_with_it(
    reader_for: Callable[..., Reader], cast: Cast, app: Flask, read: Any, link_in: Any
) -> None:
    from portal.core.database import session

    teacher = reader_for(cast.teacher).get("/calendar")
    reader_for().post("/forgotten-password", {"email": cast.teacher.email}, expect=303)
    link = link_in("reset_password")
    hold(reader_for(cast.safeguarding), cast.teacher)
    reader_for().get(link, expect=404)
    waiting = sa.select(OutboxMail.kind).where(OutboxMail.sent_at.is_(None), OutboxMail.failed_at.is_(None))
    assert read(waiting) == "account_on_hold"
    teacher.get("/calendar", follow=False, expect=303)
    commit(app, lambda: session().expire_all())


def test_who_may(reader_for: Callable[..., Reader], cast: Cast) -> None:
    path = f"/administration/people/{cast.teacher.id}/hold"
    for key, status in (("officer", 403), ("auditor", 403), ("coordinator", 404), ("authority", 404)):
        reader_for(cast.people[key]).post(path, {"reason": "x"}, expect=status)
    reader_for(cast.manager).post(f"/administration/people/{cast.manager.id}/hold", {"reason": "x"}, expect=403)


def test_the_last_administrator_is_not_put_on_hold(reader_for: Callable[..., Reader], cast: Cast, read: Any) -> None:
    manager = reader_for(cast.manager)
    manager.post(f"/administration/people/{cast.admin.id}/hold", {"reason": "x"}, expect=422)
    assert status_of(read, cast.admin) == PersonStatus.ACTIVE


def test_twice_is_once(reader_for: Callable[..., Reader], cast: Cast, read: Any) -> None:
    for key in ("manager", "safeguarding"):
        reader_for(cast.people[key]).post(f"/administration/people/{cast.teacher.id}/hold", {"reason": "x"})
    assert read(sa.select(sa.func.count()).select_from(AccountHold)) == 1


def test_a_link_goes_to_the_person_alone(
    reader_for: Callable[..., Reader], cast: Cast, mails: Any, link_in: Any
) -> None:
    admin = reader_for(cast.admin).get(f"/administration/people/{cast.teacher.id}")
    admin.press("Send a link to choose a new password")
    assert [(m.kind, m.address) for m in mails()] == [("reset_password", cast.teacher.email)]
    assert link_in("reset_password") not in admin.text
    assert (
        reader_for(cast.manager)
        .get(f"/administration/people/{cast.teacher.id}")
        .page.find(string="Send a link to choose a new password")
        is None
    )


def test_administrators_sign_someone_out(reader_for: Callable[..., Reader], cast: Cast, mails: Any) -> None:
    teacher = reader_for(cast.teacher)
    reader_for(cast.admin).get(f"/administration/people/{cast.teacher.id}").press("Sign the person out everywhere")
    teacher.get("/profile", follow=False, expect=303)
    assert mails()[-1].subject == "An administrator signed you out everywhere."


def test_a_lost_phone(reader_for: Callable[..., Reader], cast: Cast, clock: Any, mails: Any, read: Any) -> None:
    teacher = sign_in(reader_for(), cast.teacher)
    set_up_app(teacher, clock)
    admin = reader_for(cast.admin).get(f"/administration/people/{cast.teacher.id}")
    admin.press("Take the second step away")
    assert read(sa.select(Person.totp_secret).where(Person.id == cast.teacher.id)) is None
    teacher.get("/profile", follow=False, expect=303)
    assert mails()[-1].subject == "An administrator took your second step away, because you asked for help."
    assert sign_in(reader_for(), cast.teacher, PASSWORD).path == "/what-needs-me"
    admin.post(f"/administration/people/{cast.admin.id}/second-step/take-away", expect=403)


@pytest.mark.parametrize("key", ["teacher", "coordinator", "authority", "reviewer", "nobody"])
def test_others_find_no_such_page(reader_for: Callable[..., Reader], cast: Cast, key: str) -> None:
    reader = reader_for(cast.people[key])
    reader.get("/administration/people", expect=403)
    reader.get(f"/administration/people/{cast.teacher.id}", expect=404)
