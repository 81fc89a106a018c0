"""The school keeps its record: a page for each subject, awards with their dates, the dates of its year; who may, and what is refused."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.core.perform import perform
from portal.identity.finding.models import SchoolListing
from portal.identity.profiles import queries, services
from portal.identity.profiles.jobs import forget_ended_awards
from portal.identity.profiles.models import PeriodKind, ProfilePart, SchoolAward, SchoolPeriod, TagKind
from portal.identity.schools import queries as schools
from portal.oversight.audit.models import AuditEntry
from tests.conftest import START
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

Readers = Callable[..., Reader]


def tags(app: Flask, cast: Cast, kind: TagKind) -> list[tuple[str, str]]:
    with app.app_context():
        return [(tag.value, tag.words) for tag in queries.tags_of(cast.school["hill"], kind)]


def profile(app: Flask, cast: Cast) -> Any:
    with app.app_context():
        return queries.profile_of(cast.school["hill"])


def page(cast: Cast, end: str) -> str:
    return f"/schools/{cast.school['hill']}/{end}"


def test_kind_ages_and_size(reader_for: Readers, cast: Cast, app: Flask) -> None:
    reader = reader_for(cast.coordinator).get(page(cast, "record")).follow("Change: Kind, ages and size")
    reader.fill(kind="special", phases=["primary", "secondary"], low_age="11", high_age="4").press("Save", expect=422)
    assert reader.errors() == ["The oldest age must not be below the youngest."]
    reader.fill(kind="special", phases=["primary", "secondary"], low_age="4", high_age="19", pupils="87").press("Save")
    reader.sees("A special school", "Primary, Secondary", "4 to 19", "87", "Changed by Carys Okoro")
    found = profile(app, cast)
    assert (found.low_age, found.high_age, found.pupils) == (4, 19, 87)
    assert tags(app, cast, TagKind.PHASE) == [("primary", ""), ("secondary", "")]
    with app.app_context():
        kinds = session().scalars(sa.select(AuditEntry.kind).where(AuditEntry.school_id == cast.school["hill"])).all()
    assert kinds.count("school_record_changed") == 1


def test_low_tech_answers_are_answers(reader_for: Readers, cast: Cast, app: Flask) -> None:
    reader = reader_for(cast.head).get(page(cast, "record/tools"))
    reader.fill(tools=["post"], devices="none", connection="none", fallback=["phone"], own="A bus driver").press("Save")
    reader.sees("None; we write letters", "None at school", "Phone calls", "A bus driver, Letters and parcels")
    assert tags(app, cast, TagKind.TOOL) == [("a bus driver", "A bus driver"), ("post", "")]
    again = reader.get(page(cast, "record/tools"))
    assert again.page.select_one("textarea[name=own]").get_text(strip=True) == "A bus driver"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("part", "fields", "shown"),
    [
        ("place", {"setting": "remote"}, "In a remote place"),
        (
            "languages",
            {"languages": ["cy", "en"], "own": "British Sign Language"},
            "British Sign Language, English, Welsh",
        ),
        ("strengths", {"specialisms": ["music"], "own": ""}, "Music"),
        ("themes", {"themes": ["water"], "own": "Bees"}, "Bees, Water and rivers"),
        ("description", {"description": "By the sea.", "website": "https://hill.example"}, "By the sea."),
    ],
)
def test_every_subject_can_be_changed(
    reader_for: Readers, cast: Cast, part: str, fields: dict[str, Any], shown: str
) -> None:
    reader_for(cast.coordinator).get(page(cast, f"record/{part}")).fill(**fields).press("Save").sees(shown)
    reader_for(cast.teacher).get(page(cast, "record")).sees(shown)


def test_what_it_looks_for_is_said_in_the_partner_search(reader_for: Readers, cast: Cast) -> None:
    reader = reader_for(cast.coordinator).get(page(cast, "record"))
    (link,) = [a["href"] for a in reader.page.find_all("a") if "Change: Looking for a partner" in a.get_text()]
    assert link == f"/partners/schools/{cast.school['hill']}/looking"
    reader.get(page(cast, "record/looking"), expect=404)


def test_two_people_on_two_pages_are_not_in_the_way_but_on_one_they_are(
    reader_for: Readers, cast: Cast, app: Flask
) -> None:
    one, two = reader_for(cast.coordinator), reader_for(cast.head)
    one.get(page(cast, "record/description"))
    two.get(page(cast, "record/place")).fill(setting="town").press("Save")
    two.get(page(cast, "record/description")).fill(description="Theirs").press("Save")
    one.fill(description="Mine").press("Save", expect=409).sees("Theirs", "Mine")
    assert profile(app, cast).description == "Theirs"
    with app.app_context():
        change = queries.part_of(cast.school["hill"], ProfilePart.DESCRIPTION)
        assert change is not None
        assert (change.version, change.changed_by_id) == (1, cast.head.id)


def test_saying_that_it_is_right(reader_for: Readers, cast: Cast, app: Flask, clock: Any) -> None:
    reader_for(cast.coordinator).get(page(cast, "record")).press("This is all right as it stands").sees("Last checked")
    assert profile(app, cast).checked_at == clock.now()


def test_an_award_with_its_level_and_dates(reader_for: Readers, cast: Cast, app: Flask) -> None:
    reader = reader_for(cast.coordinator).get(page(cast, "awards/new"))
    reader.fill(award="isa", level="accreditation", awarded_on=date(2026, 7, 1), ends_on=date(2029, 7, 1)).press(
        "Add the award"
    )
    reader.sees("International School Award, Accreditation", "since Wednesday 1 July 2026", "until Sunday 1 July 2029")
    reader.get(page(cast, "awards/new")).fill(words="Green Flag").press("Add the award")
    assert tags(app, cast, TagKind.AFFILIATION) == [("green flag", "Green Flag"), ("isa", "")]
    with app.app_context():
        held = session().scalar(sa.select(SchoolAward.id).where(SchoolAward.award == "isa"))
    reader_for(cast.teacher).post(page(cast, f"awards/{held}/remove"), {}, expect=403)
    reader_for(cast.outsider).post(f"/schools/{cast.school['brook']}/awards/{held}/remove", {}, expect=404)
    reader.post(page(cast, f"awards/{held}/remove"), {}, expect=303)
    assert tags(app, cast, TagKind.AFFILIATION) == [("green flag", "Green Flag")]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Choose an award from the list, or write its name below it."),
        ({"award": "isa", "words": "Also"}, "Choose an award from the list, or write its name below it."),
        ({"award": "zoo"}, "This choice is not there any more"),
        (
            {"award": "isa", "awarded_on": date(2026, 7, 2), "ends_on": date(2026, 7, 1)},
            "The end must not come before the beginning.",
        ),
    ],
)
def test_an_award_that_cannot_be(
    reader_for: Readers, cast: Cast, app: Flask, fields: dict[str, Any], words: str
) -> None:
    reader = (
        reader_for(cast.coordinator).get(page(cast, "awards/new")).fill(**fields).press("Add the award", expect=422)
    )
    assert words in reader.errors()[0]
    with app.app_context():
        assert queries.awards_of(cast.school["hill"]) == []


def test_the_dates_of_the_year(reader_for: Readers, cast: Cast, app: Flask) -> None:
    reader = reader_for(cast.coordinator).get(page(cast, "dates/new"))
    days = {"starts_on": date(2027, 4, 20), "ends_on": date(2027, 4, 1)}
    reader.fill(kind="holiday", name="Easter", **days).press("Add these dates", expect=422)
    assert reader.errors() == ["The last day must not come before the first."]
    reader.fill(kind="holiday", name="Easter", starts_on=date(2027, 4, 1), ends_on=date(2027, 4, 20)).press(
        "Add these dates"
    )
    reader.sees("Easter", "Holiday", "1 April 2027", "20 April 2027")
    with app.app_context():
        (period,) = queries.periods_of(cast.school["hill"])
    assert (period.kind, period.name) == (PeriodKind.HOLIDAY, "Easter")
    reader.post(page(cast, f"dates/{period.id}/remove"), {}, expect=303)
    reader.post(page(cast, f"dates/{period.id}/remove"), {}, expect=404)
    with app.app_context():
        assert queries.periods_of(cast.school["hill"]) == []


@pytest.mark.parametrize(
    ("who", "reads", "changes"),
    [
        ("teacher", 200, 403),
        ("coordinator", 200, 200),
        ("manager", 200, 404),
        ("authority", 200, 404),
        ("vale_contact", 404, 404),
        ("nobody", 404, 404),
    ],
)
def test_who_reads_and_who_changes(reader_for: Readers, cast: Cast, who: str, reads: int, changes: int) -> None:
    reader = reader_for(cast.people[who])
    reader.get(page(cast, "record"), expect=reads)
    for end in ("record/kind", "awards/new", "dates/new"):
        reader.get(page(cast, end), expect=changes)


def test_there_is_no_other_subject(reader_for: Readers, cast: Cast) -> None:
    reader_for(cast.coordinator).get(page(cast, "record/secrets"), expect=404)


def test_the_page_costs_the_same_for_many(reader_for: Readers, cast: Cast, app: Flask) -> None:
    reader, counts = reader_for(cast.coordinator), []
    for wanted in (1, 3, 30):

        def add(wanted: int = wanted) -> None:
            hill = cast.school["hill"]
            for number in range(wanted):
                session().add(SchoolAward(school_id=hill, award=f"a{number}", words="Award"))
                on = date(2027, 4, 1)
                session().add(SchoolPeriod(school_id=hill, kind=PeriodKind.TERM, name="T", starts_on=on, ends_on=on))

        commit(app, add)
        reader.get(page(cast, "record"))
        counts.append(len(reader.statements))
    assert len(set(counts)) == 1


def test_an_award_that_has_ended_is_shown_and_not_found(cast: Cast, app: Flask, hold: Any) -> None:
    ends_on = START.date() + timedelta(days=10)
    with app.app_context():
        words = {"award": "isa", "words": "", "level": "", "awarded_on": None, "ends_on": ends_on}
        school = schools.get_school(cast.school["brook"])
        perform(services.add_award, school, by=cast.signed_in("outsider"), **words)

    def found() -> tuple[bool, bool, int]:
        with app.app_context():
            forget_ended_awards()
            listing = (
                session().scalars(sa.select(SchoolListing).where(SchoolListing.school_id == cast.school["brook"])).one()
            )
            tags = queries.tags_of(cast.school["brook"], TagKind.AFFILIATION)
            in_words = "xqafisa" in listing.words.split()
            return bool(tags), in_words, len(queries.awards_of(cast.school["brook"]))

    assert found() == (True, True, 1)
    with hold(days=10):
        assert found() == (True, True, 1)
    with hold(days=11.5):
        assert found() == (False, False, 1)
        assert found() == (False, False, 1)
