"""Pages of the calendar and of activities: through the pages as people use them."""

import io
import re
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest

from portal.core.database import session
from portal.running.activities import queries, services
from portal.running.activities.models import Activity
from tests.support import calendar
from tests.support.cast import commit

PAGE = "/clusters/{}/activities/{}"


def act(app, make):
    with app.app_context():
        made = make()
        session().commit()
        return made


def page(cast, made):
    return PAGE.format(cast.river, made)


def find(app, cast, made):
    with app.app_context():
        found = queries.get_activity(cast.river, made)
        session().commit()
        return found


def fields(cast, **more):
    given = {
        "title": "Joint assembly",
        "kind": "lesson",
        "owner": str(cast.school["hill"]),
        "partner": str(cast.school["tumaini"]),
        "teacher": "",
        "understudy": "",
        "on": ["9", "3", "2027"],
        "starts": "10:00",
        "ends": "11:00",
        "zone": "Europe/London",
    }
    return {**given, **more}


def test_a_teacher_plans_an_activity_and_sees_it_in_both_times(app, cast, reader_for):
    reader = reader_for(cast.teacher).get(f"/clusters/{cast.river}/calendar").follow("Plan an activity")
    reader.fill(
        title="Joint assembly",
        partner=cast.school["tumaini"],
        teacher=cast.teacher.id,
        understudy=cast.vale_teacher.id,
        on=date(2027, 3, 9),
        starts="10:00",
        ends="11:00",
        plan="Sing together",
    ).press("Put it on the calendar")
    reader.sees("Joint assembly", "10:00 to 11:00 UK time; 13:00 to 14:00 in Nairobi", "Proposed", "Vic d'Arcy-Smith")
    reader.get(f"/clusters/{cast.river}/calendar").sees("10:00 Joint assembly", "Tuesday 9 March 2027")
    reader.get(f"/clusters/{cast.river}/calendar?view=agenda").sees("Hill Primary School with Tumaini Primary School")
    abroad = reader_for(cast.abroad).get("/calendar").sees("13:00 Joint assembly", "Nairobi time")
    abroad.follow("13:00 Joint assembly").press("It suits us").sees("Agreed", "it suits you")
    reader.get("/calendar?month=2027-03").follow("10:00 Joint assembly").press("Confirm: it will take place")
    reader.sees("Confirmed")


def test_both_sides_say_that_it_took_place(app, cast, reader_for, clock):
    made = act(app, lambda: calendar.confirmed(cast))
    clock.hold(datetime(2027, 3, 9, 11, 30, tzinfo=UTC))
    mine = reader_for(cast.teacher).get(page(cast, made)).follow("It took place")
    mine.fill(pupil_count="28", words="They sang.", file=(io.BytesIO(b"La la la"), "song.txt"))
    mine.press("It took place").sees("28 pupils took part", "They sang.", "song.txt")
    theirs = reader_for(cast.abroad_teacher).get(page(cast, made)).follow("It took place")
    assert not theirs.page.find(id="pupil_count").get("value")  # each side counts its own
    theirs.fill(pupil_count="32", file=(io.BytesIO(b"Bum bum"), "drums.txt")).press("It took place", expect=422)
    assert theirs.errors() == ["The other school has put a file here already. Show yours on the board."]
    theirs.press("It took place").sees(
        "Done", "60 pupils took part", "Primary School: 28.", "Primary School: 32.", "song.txt"
    )
    assert find(app, cast, made).status == "delivered"


def test_missed(app, cast, reader_for, clock):
    made = act(app, lambda: calendar.confirmed(cast))
    clock.hold(datetime(2027, 3, 9, 11, 30, tzinfo=UTC))
    reader_for(cast.teacher).get(page(cast, made)).press("It did not take place").sees("Did not take place")


def test_moving_and_the_old_form(app, cast, reader_for):
    made = act(app, lambda: calendar.confirmed(cast))
    first = reader_for(cast.teacher).get(page(cast, made)).follow("Change or move it")
    second = reader_for(cast.coordinator).get(page(cast, made)).follow("Change or move it")
    first.fill(on=date(2027, 3, 11), plan="New plan").press("Save").sees("11 March 2027", "New plan", "Confirmed")
    second.fill(plan="Other plan").press("Save", expect=409).sees("New plan", "Other plan")
    assert find(app, cast, made).plan == "New plan"


def test_a_colleague_and_a_cancellation(app, cast, reader_for):
    made = act(app, lambda: calendar.confirmed(cast))
    reader = reader_for(cast.teacher).get(page(cast, made) + "/colleague")
    reader.label("Carys Okoro", "y").press("Ask this colleague").sees("Carys Okoro")
    reader.follow("Cancel it").press("Cancel the activity", expect=422)
    assert reader.errors() == ["Enter why it is cancelled; the partner reads it."]
    reader.fill(reason="Flooded road").press("Cancel the activity").sees("Cancelled: Flooded road")
    reader.get("/calendar").sees("Cancelled")


def test_a_stand_in_and_what_needs_confirming_are_seen_on_the_calendar(app, cast, reader_for, clock):
    covered = act(app, lambda: calendar.confirmed(cast, title="Covered one"))
    act(app, lambda: calendar.activity(cast, title="Unsure one"))

    def cover():
        found = session().get(Activity, covered)
        services.cover_activity(found, school_id=cast.school["vale"], person_id=cast.vale_teacher.id)

    commit(app, cover)
    clock.hold(datetime(2027, 3, 6, 10, 0, tzinfo=UTC))
    for view in ("", "?view=agenda"):
        reader_for(cast.teacher).get("/calendar" + view).sees("Stand-in: Vale Primary School", "Needs confirming")


@pytest.mark.parametrize("view", ["", "?view=agenda", "?view=week&week=2027-03-09"])
def test_the_calendar_takes_as_many_statements_for_thirty_as_for_one(app, cast, reader_for, view):
    counts = {}
    for path in ("/calendar", f"/clusters/{cast.river}/calendar"):
        reader = reader_for(cast.teacher)
        counts[path] = []
        made = 0
        for number in (1, 3, 30):
            while made < number:
                act(app, lambda n=made: calendar.activity(cast, title=f"Activity {n}", partner="tumaini"))
                made += 1
            reader.get(path + view)
            counts[path].append(len(reader.statements))
    for path, numbers in counts.items():
        assert len(set(numbers)) == 1, counts
        assert numbers[0] <= 7, (path, numbers)


def test_the_activity_page_takes_a_fixed_number_of_statements(app, cast, reader_for):
    made = act(app, lambda: calendar.confirmed(cast))
    reader = reader_for(cast.teacher).get(page(cast, made))
    assert len(reader.statements) <= 8, reader.statements


@pytest.mark.parametrize(
    "month", ["2027-13", "nonsense", "0000-00", "99999-01", "-", "2027-03-04", "1700-01", "२०२७-०३"]
)
def test_nonsense_months_show_a_month(cast, reader_for, month):
    reader_for(cast.teacher).get("/calendar?month=" + month)


def test_months_are_linked_and_whole(cast, reader_for):
    reader = reader_for(cast.teacher).get("/calendar?month=2027-02")
    assert [len(row.find_all("td")) for row in reader.page.select("table.app-month tbody tr")] == [7, 7, 7, 7]
    reader.sees("Monday 1 February 2027").follow("March 2027").sees("Tuesday 2 March 2027, today")
    assert [len(row.find_all("td")) for row in reader.page.select("table.app-month tbody tr")] == [7] * 5


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "", "Enter what you will do"),
        ("title", "x" * 161, "Use 160 characters or fewer"),
        ("title", "\x00", "Enter what you will do"),
        ("kind", "nonsense", "This choice is not there any more"),
        ("owner", "0193a1b2-0000-7000-8000-000000000000", "This choice is not there any more"),
        ("owner", "nonsense", "This choice is not there"),
        ("partner", "nonsense", "This choice is not there"),
        ("teacher", "nonsense", "This choice is not there"),
        ("on", ["31", "2", "2027"], "Enter a real date"),
        ("on", ["", "", ""], "Enter the day"),
        ("on", ["1", "3", "2027"], "still to come"),
        ("starts", "25:00", "Enter a time like 14:30"),
        ("starts", "", "Enter when it begins"),
        ("ends", "09:59", "The end must come after the start"),
        ("zone", "Europe/Nowhere", "This choice is not there any more"),
        ("plan", "x" * 4001, "Use 4000 characters or fewer"),
        ("plan", "a\ud800b", None),
    ],
)
def test_bad_input_is_said_beside_its_field(app, cast, reader_for, field, value, words):
    reader = reader_for(cast.teacher)
    if words is None:
        value = value.encode("utf-8", "surrogatepass")
    reader.post(f"/clusters/{cast.river}/activities/new", fields(cast, **{field: value}))
    assert reader.status < 500
    with app.app_context():
        stored = session().query(Activity).count()
        session().commit()
    if words is None:
        assert (reader.status, stored) == (303, 1)
        return
    assert (reader.status, stored) == (422, 0)
    assert any(words in message for message in reader.errors()), reader.errors()
    if isinstance(value, str) and len(value) == 161:
        assert reader.page.find(id="title")["value"] == value


def test_a_school_of_another_cluster_is_no_choice(app, cast, reader_for):
    reader = reader_for(cast.teacher)
    for field in ("owner", "partner"):
        reader.post(
            f"/clusters/{cast.river}/activities/new", fields(cast, **{field: str(cast.school["brook"])}), expect=422
        )
    reader.post(f"/clusters/{cast.river}/activities/new", fields(cast, teacher=str(cast.outsider.id)), expect=422)


PATHS = ["", "/change", "/colleague", "/deliver", "/cancel"]
BUTTONS = ["/agree", "/confirm", "/missed"]


def test_strangers_find_nothing(app, cast, reader_for):
    made = act(app, lambda: calendar.confirmed(cast))
    here = f"/clusters/{cast.river}"
    for someone in (cast.outsider, cast.nobody, cast.reviewer):
        reader = reader_for(someone)
        for path in (here + "/calendar", here + "/calendar/subscribe", here + "/activities/new"):
            reader.get(path, expect=404)
        for path in PATHS:
            reader.get(page(cast, made) + path, expect=404)
        for path in BUTTONS:
            reader.post(page(cast, made) + path, expect=404)
    visitor = reader_for(None).get(page(cast, made))
    assert visitor.path.startswith("/sign-in")


def test_members_without_the_right_are_refused(app, cast, reader_for):
    made = act(app, lambda: calendar.confirmed(cast))
    vale = reader_for(cast.vale_teacher)
    for path in ("/change", "/colleague", "/deliver", "/cancel"):
        vale.get(page(cast, made) + path, expect=403)
    for path in BUTTONS:
        vale.post(page(cast, made) + path, expect=403)
    reader_for(cast.abroad_teacher).get(page(cast, made) + "/change", expect=403)
    reader_for(cast.abroad_teacher).post(page(cast, made) + "/confirm", expect=403)
    reader_for(cast.teacher).post(page(cast, made) + "/agree", expect=403)


def test_a_refused_button_says_why(app, cast, reader_for):
    made = act(app, lambda: calendar.confirmed(cast))
    reader = reader_for(cast.teacher)
    reader.post(page(cast, made) + "/confirm", follow=True, expect=200).sees("confirmed already")
    reader.post(page(cast, made) + "/missed", follow=True, expect=200).sees("not begun yet")


def test_an_activity_is_found_through_its_own_cluster_only(app, cast, reader_for):
    made = act(app, lambda: calendar.confirmed(cast))
    reader_for(cast.teacher).get(PAGE.format("0193a1b2-0000-7000-8000-000000000000", made), expect=404)


def test_wrong_method(app, cast, reader_for):
    made = act(app, lambda: calendar.confirmed(cast))
    reader_for(cast.teacher).get(page(cast, made) + "/agree", expect=405)


def test_class_profile_is_for_the_two_schools(app, cast, reader_for):
    made = act(app, lambda: calendar.confirmed(cast, class_profile="Year 5, 28 pupils"))
    reader_for(cast.teacher).get(page(cast, made)).sees("Year 5, 28 pupils")
    reader_for(cast.ford_teacher).get(page(cast, made)).does_not_see("Year 5, 28 pupils")


def test_what_it_needs_is_said_wherever_it_is_read(app, cast, reader_for):
    access, language = "A room without steps; captions", "Swahili, put into English <by> a teacher"
    reader = reader_for(cast.teacher)
    path = f"/clusters/{cast.river}/activities/new"
    reader.post(path, fields(cast, access_needs="x" * 301, language_needs=language), expect=422)
    assert reader.errors() == ["Use 300 characters or fewer."]
    assert reader.page.find(id="language_needs")["value"] == language
    reader.post(path, fields(cast, access_needs=access, language_needs=language), follow=True, expect=200)
    reader.sees("So that everyone can take part", access, language)
    made = reader.path
    reader.get(f"/clusters/{cast.river}/calendar?view=agenda&month=2027-03").sees(access, f"Language: {language}")
    again = reader.get(made).follow("Plan the same again")
    assert again.page.find(id="access_needs")["value"] == access
    assert again.page.find(id="language_needs")["value"] == language
    reader.get(made).follow("Change or move it").fill(access_needs="").press("Save").sees(language)
    reader.does_not_see("So that everyone can take part")
    reader.get(f"{path}?kit=assembly&step=1")
    assert "in large print" in reader.page.find(id="access_needs")["value"]
    assert "speaks its own language" in reader.page.find(id="language_needs")["value"]


def test_the_partners_part_classes_and_numbers_are_said_wherever_they_are_read(app, cast, reader_for):
    role, classes = "Brings a song & three questions", "Years 5 and 6 <both>"
    reader, theirs = reader_for(cast.teacher), reader_for(cast.abroad_teacher)
    path = f"/clusters/{cast.river}/activities/new"
    planned = fields(cast, partner_role=role, classes=classes, pupils_planned="5001")
    reader.post(path, planned, expect=422)
    assert reader.page.find(id="partner_role")["value"] == role
    planned |= {"partner_role": "Call me on 07700 900123"}
    reader.post(
        path, {**planned, "pupils_planned": "56"}, expect=422
    )  # read by others: a second look at contact details
    reader.post(path, {**planned, "partner_role": role, "pupils_planned": "56"}, follow=True, expect=200)
    reader.sees(role, classes, "Pupils planned at Hill Primary School", "56").does_not_see("Say how many")
    made = reader.path
    theirs.get(made).follow("Say how many").fill(pupils="0").press("Save").sees(
        "Pupils planned at Tumaini", "It suits us"
    )
    reader.get(made).sees("Pupils planned at Tumaini Primary School")
    reader.get(f"{made}/our-pupils", expect=403)
    reader.get(f"/clusters/{cast.river}/calendar?view=agenda&month=2027-03").sees(role, f"Classes: {classes}")
    again = reader.get(made).follow("Plan the same again")
    found = [again.page.find(id=name)["value"] for name in ("partner_role", "classes", "pupils_planned")]
    assert found == [role, classes, "56"]
    reader.get(made).follow("Change or move it").fill(pupils_planned="", classes="").press("Save")
    reader.sees(role).does_not_see(classes, "Pupils planned at Hill")
    reader.get(f"{path}?kit=assembly&step=1")
    assert "a song" in reader.page.find(id="partner_role")["value"]


def test_pages_say_why_they_cannot_be_used(app, cast, reader_for):
    made = act(app, lambda: calendar.confirmed(cast))
    reader = reader_for(cast.teacher)
    reader.get(page(cast, made) + "/deliver").sees("This has not begun yet")
    assert reader.page.find(id="pupil_count") is None
    reader.get(page(cast, made) + "/cancel").fill(reason="Snow").press("Cancel the activity").sees("Cancelled: Snow")
    reader.get(page(cast, made) + "/cancel").sees("is over or was cancelled already")
    assert reader.page.find(id="reason") is None
    reader.get(page(cast, made) + "/deliver").sees("This activity was cancelled.")
    reader_for(cast.abroad_teacher).get(page(cast, made) + "/our-pupils").sees("It stays as it is.")


def test_a_doubled_hour_is_said(app, cast, reader_for):
    reader = reader_for(cast.teacher)
    night = fields(cast, on=["31", "10", "2027"], starts="01:30", ends="03:00")
    reader.post(f"/clusters/{cast.river}/activities/new", night, follow=True, expect=200).sees("the first one is meant")
    gap = fields(cast, on=["28", "3", "2027"], starts="01:30", ends="03:00")
    reader.post(f"/clusters/{cast.river}/activities/new", gap, expect=422)
    assert any("does not exist on that day" in message for message in reader.errors())


def test_dates_are_read_as_typed(app, cast, reader_for):
    reader = reader_for(cast.teacher)
    reader.post(f"/clusters/{cast.river}/activities/new", fields(cast), expect=303)
    made = re.search(r"activities/([0-9a-f-]+)", reader.headers["Location"]).group(1)
    found = find(app, cast, uuid.UUID(made))
    assert found.ends_at - found.starts_at == timedelta(hours=1)


def test_a_week_day_by_day_with_both_times_and_only_my_school(app, cast, reader_for):
    act(app, lambda: calendar.activity(cast, title="Ours"))
    act(app, lambda: calendar.activity(cast, by="ford_teacher", owner="ford", partner=None, title="Theirs"))
    page = f"/clusters/{cast.river}/calendar"
    reader = reader_for(cast.teacher).get(page + "?view=week&week=2027-03-10")
    reader.sees(
        "Monday 8 March 2027 to Sunday 14 March 2027", "10:00 to 11:00 UK time; 13:00 to 14:00 in Nairobi", "Theirs"
    )
    reader.sees("Nothing is planned.").follow("The week after").does_not_see("Ours").follow("The week before").sees(
        "Ours"
    )
    reader.follow("Show only Hill Primary School").sees("Ours").does_not_see("Theirs").follow("The week after")
    assert reader.path.endswith(f"?view=week&week=2027-03-15&school={cast.school['hill']}")
    reader.get(page + f"?month=2027-03&school={cast.school['hill']}").sees("Ours").does_not_see("Theirs")
    reader.get(page + f"?view=agenda&school={cast.school['hill']}").does_not_see("Theirs").follow(
        "Show all schools"
    ).sees("Theirs")
    reader.get(page + f"?view=agenda&school={cast.school['ford']}").sees(
        "Theirs", "Ours"
    )  # not one of mine: all are shown
    reader.get(page + "?view=week&week=nonsense").sees("Monday 1 March 2027 to Sunday 7 March 2027")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2027-13-45"])
def test_a_week_at_the_ends_of_time(cast, reader_for, day):
    reader_for(cast.teacher).get(f"/clusters/{cast.river}/calendar?view=week&week={day}").sees("The week after")


def test_a_time_that_does_not_suit_is_said_and_the_owner_is_asked(app, cast, reader_for):
    with app.app_context():
        activity = calendar.activity(cast)
        session().commit()
    page = f"/clusters/{cast.river}/activities/{activity}"
    partner = reader_for(cast.abroad).get(page).follow("It does not suit us: ask for another time")
    partner.press("Ask for another time", expect=422)
    assert partner.errors() == ["Write which days and times would suit you."]
    partner.fill(words="Tuesdays after ten, please.").press("Ask for another time").sees("the other school is asked")
    partner.sees("Proposed", "It suits us")
    needs = reader_for(cast.teacher).get("/what-needs-me").sees("Reply to “Another time: Joint assembly”")
    needs.follow("Reply to “Another time: Joint assembly”").sees("Tuesdays after ten, please.")
    reader_for(cast.teacher).get(page + "/other-time", expect=403)


def test_a_new_time_says_whose_word_is_waited_for(app, cast, reader_for):
    with app.app_context():
        activity = calendar.confirmed(cast)
        session().commit()
    page = f"/clusters/{cast.river}/activities/{activity}"
    reader = reader_for(cast.teacher).get(page).does_not_see("It has a new time").get(page + "/change")
    reader.fill(starts="12:00", ends="12:45").press("Save")
    reader.sees("It has a new time. We wait for the word of: Hill Primary School, ").sees("Tumaini")
    reader.get(page + "/change").fill(on=date(2076, 3, 9)).press("Save", expect=422)
    assert reader.errors() == ["This is more than three years away. Look at the year again."]
