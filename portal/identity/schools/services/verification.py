"""What other verbs of schools need of verification: the look that the programme owes, and the place in the directory."""

from portal.core import clock, duty, search
from portal.core.duty import DutyKind
from portal.core.moments import working_days_later
from portal.identity.schools.models import School
from portal.policy.people import Role

STAFF_CHECK_WITHIN = 5  # working days


def ask_for_verification(school: School) -> None:
    """The programme owes the school a look within five working days, if it does not yet."""
    owe_look(school, DutyKind.VERIFY_SCHOOL)


def owe_look(school: School, kind: DutyKind) -> None:
    """The programme owes the school this kind of look (the first, or another one). One at a time: a second asking changes nothing."""
    if duty.open_duties(kind, school.id):
        return
    duty.owe(
        kind,
        subject_id=school.id,
        title=school.name,
        role=Role.PROGRAMME_MANAGER.value,
        due_at=working_days_later(clock.now(), STAFF_CHECK_WITHIN),
    )


def make_findable(school: School) -> None:
    """In the directory: by name, town and country."""
    search.put("school", school.id, scope="schools", text=f"{school.name} {school.town} {school.country}")


def make_unfindable(school: School) -> None:
    """Out of the directory."""
    search.remove("school", school.id)
