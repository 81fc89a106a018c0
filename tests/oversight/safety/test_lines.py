"""Lines of the safety and privacy list that no room holds alone: docs/safety/checks.md names every line with its check."""

import inspect
import io
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image
from wtforms.validators import DataRequired, InputRequired

from portal.core.database import Base, session
from portal.core.outbox import OutboxMail
from portal.identity.accounts.models import Person, RoleGrant, Work
from portal.identity.declarations.models import SafeguardingDeclaration
from portal.identity.finding.models import Looking, SchoolListing
from portal.oversight.privacy.models import RequestKind, RightsRequest
from portal.oversight.reports.models import Report, SubjectKind
from portal.running.activities.models import CalendarFeed
from portal.web.forms import PictureWithoutPupils, PortalForm
from portal.web.security import FOR_EVERYONE
from tests.conftest import START
from tests.support.cast import Cast, commit
from tests.support.objects import make_own
from tests.support.reader import Reader

ROOT = Path(__file__).parents[3]
Readers = Callable[..., Reader]


def forms(kind: type = PortalForm) -> Iterator[type]:
    """Every form of the portal."""
    for one in kind.__subclasses__():
        yield one
        yield from forms(one)


def fields(form: type) -> dict[str, Any]:
    """The fields of a form, by their names, unbound."""
    return {name: field for name in dir(form) if hasattr(field := getattr(form, name, None), "field_class")}


def is_required(field: Any) -> bool:
    checks = field.kwargs.get("validators") or (field.args[1] if len(field.args) > 1 else ())
    return any(isinstance(check, DataRequired | InputRequired) for check in checks or ())


def test_s1_registration_asks_adults_for_their_role_and_nothing_of_pupils(the_app: Flask) -> None:
    page = Reader(the_app).get("/register")
    page.sees("Nobody under 18 has an account, and we ask for nothing about pupils.", "What are you?")
    asked = {
        str(found.get("name"))
        for found in page.page.select("main input, main select, main textarea")
        if found.get("type") != "hidden"
    }
    assert asked == {"name", "email", "password", "work", "zone", "adult"}
    assert "pupil" not in " ".join(Work)


@pytest.mark.static
def test_s6_nobody_writes_to_one_person(the_app: Flask) -> None:
    """Words that others read hang on a cluster, a school or a request; no table has who sends and who receives."""
    for table in Base.metadata.sorted_tables:
        assert not [c.name for c in table.columns if re.search(r"^(to|recipient|receiver)(_person)?_id$", c.name)], (
            table
        )
    page = Reader(the_app).get("/safety").sees("There are no private messages from one person to another.")
    assert page.status == 200


def test_s15_the_page_says_what_to_do_in_danger_and_whom_to_call_at_school(
    app: Flask, cast: Cast, reader_for: Readers
) -> None:
    danger = ("999", "NSPCC", "The portal is not an emergency service.")
    reader_for(None).get("/report").sees(*danger)
    mine = reader_for(cast.teacher).get("/report").sees(*danger)
    mine.does_not_see("Olive Lead")

    def declared() -> None:
        session().add(
            SafeguardingDeclaration(school_id=cast.school["hill"], lead_name="Olive Lead", lead_reach="0117 496 0123", deputy_name="Pat Deputy",
                                    rules="national", reviewed_on=START.date(), expires_on=START.date() + timedelta(days=365))
        )  # fmt: skip

    commit(app, declared)
    mine.get("/report").sees("Hill Primary School: Olive Lead", "0117 496 0123")
    reader_for(cast.teacher).get(f"/schools/{cast.school['hill']}").sees("Safeguarding lead Olive Lead, 0117 496 0123")
    for person in (None, cast.outsider, cast.abroad):
        reader_for(person).get("/report").does_not_see("Olive Lead")


def test_s20_the_assessments_are_linked_from_the_terms(the_app: Flask) -> None:
    page = Reader(the_app).get("/terms").follow("What could go wrong here, and what we do about it")
    page.sees("unlawful content", "Children’s Code", "No child can have an account", "Report a concern")
    page.follow("Ask about your data, or complain").sees("within one month")
    text = (ROOT / "docs/safety/risk-assessment.md").read_text(encoding="utf-8")
    for words in ("Children's access", "Kinds of illegal content", "Reporting, taking down, complaints"):
        assert words in text


def test_s22_who_withdraws_a_picture_reads_of_back_ups(app: Flask, cast: Cast, reader_for: Readers) -> None:
    ids = make_own(app, cast)
    base = f"/clusters/{cast.river}/board/threads/{ids['thread_id']}/posts/{ids['post_id']}/files"
    reader_for(cast.coordinator).get(f"{base}/{ids['post_file_id']}/consent").sees("back-ups for at most 35 days")
    assert "Keep copies for at most 35 days" in (ROOT / "docs/operations.md").read_text(encoding="utf-8")


@pytest.mark.static
def test_s25_no_page_that_is_for_everyone_hands_out_a_file(the_app: Flask) -> None:
    handing = {
        rule.endpoint: view.access
        for rule in the_app.url_map.iter_rules()
        if re.search(r"\bdownload\(|store\(\)\.open", inspect.getsource(inspect.unwrap(view := the_app.view_functions[rule.endpoint])))
    }  # fmt: skip
    assert len(handing) >= 7
    by_link = {
        "applications.read_file_by_link"
    }  # the link is the head's alone, and dies with the signature (test_by_link.py)
    assert {endpoint for endpoint, access in handing.items() if access == "public"} == by_link


def test_s26_search_engines_are_kept_out_of_everything_but_the_pages_for_everyone(
    app: Flask, cast: Cast, reader_for: Readers
) -> None:
    ids = make_own(app, cast)
    adapter = app.url_map.bind("localhost")
    visitor = reader_for(None)
    for endpoint in FOR_EVERYONE:
        visitor.get(adapter.build(endpoint))
        assert "X-Robots-Tag" not in visitor.headers, endpoint
        assert visitor.page.find("meta", attrs={"name": "robots"}) is None, endpoint
    hidden = {"/sign-in", "/register", "/report", "/privacy/ask", "/health/live", "/nothing-here", "/code-of-conduct"}
    for path in sorted(hidden):
        visitor.get(path, expect=None)
        assert visitor.headers["X-Robots-Tag"] == "noindex, nofollow", path
    member = reader_for(cast.coordinator)
    base = f"/clusters/{cast.river}"
    for path in ("/what-needs-me", base, f"{base}/board", f"{base}/activities/{ids['activity_id']}/file",
                 f"/schools/{cast.school['hill']}/portfolio.json"):  # fmt: skip
        member.get(path)
        assert member.headers["X-Robots-Tag"] == "noindex, nofollow", path
    robots = visitor.client.get("/robots.txt").get_data(as_text=True).splitlines()
    assert robots[-1] == "Disallow: /"
    assert {line for line in robots if line.startswith("Allow") and line.endswith("$")} == {
        f"Allow: {adapter.build(endpoint)}$" for endpoint in FOR_EVERYONE
    }


def test_d2_forms_that_ask_for_an_address_say_where_to_read_what_becomes_of_it(
    app: Flask, cast: Cast, reader_for: Readers
) -> None:
    collecting = {form.__name__ for form in forms() if _asks_for_an_address(form)}
    assert {form.__name__ for form in forms() if form.is_a_door} <= collecting  # type: ignore[attr-defined]
    places = {
        "/register": None,
        "/report": None,
        "/privacy/ask": None,
        f"/clusters/{cast.river}/statements/new": cast.coordinator,
        f"/schools/{cast.school['hill']}/contacts/mailbox": cast.coordinator,
        "/profile/address": cast.teacher,
    }
    for path, person in places.items():
        page = reader_for(person).get(path)
        assert page.page.select_one('main form a[href="/privacy"]'), path
    page = Reader(app).get("/privacy")
    page.sees("it is the controller", "public task")
    page.sees("legal duty", "outside the United Kingdom", "Who sees it", "For how long", "Your rights", "Information Commissioner")  # fmt: skip


def _asks_for_an_address(form: type) -> bool:
    return any((field.kwargs.get("render_kw") or {}).get("type") == "email" for field in fields(form).values())


@pytest.mark.static
def test_d3_nothing_is_asked_that_is_not_needed(the_app: Flask) -> None:
    names = {name for form in forms() for name in fields(form)}
    assert len(names) > 200
    never = re.compile(
        r"birth|gender|\bsex\b|religion|faith|ethnic|health|medical|disab|home_address|street|mobile|phone"
        r"|about_me|biography|nationality"
    )
    assert not [name for name in names if never.search(name)]
    assert not [column for table in Base.metadata.sorted_tables for column in table.columns
                if never.search(column.name) and table.name not in ("register_entry", "school")]  # fmt: skip
    free = ("introduction", "looking_for", "class_profile", "description", "details", "note")
    compulsory = [
        f"{form.__name__}.{name}"
        for form in forms()
        for name, field in fields(form).items()
        if name in free and is_required(field)
    ]
    assert compulsory == []


def test_d4_health_religion_and_origin_are_not_asked_and_a_reviewer_has_them_taken_out(
    app: Flask, cast: Cast, reader_for: Readers
) -> None:
    ids = make_own(app, cast)
    hint = "health, religion or origin"
    for path, person in (
        ("/privacy/ask", None),
        ("/privacy", None),
        (f"/clusters/{cast.river}/evidence/new", cast.coordinator),
        (f"/clusters/{cast.river}/activities/new", cast.coordinator),
    ):  # fmt: skip
        assert hint in reader_for(person).get(path).text, path
    reader = reader_for(cast.people["reviewer"]).get(f"/report/review/{ids['review_id']}").sees("the application of")
    reader.fill(kind="personal_data", words="Section 2 speaks of a pupil's illness.").press("Send the report")
    with app.app_context():
        report = session().scalars(sa.select(Report).where(Report.words.contains("illness"))).one()
        assert (report.subject_kind, report.route, report.about_id) == (
            SubjectKind.REVIEW,
            "system_administrator",
            None,
        )
        assert str(ids["review_id"]) not in str(report.evidence)
    reader_for(cast.coordinator).get(f"/report/review/{ids['review_id']}").does_not_see("the application of")


def test_d8_what_others_must_change_is_asked_for_with_a_button(app: Flask, cast: Cast, reader_for: Readers) -> None:
    page = reader_for(cast.teacher).get("/profile/data").follow("Ask for something to be put right")
    page.fill(words="My name on the application is an old one.").press("Send").sees("Your request has arrived")
    with app.app_context():
        asked = session().scalars(sa.select(RightsRequest)).one()
        assert (asked.kind, asked.person_id) == (RequestKind.CORRECTION, cast.teacher.id)
    reader_for(cast.admin).get("/administration/data").sees("Put something right that I cannot change myself")


@pytest.mark.static
def test_d14_a_mail_goes_to_one_address() -> None:
    address = OutboxMail.__table__.c.address
    assert (address.nullable, str(address.type)) == (False, "VARCHAR(254)")
    assert not [c.name for c in OutboxMail.__table__.columns if re.search(r"^(cc|bcc|recipients|addresses)$", c.name)]


def test_d15_the_page_of_cookies_lists_every_cookie_and_no_other(app: Flask, cast: Cast, clock: Any) -> None:
    reader = Reader(app)
    listed = {th.get_text() for th in reader.get("/cookies").page.select("main tbody th")}
    given: set[str] = set()

    def keep() -> None:
        given.update(line.partition("=")[0] for line in reader.headers.getlist("Set-Cookie"))

    reader.get("/sign-in")
    keep()
    reader.fill(email=cast.teacher.email, password="three grey herons").press("Sign in", expect=303, follow=False)
    keep()
    reader.post("/form-language", {"language": "cy"}, expect=303)
    keep()
    page = reader.get(f"/clusters/{cast.river}/board/threads/new")
    clock.hold(START + timedelta(days=40))
    page.fill(title="Rain", text="How much?").press("Put it on the board", expect=None, follow=False)
    keep()
    assert given == listed
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "portal").rglob("*.py"))
    assert source.count("answer.set_cookie(") == 1, "cookies are set in portal/web/login.py alone"


@pytest.mark.static
@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("docs/privacy/impact-assessment.md", ("Article 35", "children")),
        ("docs/privacy/record-of-processing.md", ("Article 30", "processors", "transfers", "how long")),
        ("docs/privacy/inventory.md", ("ground", "how long")),
        ("docs/safety/risk-assessment.md", ("Children's access",)),
    ],
)
def test_d18_the_papers_are_shipped(file: str, words: tuple[str, ...]) -> None:
    text = (ROOT / file).read_text(encoding="utf-8").lower()
    for word in words:
        assert word.lower() in text, word


def test_d19_no_child_can_have_an_account(the_app: Flask) -> None:
    page = Reader(the_app).get("/privacy").sees("No pupil has an account, and it is not made for children.")
    page.get("/safety/assessment").sees("the Children’s Code", "does not apply")
    assert {work.value for work in Work} == {"teacher", "leader", "office", "authority", "organisation", "programme"}


@pytest.mark.static
def test_d21_the_demonstration_and_the_tests_are_invented() -> None:
    """Mail addresses at example domains or names that cannot exist; telephone numbers that are set aside for drama."""
    address = re.compile(r"(?<![\w%{}\\])[\w.+-]{2,}@([\w-]+(?:\.[\w-]+)+)")
    fine = re.compile(r"(?:^|\.)(?:example|test|invalid|localhost)$|(?:^|\.)example\.(?:com|org|net)$|^demo\.example$")
    phone = re.compile(r"(?<![\w.-])(?:\+44 ?|0)\d{2,4}[ .-]?\d{3,4}[ .-]?\d{3,4}(?![\w.-])")
    drama = re.compile(r"^(?:0113 496 0|0114 496 0|0115 496 0|0116 496 0|0117 496 0|0118 496 0|0121 496 0|0131 496 0|0141 496 0|0151 496 0|0161 496 0|"
                       r"020 7946 0|0191 498 0|028 9649 6|029 2018 0|01632 96|07700 900|08081 570|0909 879|03069 990|0808 800 5000)")  # fmt: skip
    bad = []
    for path in sorted((ROOT / "portal" / "commands" / "demo").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        bad += [f"{path.name}: {found[0]}" for found in address.finditer(text) if not fine.search(found[1])]
        bad += [f"{path.name}: {found}" for found in phone.findall(text) if not drama.search(found)]
    assert bad == []


def test_d24_a_fresh_account_has_the_private_settings(app: Flask, cast: Cast, reader_for: Readers) -> None:
    reader = reader_for(None).get("/register")
    reader.fill(
        name="Nia New", email="nia@fresh.example", password="four green kettles sing", work="teacher", adult="y"
    )
    reader.press("Create account", expect=None)
    assert reader.status == 200, reader.errors()
    with app.app_context():
        person = session().scalars(sa.select(Person).where(Person.email == "nia@fresh.example")).one()
        assert session().scalar(sa.select(sa.func.count()).select_from(CalendarFeed)) == 0
        assert session().scalars(sa.select(RoleGrant).where(RoleGrant.person_id == person.id)).all() == []
        assert (person.status, person.seen_at) == ("unconfirmed", None)
        assert SchoolListing.__table__.c.looking.default.arg == Looking.NO
    for who in ("teacher", "coordinator", "manager", "abroad"):
        reader_for(cast.people[who]).get("/clusters").does_not_see("nia@fresh.example", "Nia New")


def test_s21_a_picture_outside_a_board_shows_no_pupil(app: Flask, cast: Cast, reader_for: Readers) -> None:
    """Where nobody asks for a consent, a picture is taken only with the word that no pupil can be recognised in it."""
    ids, made = make_own(app, cast), io.BytesIO()
    Image.new("RGB", (9, 9), "teal").save(made, "PNG")
    page = reader_for(cast.coordinator).get(f"/clusters/{cast.river}/evidence/{ids['item_id']}/edit")
    words = "Tick the box if no pupil can be recognised in the picture."
    page.fill(file=(io.BytesIO(made.getvalue()), "mill.png"), claim="We have a mill").press("Save", expect=422)
    assert page.errors() == [words]
    page.sees("A picture of pupils goes with a message on the board", "“mill.png” is kept.")
    page.fill(file=(io.BytesIO(b"a\n"), "mill.txt"))
    page.press("Save").sees("mill.txt").get(f"/clusters/{cast.river}/evidence/{ids['item_id']}/edit")
    page.fill(file=(io.BytesIO(made.getvalue()), "mill.png"), no_pupils="y").press("Save").sees("mill.png")
    asking = {one.__name__ for one in forms(PictureWithoutPupils)}
    assert asking == {"AddEvidenceForm", "ChangeEvidenceForm", "FulfilForm", "DeliverForm", "EntryForm"}
    others = {one.__name__ for one in forms() if "file" in fields(one) and not issubclass(one, PictureWithoutPupils)}
    # a calendar, a Word document of answers, and the form that the two above stand on
    assert others == {"CalendarFileForm", "BringForm", "EvidenceForm"}, (
        "a new form with a file says what of pictures of pupils"
    )
