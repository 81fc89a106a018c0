"""Forms of the calendar."""

import uuid
from collections.abc import Collection, Sequence
from typing import Any

from portal.core.i18n import _, _l
from portal.identity.schools.models import School
from portal.running.activities.models import Activity, ActivityGuest, ActivityKind, Coming, Scope, What, When
from portal.running.activities.words import COMING, KIND
from portal.web.forms import (
    EditingForm,
    PictureWithoutPupils,
    PortalForm,
    as_uuid,
    day,
    file,
    line,
    no_pupils,
    number,
    paragraph,
    pick_from_list,
    pick_one,
    pick_several,
    send,
    tick,
    time_of_day,
)
from portal.web.moments import zone_name

SCOPES = [
    (Scope.ONE.value, _l("Only this one")),
    (Scope.FOLLOWING.value, _l("This one and those that follow")),
    (Scope.ALL.value, _l("All that are still to come")),
]


class ActivityForm(EditingForm):
    """What a teacher plans. Everything after the time can wait."""

    read_by_others = (
        "title",
        "description",
        "place",
        "partner_role",
        "classes",
        "language_needs",
        "access_needs",
        "class_profile",
        "materials",
        "plan",
        "promised",
    )
    makes_new = True

    title = line(
        _l("What will you do?"), required=_l("Enter what you will do, for example “Joint assembly”."), longest=160
    )
    kind = pick_one(
        _l("What kind of activity is it?"),
        [(kind.value, words) for kind, words in KIND.items()],
        required=_l("Choose what kind of activity it is."),
        default=ActivityKind.LIVE.value,
    )
    owner = pick_from_list(
        _l("Which school does it?"),
        required=_l("Choose the school that does it."),
        coerce=as_uuid,
        hint=_l("Your own school, or one that you ask."),
    )
    teacher = pick_from_list(
        _l("Teacher (optional)"),
        required=None,
        coerce=as_uuid,
        hint=_l("A teacher of that school. Without one, every teacher there sees it as to do."),
    )
    understudy = pick_from_list(
        _l("Back-up teacher (optional)"),
        required=None,
        coerce=as_uuid,
        hint=_l("A teacher of any school who is asked first when the teacher cannot come."),
    )
    partner = pick_from_list(
        _l("With which school? (optional)"),
        required=None,
        coerce=as_uuid,
        hint=_l("It is asked whether the time suits. Without one, the activity is agreed at once."),
    )
    on = day(_l("On which day?"), required=_l("Enter the day."))
    starts = time_of_day(_l("From"), required=_l("Enter when it begins."))
    ends = time_of_day(_l("Until"), required=_l("Enter when it ends."))
    zone = pick_from_list(
        _l("On the clocks of"),
        required=_l("Choose the clocks that you mean."),
        hint=_l("Everyone sees the time on their own clocks as well."),
    )
    place = line(_l("Place or link (optional)"), longest=300)
    access_needs = line(
        _l("What is needed so that everyone can take part? (optional)"),
        hint=_l(
            "A room without steps, captions, large print. Never the name of a child, or anything about their health."
        ),
        longest=300,
    )
    language_needs = line(
        _l("Which language is spoken? (optional)"),
        hint=_l(
            "And who translates, for example “English; a teacher puts it into Swahili”. Never the name of a child."
        ),
        longest=300,
    )
    partner_role = line(
        _l("What does the partner school do? (optional)"),
        hint=_l("For example “Brings three questions about rivers, and a song”. Never the name of a child."),
        longest=300,
    )
    classes = line(
        _l("Which classes of the school that does it? (optional)"),
        hint=_l("For example “Years 5 and 6”. Never the name of a child."),
        longest=300,
    )
    pupils_planned = number(
        _l("How many pupils of that school are planned? (optional)"),
        hint=_l("The partner school says its own number."),
        least=0,
        most=5000,
    )
    repeats = pick_from_list(
        _l("Does it repeat?"),
        [("", _l("No, once")), ("1", _l("Every week")), ("2", _l("Every two weeks")), ("4", _l("Every four weeks"))],
        required=None,
        default="",
    )
    until = day(_l("If it repeats: the last day"))
    leave_out = tick(_l("Leave out the days on which one of the two schools is away"))
    anyway = tick(_l("I have read the warnings; plan it all the same"))
    description = paragraph(_l("What is it about? (optional)"), longest=2000, rows=3)
    plan = paragraph(
        _l("Plan (optional)"), hint=_l("Step by step, so that somebody else could do it from this alone."), rows=5
    )
    materials = paragraph(_l("What is needed (optional)"), hint=_l("Things, room, links."), rows=3)
    class_profile = paragraph(
        _l("About the class (optional)"),
        hint=_l(
            "Age, number, what they know already. Never the name of a child, or anyone’s health, religion or origin."
        ),
        rows=3,
    )
    promised = paragraph(_l("What was promised to the partner (optional)"), rows=2)
    submit = send(_l("Put it on the calendar"))

    def offer(self, schools: Sequence[School], teachers: Sequence[Any], zone: str) -> None:
        """Fill the lists: the schools of this calendar, their teachers, their clocks."""
        named = [(school.id, school.name) for school in schools]
        people = [(teacher.id, f"{teacher.name}, {teacher.school}") for teacher in teachers]
        self.owner.choices = named
        self.partner.choices = [("", _("No other school")), *named]
        self.teacher.choices = [("", _("Nobody yet")), *people]
        self.understudy.choices = [("", _("Nobody yet")), *people]
        zones = list(dict.fromkeys([zone, *(school.zone for school in schools)]))
        self.zone.choices = [(name, zone_name(name)) for name in zones]

    def says_until(self) -> bool:
        """What repeats has a last day."""
        if self.repeats.data and self.until.data is None and not self.until.errors:
            self.until.errors = [_("Enter the last day.")]
            return False
        return True

    def what(self) -> What:
        """The texts and people as typed."""
        return What(
            title=self.title.data,
            kind=ActivityKind(self.kind.data),
            description=self.description.data or "",
            place=self.place.data or "",
            plan=self.plan.data or "",
            materials=self.materials.data or "",
            class_profile=self.class_profile.data or "",
            promised=self.promised.data or "",
            access_needs=self.access_needs.data or "",
            language_needs=self.language_needs.data or "",
            partner_role=self.partner_role.data or "",
            classes=self.classes.data or "",
            pupils_planned=self.pupils_planned.data,
            teacher_id=self.teacher.data or None,
            understudy_id=self.understudy.data or None,
        )

    def when(self) -> When:
        """Day and times as typed."""
        return When(on=self.on.data, starts=self.starts.data, ends=self.ends.data, zone=self.zone.data)


class ChangeActivityForm(ActivityForm):
    """The same, for what is on the calendar already: the two schools stay."""

    makes_new = False

    submit = send(_l("Save"))
    owner = None
    partner = None
    repeats = None
    until = None
    leave_out = None
    anyway = None
    scope = pick_one(
        _l("It repeats. For which times is this?"),
        SCOPES,
        required=_l("Choose for which times."),
        default=Scope.ONE.value,
    )

    def offer(self, schools: Sequence[School], teachers: Sequence[Any], zone: str) -> None:
        people = [(teacher.id, f"{teacher.name}, {teacher.school}") for teacher in teachers]
        self.teacher.choices = [("", _("Nobody yet")), *people]
        self.understudy.choices = [("", _("Nobody yet")), *people]
        zones = list(dict.fromkeys([zone, *(school.zone for school in schools)]))
        self.zone.choices = [(name, zone_name(name)) for name in zones]


def standing(activity: Activity) -> dict[str, Any]:
    """What stands there now, as the form shows it."""
    starts, ends = activity.starts_in(activity.zone), activity.ends_in(activity.zone)
    return {
        "title": activity.title,
        "kind": activity.kind.value,
        "teacher": activity.teacher_id,
        "understudy": activity.understudy_id,
        "on": starts.date(),
        "starts": starts.time(),
        "ends": ends.time(),
        "zone": activity.zone,
        "place": activity.place,
        "description": activity.description,
        "plan": activity.plan,
        "materials": activity.materials,
        "class_profile": activity.class_profile,
        "promised": activity.promised,
        "access_needs": activity.access_needs,
        "language_needs": activity.language_needs,
        "partner_role": activity.partner_role,
        "classes": activity.classes,
        "pupils_planned": activity.pupils_planned,
        "version": str(activity.version),
    }


def again(activity: Activity, mine: Collection[uuid.UUID]) -> dict[str, Any]:
    """The same once more, on another day: an activity that went well is the best template. What it says about the class is for its own school."""
    begun = {name: value for name, value in standing(activity).items() if name not in ("on", "version")}
    begun |= {"owner": activity.owner_school_id, "partner": activity.partner_school_id}
    return begun if activity.owner_school_id in mine else {**begun, "class_profile": ""}


class ColleagueForm(PortalForm):
    teacher = pick_one(_l("Who will do it?"), required=_l("Choose a colleague."), coerce=as_uuid)
    submit = send(_l("Ask this colleague"))

    def offer(self, teachers: Sequence[Any], but_not: uuid.UUID | None) -> None:
        self.teacher.choices = [(t.id, t.name) for t in teachers if t.id != but_not]


class AdultForm(PortalForm):
    person = pick_one(_l("Who of your school is in the room?"), required=_l("Choose a person."), coerce=as_uuid)
    submit = send(_l("Name this person"))

    def offer(self, teachers: Sequence[Any]) -> None:
        """The people of the partner school."""
        self.person.choices = [(t.id, t.name) for t in teachers]


class PartnerPupilsForm(PortalForm):
    """How many pupils the partner school plans with."""

    pupils = number(
        _l("How many pupils of your school are planned? (optional)"),
        hint=_l("Leave it empty when you do not know yet. You can change it until the activity is over."),
        least=0,
        most=5000,
    )
    scope = pick_one(
        _l("It repeats. For which times is this?"),
        SCOPES,
        required=_l("Choose for which times."),
        default=Scope.ALL.value,
    )
    submit = send(_l("Save"))


class InviteForm(PortalForm):
    schools = pick_several(
        _l("Which schools do you invite?"),
        required=_l("Choose at least one school."),
        hint=_l("Each school answers for itself, and may change its answer until it begins."),
        coerce=as_uuid,
    )
    scope = pick_one(
        _l("It repeats. To which times do you invite them?"),
        SCOPES,
        required=_l("Choose for which times."),
        default=Scope.ALL.value,
    )
    submit = send(_l("Invite these schools"))

    def offer(self, schools: Sequence[School]) -> None:
        """The schools of this calendar that can be invited."""
        self.schools.choices = [(school.id, school.name) for school in schools]


class GuestForm(PortalForm):
    answer = pick_one(
        _l("Does your school come?"),
        [(one.value, COMING[one]) for one in (Coming.YES, Coming.UNSURE, Coming.NO)],
        required=_l("Say whether your school comes."),
    )
    pupils = number(_l("How many pupils come? (optional)"), least=0, most=5000)
    adult = pick_from_list(
        _l("Who of your school is in the room?"),
        required=None,
        coerce=as_uuid,
        hint=_l("Wherever pupils take part, an adult of their school is with them."),
    )
    submit = send(_l("Answer"))

    def offer(self, guest: ActivityGuest, people: Sequence[Any]) -> None:
        """Only an activity with pupils asks for pupils and an adult."""
        if guest.activity.kind == ActivityKind.LIVE:
            self.adult.choices = [("", _("Nobody named yet")), *((one.id, one.name) for one in people)]
        else:
            del self.adult


class SuggestForm(PortalForm):
    """The time does not suit: which one would."""

    read_by_others = ("words",)

    words = paragraph(
        _l("Which days and times would suit you?"),
        hint=_l("It goes on the board of the cluster. Never write the name of a child, or a phone number."),
        required=_l("Write which days and times would suit you."),
        rows=4,
        longest=2000,
    )
    submit = send(_l("Ask for another time"))


class TookPartForm(PortalForm):
    pupils = number(
        _l("How many pupils of your school took part?"), required=_l("Enter the number."), least=0, most=5000
    )
    submit = send(_l("Save"))


class DeliverForm(PictureWithoutPupils):
    read_by_others = ("words",)

    pupil_count = number(
        _l("How many pupils of your school took part? (optional)"),
        hint=_l("Each school counts its own."),
        least=0,
        most=5000,
    )
    words = line(_l("One sentence about it (optional)"), hint=_l("Never the name of a child."), longest=500)
    file = file(
        _l("One file (optional)"),
        hint=_l(
            "A picture of what was made, or a page of it; at most 20 MB. Never a picture by which a child can be known."
        ),
    )
    no_pupils = no_pupils()
    submit = send(_l("It took place"))


class CancelForm(PortalForm):
    read_by_others = ("reason",)

    scope = pick_one(
        _l("It repeats. Which times are cancelled?"),
        SCOPES,
        required=_l("Choose which times."),
        default=Scope.ONE.value,
    )
    reason = line(_l("Why?"), required=_l("Enter why it is cancelled; the partner reads it."), longest=300)
    submit = send(_l("Cancel the activity"))
