"""Calendar links and what they give: read back with a library, whatever the titles say."""

import re
import uuid
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from portal import who
from portal.core.database import session
from portal.forming.clusters.models import Cluster, ClusterMembership
from portal.identity.accounts.models import Person, PersonStatus
from portal.identity.schools.models import MemberStatus, SchoolMember
from portal.running.activities import icalendar, queries, services
from portal.running.activities.models import CalendarFeed
from portal.running.activities.queries.feeds import calendars_open_to
from portal.running.activities.routes import feeds
from portal.web import moments
from tests.support import calendar
from tests.support.cast import commit

ZONES = (
    "Europe/London",
    "Africa/Nairobi",
    "Asia/Kathmandu",
    "America/New_York",
    "Australia/Sydney",
    "America/Sao_Paulo",
)
HOSTILE = "Song\r\nBEGIN:VALARM\nEND:VEVENT,;\\ \u2028 né Ŵyr सरिता" + "ŵ" * 60


def act(app, make):
    with app.app_context():
        made = make()
        session().commit()
        return made


def link(reader, path="/calendar/subscribe"):
    """Make a link through the page; answers its path."""
    reader.get(path).press("Make my link")
    return shown(reader)


def shown(reader):
    return re.sub(r"^https?://[^/]+", "", reader.page.find(id="address").get_text().strip())


def read(app, path, **headers):
    return app.test_client().get(path, headers=headers)


def events(answer):
    assert answer.status_code == 200
    return list(Calendar.from_ical(answer.data).walk("VEVENT"))


def test_a_feed_is_a_whole_calendar(app, cast, reader_for):
    made = act(app, lambda: calendar.confirmed(cast, place="Hall; room 2, left", description="Line one\nLine two"))
    path = link(reader_for(cast.teacher))
    answer = read(app, path)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, max-age=900"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer.headers
    whole = Calendar.from_ical(answer.data)
    assert (str(whole["VERSION"]), "METHOD" in whole) == ("2.0", False)
    assert (str(whole["X-PUBLISHED-TTL"]), str(whole["X-WR-TIMEZONE"])) == ("PT1H", "Europe/London")
    (event,) = events(answer)
    assert (str(event["UID"]), int(event["SEQUENCE"]), str(event["STATUS"])) == (str(made), 1, "CONFIRMED")
    assert str(event["LOCATION"]) == "Hall; room 2, left"
    assert event["DTSTART"].dt == datetime(2027, 3, 9, 10, 0, tzinfo=ZoneInfo("Europe/London"))
    assert event["DTSTAMP"].dt == datetime(2027, 3, 2, 10, 0, tzinfo=UTC)
    assert "10:00 to 11:00 UK time; 13:00 to 14:00 in Nairobi" in str(event["DESCRIPTION"])
    assert "Line one\nLine two" in str(event["DESCRIPTION"])
    assert [str(z["TZID"]) for z in whole.walk("VTIMEZONE")] == ["Europe/London"]
    assert str(made) in str(event["URL"])


def test_what_it_needs_goes_into_calendars_and_a_change_of_it_is_noticed(app, cast, reader_for):
    made = act(
        app,
        lambda: calendar.confirmed(
            cast, access_needs="Captions, large print", description="Songs", partner_role="Sings"
        ),
    )
    path = link(reader_for(cast.teacher))
    (event,) = events(read(app, path))
    before = int(event["SEQUENCE"])
    assert str(event["DESCRIPTION"]).splitlines()[-3:] == [
        "The partner school: Sings",
        "So that everyone can take part: Captions, large print",
        "Songs",
    ]
    with app.app_context():
        known = queries.get_activity(cast.river, made)
        said = calendar.what(teacher_id=cast.teacher.id, description="Songs", language_needs="Welsh, then English")
        new = {"what": said, "when": calendar.when(), "version": known.version}
        calendar.do_activity(cast, services.change_activity, made, "teacher", **new)
    (event,) = events(read(app, path))
    assert str(event["DESCRIPTION"]).splitlines()[-2:] == ["Language: Welsh, then English", "Songs"]
    assert int(event["SEQUENCE"]) == before + 1


@pytest.mark.parametrize(
    "title", ["Song\\nBEGIN:VALARM", "a;b,c\\", "BEGIN:VEVENT", "x" * 160, "ŵ" * 160, "सरिता" * 30]
)
def test_no_title_makes_another_component(app, cast, reader_for, title):
    act(app, lambda: calendar.activity(cast, title=title, place=HOSTILE, description=HOSTILE))
    answer = read(app, link(reader_for(cast.teacher)))
    whole = Calendar.from_ical(answer.data)
    assert [c.name for c in whole.subcomponents] == ["VTIMEZONE", "VEVENT"]
    (event,) = events(answer)
    assert str(event["SUMMARY"]) == title
    lines = answer.data.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert b"\n" not in b"".join(lines)
    for line in lines:
        line.decode("utf-8")


def test_an_unchanged_feed_is_one_statement_and_no_text(app, cast, reader_for, clock):
    act(app, lambda: calendar.confirmed(cast))
    reader = reader_for(cast.teacher)
    path = link(reader)
    first = read(app, path)
    clock.hold(datetime(2027, 3, 2, 11, 0, tzinfo=UTC))
    second = read(app, path)
    assert (second.headers["ETag"], second.data) == (first.headers["ETag"], first.data)
    assert not first.headers["ETag"].startswith("W/")

    from portal.extensions import db

    seen = []
    with app.app_context():
        engine = db.engine
    note = lambda _c, _cur, statement, *_rest: seen.append(statement)  # noqa: E731
    sa.event.listen(engine, "before_cursor_execute", note)
    same = read(app, path, **{"If-None-Match": first.headers["ETag"]})
    counted = [s for s in seen if s.lstrip().upper().startswith(("SELECT", "WITH"))]
    del seen[:]
    read(app, path)
    whole = [s for s in seen if s.lstrip().upper().startswith(("SELECT", "WITH"))]
    sa.event.remove(engine, "before_cursor_execute", note)
    assert (same.status_code, same.data, len(counted)) == (304, b"", 1), counted
    assert len(whole) <= 4
    assert read(app, path, **{"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 304
    head = app.test_client().head(path)
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", first.headers["ETag"])


def test_the_mark_of_a_link_is_read_from_the_index_alone(app, cast, reader_for):
    from portal.extensions import db

    link(reader_for(cast.teacher))
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            return  # PostgreSQL reads a small table whole, whatever its indexes
        feed = session().scalars(sa.select(CalendarFeed)).one()
        seen = []
        sa.event.listen(db.engine, "before_cursor_execute", note := lambda *a: seen.append(a[2:4]))
        queries.feed_state(feed.id, feed.turn, datetime(2027, 1, 1, tzinfo=UTC))
        sa.event.remove(db.engine, "before_cursor_execute", note)
        statement, values = next(one for one in seen if "mark_activity" in one[0])
        steps = [row[3] for row in session().connection().exec_driver_sql("EXPLAIN QUERY PLAN " + statement, values)]
        session().commit()
    assert [step for step in steps if "activity USING COVERING INDEX ix_activity_calendar" in step], steps


def test_every_change_that_calendars_show_changes_the_mark(app, cast, reader_for):
    made = act(app, lambda: calendar.activity(cast))
    path = link(reader_for(cast.teacher))
    marks = [read(app, path).headers["ETag"]]

    def agree():
        calendar.do_activity(cast, services.agree_activity, made, "abroad_teacher")

    def confirm():
        calendar.do_activity(cast, services.confirm_activity, made, "teacher")

    def rename():
        session().execute(
            sa.text("UPDATE school SET name = 'Other name', version = version + 1 WHERE name LIKE 'Hill%'")
        )

    def cancel():
        calendar.do_activity(cast, services.cancel_activity, made, "teacher", reason="Snow")

    for change in (agree, confirm, lambda: commit(app, rename), cancel):
        if change.__name__ == "<lambda>":
            change()
        else:
            act(app, change)
        marks.append(read(app, path).headers["ETag"])
    assert len(set(marks)) == len(marks)
    (event,) = events(read(app, path))
    assert (str(event["STATUS"]), int(event["SEQUENCE"])) == ("CANCELLED", 2)


def test_a_stand_in_is_named_by_school(app, cast, reader_for):
    made = act(app, lambda: calendar.confirmed(cast))
    path = link(reader_for(cast.abroad_teacher))
    before = read(app, path)
    handoff = act(app, lambda: calendar.asked(cast, made))
    from portal.running.handoffs.services import accept_handoff

    act(app, lambda: calendar.do_handoff(cast, accept_handoff, handoff, "vale_teacher"))
    after = read(app, path, **{"If-None-Match": before.headers["ETag"]})
    (event,) = events(after)
    assert "Stand-in: Vale Primary School" in str(event["DESCRIPTION"])
    assert int(event["SEQUENCE"]) == int(events(before)[0]["SEQUENCE"]) + 1
    assert b"wheelchair" not in after.data


def test_a_new_link_kills_the_old_one_and_an_ended_link_is_dead(app, cast, reader_for):
    reader = reader_for(cast.teacher)
    first = link(reader)
    reader.press("Make a new link")
    second = shown(reader)
    assert first != second
    assert (read(app, first).status_code, read(app, second).status_code) == (404, 200)
    reader.press("End this link").sees("no longer works", "Make my link")
    assert read(app, second).status_code == 404
    reader.press("Make my link")
    assert (read(app, second).status_code, read(app, shown(reader)).status_code) == (404, 200)


@pytest.mark.parametrize("token", ["nonsense", "W10.x", "", "a" * 400, "../../etc", "%00", "WyJhIiwxXQ.c2ln"])
def test_a_guessed_link_gives_nothing(app, cast, token):
    assert read(app, f"/calendar/feed/{token}.ics").status_code in (404, 308)


def test_a_tampered_link_gives_nothing(app, cast, reader_for):
    path = link(reader_for(cast.teacher))
    for at in (20, 30, len(path) - 6):
        changed = path[:at] + ("A" if path[at] != "A" else "B") + path[at + 1 :]
        assert read(app, changed).status_code == 404


def test_a_link_gives_what_its_owner_may_read_now(app, cast, reader_for):
    act(app, lambda: calendar.confirmed(cast))
    reader = reader_for(cast.vale_teacher)
    mine, clusters = link(reader), link(reader, f"/clusters/{cast.river}/calendar/subscribe")
    assert (len(events(read(app, mine))), len(events(read(app, clusters)))) == (1, 1)

    def leave():
        where = (SchoolMember.person_id == cast.vale_teacher.id,)
        session().execute(sa.update(SchoolMember).where(*where).values(status=MemberStatus.ENDED))

    commit(app, leave)
    assert (read(app, mine).status_code, read(app, clusters).status_code) == (404, 404)


def test_another_cluster_just_like_it_is_another_text(app, cast, reader_for):
    """The numbers of rows and versions are the same; the clusters are not."""
    path = link(reader_for(cast.vale_teacher))
    before = read(app, path)

    def twin():
        here = session().get(Cluster, cast.river)
        same = [c.key for c in sa.inspect(Cluster).column_attrs if c.key not in ("id", "started_by_school_id")]
        other = Cluster(**{key: getattr(here, key) for key in same}, started_by_school_id=cast.school["vale"])
        session().add(other)
        session().flush()
        session().execute(sa.update(ClusterMembership).values(cluster_id=other.id))

    act(app, twin)
    after = read(app, path, **{"If-None-Match": before.headers["ETag"]})
    assert (after.status_code, after.headers["ETag"] != before.headers["ETag"]) == (200, True)


def test_a_kept_text_is_given_by_its_mark_alone():
    kept, one, two, three = feeds.Kept(10), uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    assert kept.put(one, "a", b"1234") == b"1234"
    assert (kept.get(one, "a"), kept.get(one, "b"), kept.get(two, "a")) == (b"1234", None, None)
    kept.put(one, "b", b"12345")
    assert (kept.get(one, "a"), kept.get(one, "b")) == (None, b"12345")
    kept.put(two, "a", b"12345")
    kept.get(one, "b")
    kept.put(three, "a", b"123")  # no room for all: the one asked for the longest ago goes
    assert (kept.get(one, "b"), kept.get(two, "a"), kept.get(three, "a")) == (b"12345", None, b"123")
    assert kept.put(two, "a", b"x" * 11) == b"x" * 11
    assert kept.get(two, "a") is None


def test_a_closed_account_gives_nothing(app, cast, reader_for):
    path = link(reader_for(cast.teacher))
    closed = sa.update(Person).where(Person.id == cast.teacher.id).values(status=PersonStatus.SUSPENDED)
    commit(app, lambda: session().execute(closed))
    assert read(app, path).status_code == 404


def test_a_school_that_left_the_cluster_no_longer_reads_it(app, cast, reader_for):
    act(app, lambda: calendar.confirmed(cast))
    reader = reader_for(cast.vale_teacher)
    mine, clusters = link(reader), link(reader, f"/clusters/{cast.river}/calendar/subscribe")
    left = sa.text("UPDATE cluster_membership SET status = 'left' WHERE school_id = :school").bindparams(
        sa.bindparam("school", cast.school["vale"], type_=sa.Uuid())
    )
    commit(app, lambda: session().execute(left))
    assert (events(read(app, mine)), read(app, clusters).status_code) == ([], 404)


def test_what_a_link_gives_agrees_with_the_policy_for_everyone(app, cast):
    with app.app_context():
        for someone in cast.people.values():
            person = who.by_id(someone.id)
            here = set(session().scalars(calendars_open_to(someone.id)).all())
            assert here == {place.cluster_id for place in person.places.values() if place.board}, someone.key
        session().commit()


def test_a_link_belongs_to_its_owner(app, cast, reader_for):
    link(reader_for(cast.teacher))
    feed = act(app, lambda: session().scalar(sa.select(CalendarFeed.id)))
    reader_for(cast.coordinator).post(f"/calendar/links/{feed}/revoke", expect=404)
    reader_for(cast.coordinator).get("/calendar/subscribe").sees("Make my link")


# local times over clock changes: pages and feeds agree, in every zone

_days = st.dates(min_value=date(2027, 1, 1), max_value=date(2028, 12, 31))
_minutes = st.integers(min_value=0, max_value=24 * 60 - 1)


def happening(starts, zone):
    return icalendar.Happening(
        uid="1",
        sequence=0,
        revised_at=starts,
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
        zone=zone,
        summary="x",
    )


@settings(max_examples=300, deadline=None)
@given(on=_days, minute=_minutes, zone=st.sampled_from(ZONES), other=st.sampled_from(ZONES))
def test_a_feed_says_the_same_instant_in_every_zone(on, minute, zone, other):
    starts = datetime(on.year, on.month, on.day, minute // 60, minute % 60, tzinfo=UTC)
    text = icalendar.calendar("x", [happening(starts, zone)], zone=zone, every=timedelta(hours=1))
    whole = Calendar.from_ical(text)
    (event,) = whole.walk("VEVENT")
    assert event["DTSTART"].dt.astimezone(UTC) == starts
    assert event["DTEND"].dt.astimezone(UTC) == starts + timedelta(hours=1)
    (described,) = [z.to_tz(lookup_tzid=False) for z in whole.walk("VTIMEZONE")]
    local = starts.astimezone(ZoneInfo(zone))
    if not local.fold and local.replace(fold=1).utcoffset() == local.utcoffset():
        assert described.utcoffset(local.replace(tzinfo=None)) == local.utcoffset()


@settings(max_examples=200, deadline=None)
@given(on=_days, minute=_minutes, zone=st.sampled_from(ZONES))
def test_a_page_shows_the_clock_of_the_zone(on, minute, zone):
    starts = datetime(on.year, on.month, on.day, minute // 60, minute % 60, tzinfo=UTC)
    local = starts.astimezone(ZoneInfo(zone))
    assert moments.clock_time(starts, zone) == f"{local:%H:%M}"
    event = Calendar.from_ical(
        icalendar.calendar("x", [happening(starts, zone)], zone=zone, every=timedelta(hours=1))
    ).walk("VEVENT")[0]
    assert f"{event['DTSTART'].dt.astimezone(ZoneInfo(zone)):%H:%M}" == moments.clock_time(starts, zone)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_any_line_is_folded_within_75_octets_and_comes_back(words):
    folded = icalendar.fold("SUMMARY:" + icalendar.escape(words))
    assert folded.endswith("\r\n")
    assert all(len(line.encode()) <= 75 for line in folded.split("\r\n"))
    assert folded.replace("\r\n ", "").removesuffix("\r\n") == "SUMMARY:" + icalendar.escape(words)


@pytest.mark.parametrize("zone", ZONES)
def test_a_zone_that_changes_its_clocks_says_so_by_a_rule(zone):
    text = "\n".join(icalendar.timezone(zone, 2027, 2028))
    changes = zone in ("Europe/London", "America/New_York", "Australia/Sydney")
    assert ("BEGIN:DAYLIGHT" in text, "RRULE:FREQ=YEARLY" in text) == (changes, changes)
