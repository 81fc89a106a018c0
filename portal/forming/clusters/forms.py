"""Forms of clusters."""

from collections.abc import Iterable
from typing import Any

from portal.core.i18n import _, _l
from portal.forming.clusters.models import ClusterForm, OfficeKind
from portal.identity.schools.models import School, SchoolMember
from portal.web.forms import EditingForm, PortalForm, as_uuid, day, line, paragraph, pick_from_list, pick_one, send

FORMS = (
    (ClusterForm.THEME, _l("Schools with a theme in common")),
    (ClusterForm.FEEDER_FAMILY, _l("A secondary school and the primary schools that feed into it")),
    (ClusterForm.MIXED_SPECIAL, _l("Mainstream and special schools together")),
    (ClusterForm.COLLEGE_FEEDERS, _l("A college and the schools that feed into it")),
    (ClusterForm.SAME_TYPE, _l("Schools of the same type")),
    (ClusterForm.SPECIALIST, _l("Specialist schools that share what they know")),
    (ClusterForm.AFFILIATION, _l("Schools that belong to the same body")),
    (ClusterForm.ICT, _l("Schools that use the same online tool")),
    (ClusterForm.PROJECT, _l("Schools in the same project")),
    (ClusterForm.COMMUNITY_COHESION, _l("Schools in contrasting places")),
    (ClusterForm.MENTORING, _l("An experienced school and schools it mentors")),
    (ClusterForm.CORE_SATELLITE, _l("A core school with satellite and annex schools")),
    (ClusterForm.OTHER, _l("Another form")),
)
OFFICES = (
    (OfficeKind.LEAD_SCHOOL, _l("Lead school")),
    (OfficeKind.CONTACT_TEACHER, _l("Cluster coordinator (contact teacher)")),
    (OfficeKind.DEPUTY, _l("Deputy coordinator")),
    (OfficeKind.CO_LEAD, _l("Co-lead school, together with the lead school")),
)


def _name() -> Any:
    return line(_l("Name of the cluster"), required=_l("Enter a name for the cluster."))


def _theme() -> Any:
    return line(
        _l("Theme"),
        required=_l("Enter a theme, in a few words."),
        hint=_l("What the schools want to work on together, for example: Where our water comes from."),
    )


def _reasons() -> Any:
    return paragraph(
        _l("Why this theme? (optional)"),
        hint=_l(
            "For example: what your pupils ask about, what lies near all your schools, what you teach anyway. It can wait."
        ),
        longest=4000,
    )


def _rationale() -> Any:
    return paragraph(
        _l("What binds these schools together? (optional)"),
        hint=_l(
            "Any form of cluster is welcome. What counts is why you work together: what each school brings and hopes to learn, how you help one another."
        ),
        longest=4000,
    )


def _form() -> Any:
    return pick_from_list(
        _l("Form of the cluster"),
        FORMS,
        required=_l("Choose the form that comes closest."),
        hint=_l("Only for the record. It is never scored."),
        default=ClusterForm.THEME.value,
    )


class StartClusterForm(PortalForm):
    read_by_others = ("name", "theme", "theme_reasons", "rationale")
    makes_new = True

    school_id = pick_one(_l("Which school starts it?"), required=_l("Choose a school."), coerce=as_uuid)
    name = _name()
    theme = _theme()
    theme_reasons = _reasons()
    rationale = _rationale()
    cluster_form = _form()
    schools = paragraph(
        _l("Which schools would you like to invite? (optional)"),
        hint=_l(
            "One on each line: the whole name, or the name and the town. They can read the board and the calendar at once."
        ),
        longest=2000,
        rows=3,
    )
    submit = send(_l("Start the cluster"))

    @property
    def named(self) -> list[str]:
        """The lines that name a school."""
        return [line for line in str(self.schools.data or "").splitlines() if line.strip()]


class EditClusterForm(EditingForm):
    read_by_others = ("name", "theme", "theme_reasons", "rationale")

    name = _name()
    theme = _theme()
    theme_reasons = _reasons()
    rationale = _rationale()
    cluster_form = _form()
    submit = send(_l("Save"))


class InviteSchoolForm(PortalForm):
    read_by_others = ("message",)

    school = pick_one(_l("Which school?"), required=_l("Choose a school."), coerce=as_uuid)
    message = paragraph(
        _l("Message (optional)"), hint=_l("A few words from you to the school's contact."), longest=2000, rows=3
    )
    submit = send(_l("Send the invitation"))

    def offer(self, schools: Iterable[School]) -> None:
        """The schools that were found."""
        self.school.choices = [(school.id, _school_words(school)) for school in schools]

    def without_letter(self) -> None:
        """Nothing of the person's own goes with the invitation."""
        del self.message

    @property
    def letter(self) -> str:
        """What goes with the invitation."""
        return str(self.message.data or "") if "message" in self else ""


def _school_words(school: School) -> str:
    words = f"{school.name}, {school.town}" if school.town else school.name
    return words if school.is_verified else _("%(school)s (waits for verification)", school=words)


class DeclineForm(PortalForm):
    read_by_others = ("reason",)

    reason = paragraph(
        _l("Why not? (optional)"), hint=_l("The cluster reads this. A few words help them."), longest=1000, rows=3
    )
    submit = send(_l("Say no"))


class NominateForm(PortalForm):
    kind = pick_one(_l("For which office?"), OFFICES, required=_l("Choose an office."))
    nominee = pick_from_list(_l("Who?"), required=_l("Choose a school or a person."))
    submit = send(_l("Nominate"))

    def offer(self, schools: Iterable[School], people: Iterable[SchoolMember]) -> None:
        """The schools that have joined, then their people: a lead school is a school, the other offices are people."""
        self.nominee.choices = [
            ("", _("Choose")),
            *((f"school:{school.id}", school.name) for school in schools),
            *((f"person:{m.school_id}:{m.person_id}", f"{m.person.name}, {m.school.name}") for m in people),
        ]


class AppointForm(NominateForm):
    reason = paragraph(
        _l("Why does the programme appoint?"),
        required=_l("Say why. The schools of the cluster read it."),
        hint=_l("For example: the coordinator has left and cannot be reached."),
        longest=1000,
        rows=3,
    )
    submit = send(_l("Appoint"))


class ObjectForm(PortalForm):
    read_by_others = ("words",)

    words = paragraph(
        _l("What speaks against it?"),
        required=_l("Say why your school objects."),
        hint=_l("The member schools read this. Then more than half of them have to agree."),
        longest=1000,
        rows=3,
    )
    submit = send(_l("Object"))


class LeaveForm(PortalForm):
    read_by_others = ("reason",)

    leaving_on = day(_l("Which day is your last one in the cluster?"), required=_l("Enter the day."))
    reason = paragraph(
        _l("Why is your school leaving?"),
        required=_l("Enter a reason. The other schools read it."),
        longest=1000,
        rows=3,
    )
    submit = send(_l("Give notice"))
