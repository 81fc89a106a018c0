"""Who handles what, by when, and what is hidden at once. The one place that says so.

Harm to a child, and how an adult behaves towards children, go to the portal safeguarding team (`safeguarding_lead`); everything else to the
administrators. Whoever is reported handles no report about themselves: it goes to the other role.
"""

from collections.abc import Collection
from datetime import timedelta

from portal.oversight.reports.models import ReportKind
from portal.policy.people import Role

SAFEGUARDING, ADMINISTRATORS = Role.SAFEGUARDING_LEAD, Role.SYSTEM_ADMINISTRATOR
ROUTES = (SAFEGUARDING, ADMINISTRATORS)
TO_SAFEGUARDING = frozenset({ReportKind.CHILD_HARM, ReportKind.ADULT_CONDUCT})
HIDES_AT_ONCE = frozenset({ReportKind.CHILD_HARM, ReportKind.ABUSE, ReportKind.PERSONAL_DATA})
TELLS_THE_SCHOOL = frozenset({ReportKind.CHILD_HARM, ReportKind.ADULT_CONDUCT})
# within this time, weekends and nights included, somebody has taken it in hand; else those who look after the programme are told
CLOCK = {SAFEGUARDING: timedelta(hours=24), ADMINISTRATORS: timedelta(hours=72)}
FINISH_WITHIN = timedelta(days=7)
# one person hides so many things a day by reporting them; after that a person looks first
MOST_HIDDEN_A_DAY = 5


def route_of(kind: ReportKind, roles_of_reported: Collection[Role] = ()) -> Role:
    """Which role handles a report of this kind, about someone with these roles."""
    wanted = SAFEGUARDING if kind in TO_SAFEGUARDING else ADMINISTRATORS
    other = other_route(wanted)
    return other if wanted in roles_of_reported and other not in roles_of_reported else wanted


def other_route(route: Role) -> Role:
    """The other role that handles reports."""
    return ADMINISTRATORS if route == SAFEGUARDING else SAFEGUARDING
