"""Forms of committees and seats."""

from collections.abc import Iterable
from typing import Any

from portal.core.i18n import _, _l
from portal.forming.committees.models import Level, Seat, SeatKind, SeatRole
from portal.web.forms import (
    EditingForm,
    PortalForm,
    as_uuid,
    day,
    line,
    paragraph,
    pick_from_list,
    pick_one,
    send,
)

LEVELS: dict[str, Any] = {
    Level.SCHOOLS.value: _l("The schools of this cluster"),
    Level.DISTRICT.value: _l("A district, or the area of a local authority"),
    Level.PROVINCE.value: _l("A province, region or county"),
}
KINDS: dict[str, Any] = {
    SeatKind.SCHOOL.value: _l("A school"),
    SeatKind.AUTHORITY.value: _l("An authority"),
    SeatKind.ORGANISATION.value: _l("An organisation"),
    SeatKind.PARENTS.value: _l("Parents"),
    SeatKind.COMMUNITY.value: _l("Someone of the community, such as a village chief or a governor"),
}
SHORT_KINDS: dict[str, Any] = {
    SeatKind.SCHOOL.value: _l("School"),
    SeatKind.AUTHORITY.value: _l("Authority"),
    SeatKind.ORGANISATION.value: _l("Organisation"),
    SeatKind.PARENTS.value: _l("Parents"),
    SeatKind.COMMUNITY.value: _l("Community"),
}
ROLES: dict[str, Any] = {
    SeatRole.MEMBER.value: _l("Member"),
    SeatRole.CHAIR.value: _l("Chair: leads the meetings"),
    SeatRole.CLERK.value: _l("Clerk: writes the minutes"),
}
SHORT_ROLES: dict[str, Any] = {
    SeatRole.MEMBER.value: _l("Member"),
    SeatRole.CHAIR.value: _l("Chair"),
    SeatRole.CLERK.value: _l("Clerk"),
}
USUAL_REMIT = _l(
    "Plan the year together. Look at how each partnership is doing. Share what the schools have. "
    "Keep the local authority and the parents informed."
)


class _Remit:
    name = line(_l("What is it called?"), required=_l("Give the committee a name."))
    level = pick_one(
        _l("For whom does it meet?"),
        list(LEVELS.items()),
        required=_l("Choose for whom it meets."),
        default=Level.SCHOOLS.value,
    )
    remit = paragraph(
        _l("What is it there for?"),
        required=_l("Say what the committee is there for. One sentence is enough."),
        hint=_l("Its members read this first. You can change it later."),
    )
    decides = paragraph(
        _l("What may it decide by itself? (optional)"),
        hint=_l("For example: the calendar of the year, who hosts, small costs."),
        rows=3,
    )
    reports_to = line(
        _l("Who hears what it decides? (optional)"),
        hint=_l("For example: the heads, the local authority, the parents."),
        longest=200,
    )


class BeginForm(_Remit, PortalForm):
    read_by_others = ("name", "remit", "decides", "reports_to")
    makes_new = True
    submit = send(_l("Begin the committee"))


class RemitForm(_Remit, EditingForm):
    read_by_others = ("name", "remit", "decides", "reports_to")

    submit = send(_l("Save"))


def _person() -> Any:
    return pick_from_list(
        _l("Who sits on it? (optional)"),
        required=None,
        hint=_l("Someone who uses the portal. You can say it later."),
        coerce=as_uuid,
    )


def _typed_name() -> Any:
    return line(
        _l("Or the name of someone who does not use the portal (optional)"),
        hint=_l("They get no mail from the portal. Tell them that their name is written here."),
    )


class HolderForm(PortalForm):
    person = _person()
    holder_name = _typed_name()
    submit = send(_l("Save"))

    def offer_people(self, people: Iterable[tuple[Any, str]]) -> None:
        """Who can sit in the committee and has an account."""
        self.person.choices = [("", _("Nobody from this list")), *people]


class SeatForm(PortalForm):
    read_by_others = ("body",)
    makes_new = True
    kind = pick_one(
        _l("Whose seat is it?"),
        list(KINDS.items()),
        required=_l("Say whose seat it is."),
        hint=_l("Everyone in the committee speaks. Each school has one vote."),
        default=SeatKind.SCHOOL.value,
    )
    school = pick_from_list(_l("Which school? (for a seat of a school)"), required=None, coerce=as_uuid)
    body = line(
        _l("Which authority, organisation, parents or role? (for every other seat)"),
        hint=_l("For example: Marlbury Council, Parents of Vale School, village chief."),
        longest=160,
    )
    person = _person()
    holder_name = _typed_name()
    role = pick_one(
        _l("In which role?"), list(ROLES.items()), required=_l("Choose a role."), default=SeatRole.MEMBER.value
    )
    from_on = day(_l("From which day? (optional)"), hint=_l("Left empty, it is today."))
    until_on = day(_l("Until which day? (optional)"), hint=_l("A month before, the chair is asked whether it goes on."))
    submit = send(_l("Give the seat"))

    def offer(self, schools: Iterable[Any], people: Iterable[tuple[Any, str]]) -> None:
        """The schools of the cluster, and who can sit in the committee and has an account."""
        self.school.choices = [("", _("Choose a school")), *((school.id, school.name) for school in schools)]
        self.person.choices = [("", _("Nobody from this list")), *people]


class TermForm(PortalForm):
    until_on = day(_l("Until which day? (optional)"), hint=_l("Left empty, the seat has no end."))
    role = pick_one(_l("In which role?"), list(ROLES.items()), required=_l("Choose a role."))
    submit = send(_l("Go on with this seat"))

    @classmethod
    def of(cls, seat: Seat) -> "TermForm":
        """With what holds now."""
        return cls(until_on=seat.until_on, role=seat.role.value)
