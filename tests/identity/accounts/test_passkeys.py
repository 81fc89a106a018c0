"""Passkeys: adding, signing in, the second step, proving again; and everything that is not an answer of the right passkey to the right question."""

import json
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from webauthn.helpers import bytes_to_base64url

from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.perform import perform
from portal.identity.accounts import passkeys, services
from portal.identity.accounts.models import KnownDevice, Passkey, PasskeyQuestion, Person, PersonStatus, WebSession
from portal.oversight.audit.models import AuditEntry
from tests.identity.accounts.authenticator import Authenticator
from tests.identity.accounts.test_proof import set_up_app
from tests.identity.accounts.test_second_factor import later, set_up
from tests.identity.accounts.test_security import codes_on
from tests.identity.accounts.test_sign_in import cookie_of, set_status, sign_in
from tests.support.cast import Cast, Someone, commit
from tests.support.races import at_once
from tests.support.reader import Reader

NOT_WORKED = "The passkey did not work. Try again, or use another way."
NOT_MADE = "The browser made no passkey. Try again, or use another way."
ADD, STEP, PROVE = "/profile/security/passkeys/add", "/sign-in/code/passkey", "/prove-it-is-you/passkey"


@pytest.fixture(autouse=True)
def named_site(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address for which browsers make passkeys."""
    monkeypatch.setitem(app.config, "PUBLIC_URL", "https://portal.example")


def question(reader: Reader, path: str) -> dict[str, Any]:
    reader.post(path, expect=200)
    found: dict[str, Any] = json.loads(reader.raw)
    return found


def add(reader: Reader, *, name: str = "My phone", key: Authenticator | None = None) -> Authenticator:
    """Add a passkey from the page about signing in safely."""
    key = key or Authenticator()
    asked = question(reader, "/profile/security/passkeys/question")
    reader.post(ADD, {"name": name, "passkey_answer": key.make(asked)}, expect=None)
    assert reader.status in (200, 303)
    return key


def use(reader: Reader, key: Authenticator, *, at: str = "/sign-in/passkey", expect: int = 303, **lies: Any) -> Reader:
    """Answer a fresh question at this address."""
    asked = question(reader, f"{at}/question")
    return reader.post(at, {"passkey_answer": key.use(asked, **lies)}, expect=expect)


def count(read: Any, model: Any) -> int:
    return int(read(sa.select(sa.func.count()).select_from(model)))


# adding, naming, removing


def test_a_passkey_is_added_told_and_kept(reader_for: Callable[..., Reader], cast: Cast, mails: Any, read: Any) -> None:
    reader = reader_for(cast.teacher)
    before = cookie_of(reader)
    add(reader)
    assert reader.h1 == "Keep these recovery codes"
    assert len(set(codes_on(reader))) == 10
    assert cookie_of(reader) not in ("", before)
    reader.get("/profile/security").sees("My phone", "not used yet")
    kept = read(sa.select(Passkey))
    assert (kept.person_id, kept.sign_count, kept.transports) == (cast.teacher.id, 0, "internal")
    assert [(m.subject, m.address) for m in mails()] == [
        ("A passkey was added to your account: My phone.", cast.teacher.email)
    ]
    assert read(sa.select(AuditEntry.kind).where(AuditEntry.kind == "passkey_added")) is not None


def test_the_second_one_brings_no_new_codes(reader_for: Callable[..., Reader], cast: Cast, read: Any) -> None:
    reader = reader_for(cast.teacher)
    add(reader)
    asked = question(reader, "/profile/security/passkeys/question")
    assert len(asked["excludeCredentials"]) == 1
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    reader.post(ADD, {"name": "Laptop", "passkey_answer": Authenticator().make(asked)}, expect=303)
    assert reader.headers["Location"] == "/profile/security"
    assert count(read, Passkey) == 2


def test_the_page_without_a_script_says_what_else(reader_for: Callable[..., Reader], cast: Cast) -> None:
    reader = reader_for(cast.teacher).get(ADD)
    reader.sees("A passkey needs a browser that runs scripts", "You can set up an app for codes instead.")
    button = reader.page.find("button", string="Make the passkey")
    assert button is not None
    assert button.has_attr("hidden")
    reader.press("Make the passkey", expect=422)
    assert reader.errors() == [NOT_MADE]
    reader_for().get("/sign-in").sees("Sign in with your password.")


def test_proof_comes_first(reader_for: Callable[..., Reader], cast: Cast, clock: Any) -> None:
    reader = reader_for(cast.teacher)
    later(clock, minutes=16)
    assert reader.get(ADD).path.startswith("/prove-it-is-you")
    reader.post("/profile/security/passkeys/question", expect=303)


def test_an_address_without_a_name_makes_none(
    app: Flask, reader_for: Callable[..., Reader], cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "PUBLIC_URL", "http://127.0.0.1:5000")
    reader = reader_for(cast.teacher).get(ADD)
    assert "browsers make no passkeys for it" in reader.text
    reader.post("/profile/security/passkeys/question", expect=409)


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("https://portal.example", "portal.example"),
        ("https://portal.example:8443", "portal.example"),
        ("http://localhost:5000", "localhost"),
        ("http://portal.example", None),
        ("https://192.0.2.1", None),
        ("https://[2001:db8::1]:8443", None),
        ("", None),
    ],
)
def test_where_passkeys_belong(address: str, domain: str | None) -> None:
    site = passkeys.site_of(address, "Portal")
    assert (site.domain if site else None) == domain
    assert site is None or site.origin == address


def test_a_name_is_short_and_never_empty(reader_for: Callable[..., Reader], cast: Cast, read: Any) -> None:
    reader = reader_for(cast.teacher)
    asked = question(reader, "/profile/security/passkeys/question")
    reader.post(ADD, {"name": "x" * 61, "passkey_answer": Authenticator().make(asked)}, expect=422)
    assert any("60 characters" in said for said in reader.errors())
    assert count(read, Passkey) == 0
    add(reader, name="")
    assert read(sa.select(Passkey.name)) == "A browser that is not known"


def test_renamed_and_removed(reader_for: Callable[..., Reader], cast: Cast, mails: Any, read: Any) -> None:
    reader = reader_for(cast.teacher)
    add(reader)
    reader.get("/profile/security").follow("Give it another name")
    reader.fill(name="").press("Save", expect=422)
    reader.fill(name="Old phone").press("Save").sees("The passkey has its new name.", "Old phone")
    reader.press("Remove").sees("The passkey is removed.")
    assert count(read, Passkey) == 0
    assert mails()[-1].subject == "A passkey was removed from your account: Old phone."


def test_nobody_else_touches_it(reader_for: Callable[..., Reader], cast: Cast, read: Any) -> None:
    add(reader_for(cast.teacher))
    there = f"/profile/security/passkeys/{read(sa.select(Passkey.id))}"
    for someone in (cast.head, cast.admin):
        thief = reader_for(someone)
        thief.get(there, expect=404)
        thief.post(there, {"name": "Mine"}, expect=404)
        thief.post(f"{there}/remove", expect=404)
    assert read(sa.select(Passkey.name)) == "My phone"


def test_the_same_passkey_is_not_added_twice(reader_for: Callable[..., Reader], cast: Cast, read: Any) -> None:
    key = add(reader_for(cast.teacher))
    reader = reader_for(cast.head)
    asked = question(reader, "/profile/security/passkeys/question")
    reader.post(ADD, {"name": "Mine", "passkey_answer": key.make(asked)}, expect=422)
    assert reader.errors() == ["This passkey is known already."]
    assert count(read, Passkey) == 1


def test_ten_are_enough(reader_for: Callable[..., Reader], cast: Cast, read: Any) -> None:
    reader = reader_for(cast.teacher)
    for _number in range(10):
        add(reader)
    asked = question(reader, "/profile/security/passkeys/question")
    reader.post(ADD, {"name": "One more", "passkey_answer": Authenticator().make(asked)}, expect=422)
    assert reader.errors() == ["You have ten passkeys. Remove one that you no longer use first."]
    assert count(read, Passkey) == 10
    reader.get("/profile/security")
    assert len(reader.statements) == 6


# signing in


def test_a_passkey_alone_signs_in(reader_for: Callable[..., Reader], cast: Cast, clock: Any, read: Any) -> None:
    key = add(reader_for(cast.teacher))
    later(clock, minutes=1)
    reader = reader_for()
    asked = question(reader, "/sign-in/passkey/question")
    assert asked["allowCredentials"] == []
    assert asked["userVerification"] == "required"
    reader.post("/sign-in/passkey", {"passkey_answer": key.use(asked), "next": "/profile"}, expect=303)
    assert reader.headers["Location"] == "/profile"
    reader.get("/profile")
    kept = read(sa.select(Passkey))
    assert (kept.sign_count, kept.used_at) == (1, clock.now())
    newest = sa.select(WebSession.second_factor_at).where(WebSession.created_at == clock.now())
    assert read(newest) == clock.now()


def test_whose_role_needs_two_steps_needs_no_more_than_a_passkey(
    reader_for: Callable[..., Reader], cast: Cast, clock: Any
) -> None:
    owner = sign_in(reader_for(), cast.manager)
    set_up(owner, cast.manager, clock)
    key = add(owner)
    later(clock, minutes=1)
    reader = use(reader_for(), key)
    reader.get("/verification")


def test_a_shared_computer_is_not_known_again(reader_for: Callable[..., Reader], cast: Cast, read: Any) -> None:
    key = add(reader_for(cast.teacher))
    reader = reader_for()
    asked = question(reader, "/sign-in/passkey/question")
    reader.post("/sign-in/passkey", {"passkey_answer": key.use(asked), "shared_computer": "y"}, expect=303)
    assert count(read, KnownDevice) == 0
    assert reader.client.get_cookie("portal_device") is None


@pytest.mark.parametrize("status", [PersonStatus.SUSPENDED, PersonStatus.CLOSED])
def test_an_account_that_is_not_open_stays_shut(
    reader_for: Callable[..., Reader], cast: Cast, app: Flask, status: PersonStatus
) -> None:
    key = add(reader_for(cast.teacher))
    set_status(app, cast.teacher, status)
    assert use(reader_for(), key, expect=422).errors() == [NOT_WORKED]


LIES: dict[str, dict[str, Any]] = {
    "another origin": {"origin": "https://portal.example.evil.example"},
    "another scheme": {"origin": "http://portal.example"},
    "another domain": {"domain": "evil.example"},
    "another challenge": {"challenge": bytes_to_base64url(secrets.token_bytes(32))},
    "nobody verified": {"verified": False},
    "another key": {"signer": ec.generate_private_key(ec.SECP256R1())},
    "another owner": {"owner": b"0123456789abcdef"},
}


@pytest.mark.parametrize("lie", LIES)
def test_what_is_not_true_signs_nobody_in(
    reader_for: Callable[..., Reader], cast: Cast, lie: str, read: Any, mails: Any
) -> None:
    key = add(reader_for(cast.teacher))
    reader = use(reader_for(), key, expect=422, **LIES[lie])
    assert reader.errors() == [NOT_WORKED]
    reader.get("/profile", follow=False, expect=303)
    assert read(sa.select(Passkey.sign_count)) == 0
    assert read(sa.select(AuditEntry.kind).where(AuditEntry.kind == "sign_in_failed")) is not None


@pytest.mark.parametrize(
    "lie", ["another origin", "another scheme", "another domain", "another challenge", "nobody verified"]
)
def test_what_is_not_true_is_not_added(reader_for: Callable[..., Reader], cast: Cast, lie: str, read: Any) -> None:
    reader = reader_for(cast.teacher)
    asked = question(reader, "/profile/security/passkeys/question")
    answer = Authenticator().make(asked, **LIES[lie])
    reader.post(ADD, {"name": "Phone", "passkey_answer": answer}, expect=422)
    assert reader.errors() == [NOT_MADE]
    assert count(read, Passkey) == 0


def test_an_answer_is_good_once(reader_for: Callable[..., Reader], cast: Cast) -> None:
    key = add(reader_for(cast.teacher))
    reader = reader_for()
    asked = question(reader, "/sign-in/passkey/question")
    before = {c.key: c.value for c in reader.client._cookies.values()}  # type: ignore[attr-defined]
    said = {"passkey_answer": key.use(asked)}
    reader.post("/sign-in/passkey", said, expect=303)
    thief = reader_for()
    for name, value in before.items():
        thief.client.set_cookie(name, value)
    thief.post("/sign-in/passkey", said, expect=422)
    assert thief.errors() == [NOT_WORKED]
    thief.get("/profile", follow=False, expect=303)


def test_a_wrong_answer_uses_the_question_up(reader_for: Callable[..., Reader], cast: Cast) -> None:
    key, reader = add(reader_for(cast.teacher)), reader_for()
    asked = question(reader, "/sign-in/passkey/question")
    kept = reader.client.get_cookie("portal")
    assert kept is not None
    reader.post("/sign-in/passkey", {"passkey_answer": key.use(asked, origin="https://evil.example")}, expect=422)
    reader.client.set_cookie("portal", kept.value)
    reader.post("/sign-in/passkey", {"passkey_answer": key.use(asked)}, expect=422)


def test_a_question_lives_five_minutes(reader_for: Callable[..., Reader], cast: Cast, clock: Any) -> None:
    key, reader = add(reader_for(cast.teacher)), reader_for()
    for seconds, expected in ((300, 422), (299, 303)):
        asked = question(reader, "/sign-in/passkey/question")
        clock.hold(clock.now() + timedelta(seconds=seconds))
        reader.post("/sign-in/passkey", {"passkey_answer": key.use(asked)}, expect=expected)


def test_a_question_for_one_end_serves_no_other(reader_for: Callable[..., Reader], cast: Cast) -> None:
    owner = reader_for(cast.teacher)
    key, thief = add(owner), reader_for()
    asked = question(owner, "/prove-it-is-you/passkey/question")
    kept = owner.client.get_cookie("portal")
    assert kept is not None
    thief.client.set_cookie("portal", kept.value)
    thief.post("/sign-in/passkey", {"passkey_answer": key.use(asked)}, expect=422)


def test_a_question_of_another_browser_serves_nothing(reader_for: Callable[..., Reader], cast: Cast) -> None:
    key, here, there = add(reader_for(cast.teacher)), reader_for(), reader_for()
    asked = question(here, "/sign-in/passkey/question")
    there.post("/sign-in/passkey", {"passkey_answer": key.use(asked)}, expect=422)


@pytest.mark.parametrize("counts", [(5, 5), (5, 4), (5, 0)])
def test_a_count_that_does_not_rise_is_told_and_refused(
    reader_for: Callable[..., Reader], cast: Cast, counts: tuple[int, int], mails: Any, read: Any
) -> None:
    key = add(reader_for(cast.teacher))
    use(reader_for(), key, count=counts[0])
    reader = use(reader_for(), key, expect=422, count=counts[1])
    assert reader.errors() == ["This passkey was refused, because somebody may have a copy of it. Use another way."]
    assert "somebody may have a copy of it" in mails()[-1].subject
    assert read(sa.select(Passkey.sign_count)) == 5
    reader.get("/profile", follow=False, expect=303)


def test_a_device_that_counts_nothing_may_go_on(reader_for: Callable[..., Reader], cast: Cast) -> None:
    key = add(reader_for(cast.teacher))
    for _time in range(2):
        use(reader_for(), key, count=0)


EMPTY = '{"id":"AA","rawId":"AA","type":"public-key","response":{%s}}'
NONSENSE = [
    "",
    "x",
    "{}",
    "[]",
    "null",
    "1",
    '"a"',
    '{"rawId":1}',
    '{"rawId":"a","response":{}}',
    '{"rawId":"a","response":[]}',
    '{"rawId":"a","response":{"userHandle":7}}',
    EMPTY % '"clientDataJSON":"AA","authenticatorData":"AA","signature":"AA","attestationObject":"AA"',
    "[" * 5000,
    "x" * 20_001,
]


@pytest.mark.parametrize("said", NONSENSE)
def test_nonsense_is_a_sentence(reader_for: Callable[..., Reader], cast: Cast, said: str) -> None:
    visitor, owner = reader_for(), reader_for(cast.teacher)
    question(visitor, "/sign-in/passkey/question")
    assert visitor.post("/sign-in/passkey", {"passkey_answer": said}, expect=422).errors() == [NOT_WORKED]
    question(owner, "/profile/security/passkeys/question")
    assert owner.post(ADD, {"name": "Phone", "passkey_answer": said}, expect=422).errors() == [NOT_MADE]


def test_every_cut_of_a_true_answer_is_refused(reader_for: Callable[..., Reader], cast: Cast, app: Flask) -> None:
    """An answer with any part of it cut or changed never passes, and never breaks anything."""
    site = passkeys.Site("portal.example", "https://portal.example", "Portal")
    key, challenge = Authenticator(), bytes_to_base64url(secrets.token_bytes(32))
    made = passkeys.read_new(key.make({"challenge": challenge, "user": {"id": "AAAA"}}), site, challenge=challenge)
    true = key.use({"challenge": challenge})
    assert passkeys.check(true, site, challenge=challenge, public_key=made.public_key, sign_count=0) == 1
    for at in range(0, len(true), 7):
        for changed in (true[:at], true[:at] + "A" + true[at + 1 :], true[:at] + true[at + 3 :]):
            if json.dumps(changed) != json.dumps(true):
                try:
                    passkeys.check(changed, site, challenge=challenge, public_key=made.public_key, sign_count=0)
                except passkeys.Untrue:
                    continue
                said, was = json.loads(changed), json.loads(true)  # what is not signed may differ: the owner
                said["response"].pop("userHandle", None)
                was["response"].pop("userHandle")
                same = {k: v for k, v in said["response"].items() if k in was["response"]}
                assert [bytes(v, "ascii")[:-1] for v in same.values()] == [
                    bytes(v, "ascii")[:-1] for v in was["response"].values()
                ]


def test_questions_are_counted(reader_for: Callable[..., Reader], cast: Cast) -> None:
    reader = reader_for()
    for _time in range(100):
        reader.post("/sign-in/passkey/question", expect=200)
    reader.post("/sign-in/passkey/question", expect=429)
    assert int(reader.headers["Retry-After"]) > 0


def test_asking_says_nothing_of_who_is_here(reader_for: Callable[..., Reader], cast: Cast, read: Any) -> None:
    add(reader_for(cast.teacher))
    asked = question(reader_for(), "/sign-in/passkey/question")
    assert set(asked) == {"challenge", "timeout", "rpId", "allowCredentials", "userVerification"}
    assert read(sa.select(PasskeyQuestion.person_id).where(PasskeyQuestion.purpose == "sign_in")) is None


# the second step


def only_a_passkey(reader: Reader, someone: Someone) -> Authenticator:
    """The first sign-in of someone whose role needs a second step: a passkey, made on the page that also offers an app."""
    sign_in(reader, someone)
    assert reader.path.startswith("/sign-in/set-up-code")
    reader.sees("Or make a passkey on this device", "Use an app for codes.")
    key = Authenticator()
    asked = question(reader, "/sign-in/set-up-passkey/question")
    reader.post("/sign-in/set-up-passkey", {"name": "Work laptop", "passkey_answer": key.make(asked)}, expect=200)
    assert reader.h1 == "Keep these recovery codes"
    return key


def test_a_passkey_is_the_second_step_of_a_role(reader_for: Callable[..., Reader], cast: Cast, clock: Any) -> None:
    first = reader_for()
    key = only_a_passkey(first, cast.manager)
    codes = codes_on(first)
    first.follow("I have kept them: go on")
    first.get("/verification")
    later(clock, minutes=1)
    reader = sign_in(reader_for(), cast.manager)
    assert (reader.path, reader.h1) == ("/sign-in/code", "Use your passkey")
    reader.sees("Use a recovery code instead.")
    reader.get("/profile", follow=False, expect=303)
    before = cookie_of(reader)
    use(reader, key, at=STEP)
    assert cookie_of(reader) != before
    reader.get("/verification")
    lost = sign_in(reader_for(), cast.manager).follow("Use a recovery code")
    lost.fill(code=codes[0]).press("Go on")
    lost.get("/verification")


def test_a_stolen_password_sets_up_nothing_beside_a_passkey(reader_for: Callable[..., Reader], cast: Cast) -> None:
    only_a_passkey(reader_for(), cast.manager)
    thief = sign_in(reader_for(), cast.manager)
    thief.get("/sign-in/set-up-code", follow=False, expect=303)
    thief.post("/sign-in/set-up-code", {"code": "123456"}, expect=303)
    thief.post("/sign-in/set-up-passkey/question", expect=303)
    thief.post("/sign-in/set-up-passkey", {"name": "x", "passkey_answer": "x"}, expect=303)
    thief.post("/sign-in/code", {"code": "123456"}, expect=None)
    thief.get("/profile", follow=False, expect=303)


def test_another_persons_passkey_is_no_second_step(reader_for: Callable[..., Reader], cast: Cast) -> None:
    other = add(reader_for(cast.teacher))
    only_a_passkey(reader_for(), cast.manager)
    thief = sign_in(reader_for(), cast.manager)
    use(thief, other, at=STEP, expect=422)
    assert thief.errors() == [NOT_WORKED]
    thief.get("/profile", follow=False, expect=303)


def test_beside_an_app_either_will_do(reader_for: Callable[..., Reader], cast: Cast, clock: Any) -> None:
    owner = sign_in(reader_for(), cast.teacher)
    app = set_up_app(owner, clock)
    key = add(owner)
    later(clock, minutes=1)
    reader = sign_in(reader_for(), cast.teacher)
    assert reader.h1 == "Enter your code"
    use(reader, key, at=STEP)
    reader.get("/profile")
    again = sign_in(reader_for(), cast.teacher)
    again.fill(code=app.at(clock.now())).press("Go on")
    assert again.path == "/what-needs-me"


def test_the_password_stays_enough_where_nothing_asks_for_more(reader_for: Callable[..., Reader], cast: Cast) -> None:
    add(reader_for(cast.teacher))
    assert sign_in(reader_for(), cast.teacher).path == "/what-needs-me"


def test_the_last_second_step_of_a_role_stays(
    reader_for: Callable[..., Reader], cast: Cast, clock: Any, read: Any
) -> None:
    reader = reader_for()
    only_a_passkey(reader, cast.manager)
    reader.follow("I have kept them: go on").get("/profile/security").press("Remove")
    reader.sees("Your role needs a second step, and this passkey is the only one. Set up another way first.")
    assert count(read, Passkey) == 1
    set_up_app(reader, clock)
    reader.get("/profile/security").press("Remove").sees("The passkey is removed.")
    reader.get("/profile/security")
    reader.post("/profile/security/app/off", expect=303)
    assert read(sa.select(Person.totp_secret).where(Person.id == cast.manager.id)) is not None


def test_an_app_may_go_where_a_passkey_stays(
    reader_for: Callable[..., Reader], cast: Cast, clock: Any, read: Any
) -> None:
    reader = sign_in(reader_for(), cast.manager)
    set_up(reader, cast.manager, clock)
    key = add(reader)
    reader.get("/profile/security").press("Switch the second step off")
    assert read(sa.select(Person.totp_secret).where(Person.id == cast.manager.id)) is None
    reader.get("/profile/security").sees("10 recovery codes are left")
    assert sign_in(reader_for(), cast.manager).h1 == "Use your passkey"
    use(reader_for(), key).get("/verification")


def test_an_administrator_can_take_it_away(reader_for: Callable[..., Reader], cast: Cast, read: Any) -> None:
    key = only_a_passkey(reader_for(), cast.manager)
    admin = reader_for(cast.admin).get(f"/administration/people/{cast.manager.id}")
    admin.press("Take the second step away").sees("The second step is taken away.")
    assert count(read, Passkey) == 0
    use(reader_for(), key, expect=422)
    assert sign_in(reader_for(), cast.manager).path.startswith("/sign-in/set-up-code")


# proving again


def test_a_passkey_proves_that_it_is_you(reader_for: Callable[..., Reader], cast: Cast, clock: Any) -> None:
    reader = sign_in(reader_for(), cast.teacher)
    key, other = add(reader), add(reader_for(cast.head))
    later(clock, minutes=16)
    assert reader.get("/profile/address").path.startswith("/prove-it-is-you")
    use(reader, other, at=PROVE, expect=422)
    assert reader.errors() == [NOT_WORKED]
    use(reader, key, at=PROVE)
    assert reader.get("/profile/address").path == "/profile/address"


def test_what_was_typed_is_kept_but_no_answer(
    reader_for: Callable[..., Reader], cast: Cast, clock: Any, read: Any
) -> None:
    from portal.identity.accounts.models import KeptForm

    reader = sign_in(reader_for(), cast.teacher)
    later(clock, minutes=16)
    reader.post(ADD, {"name": "My phone", "passkey_answer": "secret"}, expect=303)
    assert set(read(sa.select(KeptForm.fields))) == {"name"}


def test_two_removals_at_once_leave_one(app: Flask, cast: Cast, read: Any) -> None:
    """Each of the last two may go, but not both."""

    def lay() -> list[Any]:
        made = [Passkey(person_id=cast.manager.id, name=n, credential_id=n, public_key=b"x") for n in ("a", "b")]
        session().add_all(made)
        session().flush()
        return [key.id for key in made]

    def removing(key_id: Any) -> Callable[[], None]:
        return lambda: perform(services.remove_passkey, session().get_one(Passkey, key_id), by=SYSTEM)

    answers = at_once(app, [removing(key_id) for key_id in commit(app, lay)])
    assert sorted(type(answer).__name__ for answer in answers) == ["NoneType", "RuleBroken"]
    assert count(read, Passkey) == 1
