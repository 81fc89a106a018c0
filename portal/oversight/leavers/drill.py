"""The drill: everything that someone holds at a school, in words, each with the page where it is mended."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from portal.core import moments
from portal.core.duty import DutyKind
from portal.core.i18n import _
from portal.forming.clusters.models import OfficeKind, OfficeStatus
from portal.identity.schools import queries as schools
from portal.identity.schools.models import Function, MemberStatus, School, SchoolMember
from portal.oversight.leavers import queries
from portal.oversight.notifications import ways, wording

# what is told from activities and stand-ins is not told again from the duties about them
_TOLD_ELSEWHERE = (
    DutyKind.DELIVER_ACTIVITY,
    DutyKind.CONFIRM_ACTIVITY,
    DutyKind.HAND_BACK,
    DutyKind.BRING_ANSWERS,
)


@dataclass(frozen=True)
class Line:
    """One thing: what it is, until when, and the way to mend it. Without words for the way, what it is leads there."""

    what: str
    fix: str
    path: str
    due_at: datetime | None = None


@dataclass(frozen=True)
class Part:
    """Things of one sort. `stops`: nobody would do it. Otherwise `then` says who would."""

    title: str
    then: str
    stops: bool
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Drill:
    """What would stop, and what would pass on by itself."""

    member: SchoolMember
    school: School
    parts: list[Part]
    heir: str

    @property
    def stopping(self) -> list[Part]:
        return [part for part in self.parts if part.stops]

    @property
    def passing(self) -> list[Part]:
        return [part for part in self.parts if not part.stops]

    @property
    def count(self) -> int:
        return sum(len(part.lines) for part in self.parts)


def drill(member: SchoolMember) -> Drill:
    """Everything that this member holds at the school. The same number of statements, however much it is."""
    school = schools.get_school(member.school_id)
    person_id = member.person_id
    heir_id = schools.successor_at(school, person_id)
    heir = next((m.person.name for m in school.members if m.person_id == heir_id), "")
    named = queries.activities_named_on(school.id, person_id)
    found = [
        _functions(school, person_id),
        _offices(school, person_id, heir),
        _activities(school, person_id, named),
        _back_up(school, person_id, named),
        _stand_ins(school, person_id),
        _visits(school, person_id),
        _duties(school, person_id, heir),
        _threads(school, person_id),
        _sections(school, person_id),
        _invitations(school, person_id),
    ]
    return Drill(member, school, [part for part in found if part.lines], heir)


def _functions(school: School, person_id: uuid.UUID) -> Part:
    page = f"/schools/{school.id}"
    lines = []
    contacts = [f.person_id for f in school.holders(Function.CONTACT)]
    members = [m for m in school.members if m.status == MemberStatus.MEMBER]
    if contacts == [person_id]:
        what = _("The only contact of the school: requests, invitations and letters would reach nobody.")
        lines.append(Line(what, _("Name another contact"), f"{page}/contacts/new"))
    elif person_id in contacts and schools.count_contacts(school) <= schools.ENOUGH_CONTACTS:
        what = _("One of two contacts: only one would be left.")
        lines.append(Line(what, _("Name another contact"), f"{page}/contacts/new"))
    if any(f.person_id == person_id for f in school.holders(Function.SIGNATORY)):
        what = _("The head, who signs: nobody could sign for the school.")
        lines.append(Line(what, _("Write to the next head"), f"{page}/head"))
    if any(f.person_id == person_id for f in school.holders(Function.DSL)):
        what = _("The safeguarding lead: partner schools would not know whom to turn to.")
        lines.append(Line(what, _("Name the next safeguarding lead"), f"{page}/safeguarding/edit"))
    if any(f.person_id == person_id for f in school.holders(Function.HEAD_DEPUTY)):
        what = _("Who answers the yearly yes for the head: the head would answer alone again.")
        lines.append(Line(what, _("See this school year"), f"{page}/year"))
    if [m.person_id for m in members] == [person_id]:
        what = _("The only person of the school here: nobody would see its clusters any more.")
        lines.append(Line(what, _("Send a colleague the link to join"), f"{page}/join"))
    return Part(_("For the school"), _("Nobody else does this. It needs a name before the last day."), True, lines)


def _offices(school: School, person_id: uuid.UUID, heir: str) -> Part:
    titles = {
        OfficeKind.CONTACT_TEACHER: _("Cluster coordinator (contact teacher)"),
        OfficeKind.DEPUTY: _("Deputy coordinator"),
    }
    lines = []
    for office in queries.offices_held(school.id, person_id):
        what = f"{titles[office.kind]}: {office.cluster}"
        if office.status == OfficeStatus.NOMINATED:
            path = f"/clusters/{office.cluster_id}/offices/{office.id}"
            lines.append(Line(_("Nominated. %(office)s", office=what), _("Open the nomination"), path))
        else:
            path = f"/clusters/{office.cluster_id}/offices/new"
            lines.append(Line(what, _("Nominate someone in %(cluster)s", cluster=office.cluster), path))
    then = (
        _(
            "A coordinator’s work would go to %(name)s until the schools name someone; a deputy’s place would be empty.",
            name=heir,
        )
        if heir
        else _("The cluster would have nobody who coordinates it.")
    )
    return Part(_("In clusters"), then, not heir, lines)


def _activities(school: School, person_id: uuid.UUID, named: Sequence[Any]) -> Part:
    lines = []
    for activity in named:
        if activity.teacher_id != person_id or activity.owner_school_id != school.id:
            continue
        has_back_up = activity.understudy_id not in (None, person_id)
        what = (
            _("“%(title)s”, with a back-up teacher", title=activity.title)
            if has_back_up
            else _("“%(title)s”, without a back-up teacher", title=activity.title)
        )
        path = f"/clusters/{activity.cluster_id}/activities/{activity.id}/colleague"
        lines.append(Line(what, _("Name a colleague for “%(title)s”", title=activity.title), path, activity.starts_at))
    for activity in named:
        if activity.partner_adult_id == person_id and activity.partner_school_id == school.id:
            what = _("The adult in the room for “%(title)s”", title=activity.title)
            path = f"/clusters/{activity.cluster_id}/activities/{activity.id}/adult"
            lines.append(
                Line(what, _("Name another adult for “%(title)s”", title=activity.title), path, activity.starts_at)
            )
    then = _("The promise to the partner school stays, but no teacher would be named for it.")
    return Part(_("Activities to do"), then, True, lines)


def _back_up(school: School, person_id: uuid.UUID, named: Sequence[Any]) -> Part:
    lines = [
        Line(
            _("Back-up teacher for “%(title)s”", title=activity.title),
            _("Choose another back-up for “%(title)s”", title=activity.title),
            # only the owner school may change it; the others read there whom to write to
            f"/clusters/{activity.cluster_id}/activities/{activity.id}"
            + ("/change" if activity.owner_school_id == school.id else ""),
            activity.starts_at,
        )
        for activity in named
        if activity.understudy_id == person_id
    ]
    then = _("The activities would go on, without a back-up teacher.")
    return Part(_("Back-up for others"), then, False, lines)


def _stand_ins(school: School, person_id: uuid.UUID) -> Part:
    lines = [
        Line(
            _("“%(title)s” of %(school)s", title=promised.title, school=promised.owner),
            _("Open the stand-in “%(title)s”", title=promised.title),
            f"/clusters/{promised.cluster_id}/handoffs/{promised.id}",
            promised.needed_at,
        )
        for promised in queries.stand_ins_promised(school.id, person_id)
    ]
    then = _("Your school would still be expected there, but no teacher would be named for it.")
    return Part(_("Stand-ins promised"), then, True, lines)


def _visits(school: School, person_id: uuid.UUID) -> Part:
    lines = []
    for visit in queries.visits_named_on(school.id, person_id):
        page = f"/clusters/{visit.cluster_id}/visits/{visit.id}"
        names = {"title": visit.title}
        at = moments.instant(visit.starts_on, time(0), school.zone)
        if visit.travels:
            what = _("Travels: “%(title)s”", **names)
            if visit.delegate_id == person_id:
                what = _("Travels, and takes the questions of other schools along: “%(title)s”", **names)
            lines.append(Line(what, _("Change who travels: “%(title)s”", **names), f"{page}/change", at))
        if person_id in (visit.guest_adult_id, visit.host_adult_id):
            what = _("Responsible adult: “%(title)s”", **names)
            lines.append(Line(what, _("Name another adult: “%(title)s”", **names), f"{page}/adult", at))
    then = _("A visit without its responsible adult is not confirmed any more, and nobody brings the answers home.")
    return Part(_("Visits"), then, True, lines)


def _duties(school: School, person_id: uuid.UUID, heir: str) -> Part:
    sole = [
        function.value
        for function in (Function.CONTACT, Function.SIGNATORY)
        if [f.person_id for f in school.holders(function)] == [person_id]
    ]
    lines = []
    for owed in queries.duties_owed(school.id, person_id, sole):
        if owed.kind in _TOLD_ELSEWHERE and owed.person_id == person_id:
            continue
        lines.append(Line(wording.task_of(owed.kind, owed.title), "", ways.way_to(owed), owed.due_at))
    then = _("It would go to %(name)s.", name=heir) if heir else _("Nobody would see it any more.")
    return Part(_("Still to do"), then, not heir, lines)


def _threads(school: School, person_id: uuid.UUID) -> Part:
    lines = [
        Line(
            _("“%(title)s” waits for a reply of your school", title=thread.title),
            _("Answer “%(title)s”", title=thread.title),
            f"/clusters/{thread.cluster_id}/board/threads/{thread.id}",
            thread.due_at,
        )
        for thread in queries.threads_waiting(school.id, person_id)
    ]
    then = _("Every member of your school sees it; this is the person who wrote there for your school.")
    return Part(_("Conversations"), then, False, lines)


def _sections(school: School, person_id: uuid.UUID) -> Part:
    lines = [
        Line(
            f"{section.title}, {section.name}",
            _("Open the part “%(title)s”", title=section.title),
            f"/applications/{section.application_id}/sections/{section.section_id}",
        )
        for section in queries.sections_written(school.id, person_id)
    ]
    then = _("What is written stays. A colleague of your school has to go on with it.")
    return Part(_("Parts of applications"), then, False, lines)


def _invitations(school: School, person_id: uuid.UUID) -> Part:
    lines = [
        Line(
            _("%(school)s has not answered the invitation", school=sent.school),
            _("See the invitation of %(school)s", school=sent.school),
            f"/clusters/{sent.cluster_id}/invitations/{sent.id}",
            sent.expires_at,
        )
        for sent in queries.invitations_sent(school.id, person_id)
    ]
    lines += [
        Line(
            _("%(organisation)s has not sent its letter of support", organisation=asked.organisation),
            _("See the request to %(organisation)s", organisation=asked.organisation),
            f"/clusters/{asked.cluster_id}/statements/{asked.id}",
            asked.expires_at,
        )
        for asked in queries.letters_asked_for(school.id, person_id)
    ]
    then = _("The answers still come in. Somebody should know that they were asked for.")
    return Part(_("Waiting for answers"), then, False, lines)
