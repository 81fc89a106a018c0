"""What is late in a cluster, in the words of what is owed: lines for the agendas of its committees and for the files of duties that pass on."""

from datetime import timedelta

from portal.core import clock
from portal.core.duty import DutyKind, OwedLine, list_owed_in_cluster
from portal.forming.committees.models import Committee
from portal.oversight.notifications import wording
from portal.running.meetings.queries import Matter

SOON = timedelta(days=7)
MOST = 10
# what the agenda says already, and what concerns one person or two schools alone
LEFT_OUT = frozenset(
    {
        DutyKind.ANSWER_MEETING,
        DutyKind.WRITE_MINUTES,
        DutyKind.VOTE_DECISION,
        DutyKind.DO_ACTION,
        DutyKind.HOLD_MEETING,
        DutyKind.NAME_SEAT,
        DutyKind.RENEW_SEAT,
        DutyKind.READ_IN,
        DutyKind.ANSWER_ROTA_SWAP,
        DutyKind.ANSWER_MEDIATION,
        DutyKind.MEDIATE,
        DutyKind.LEAD_TALKS,
        DutyKind.CHOOSE_MEDIATOR,
        DutyKind.DO_AGREED,
        DutyKind.REVIEW_MEDIATION,
        DutyKind.HELP_MEDIATION,
        DutyKind.HANDLE_REPORT,
        DutyKind.CHASE_REPORT,
        DutyKind.KEEP_ACCOUNT,
        DutyKind.ANSWER_RIGHTS,
    }
)
KINDS = frozenset(DutyKind) - LEFT_OUT


def said_of(line: OwedLine) -> str:
    """What is owed, in words."""
    return wording.task_of(line.kind, line.title, school_id=line.school_id, office=line.office)


def owed_matters(committee: Committee) -> list[Matter]:
    """What is late or due within a week, by date, with the school that owes it. One statement."""
    names = {m.school_id: m.school.name for m in committee.cluster.memberships}
    until = clock.now() + SOON
    found = []
    for line in list_owed_in_cluster(committee.cluster_id, kinds=KINDS, limit=MOST):
        if line.due_at is None or line.due_at > until:
            continue
        task = said_of(line)
        school = names.get(line.school_id) if line.school_id is not None else None
        found.append(Matter(f"{school}: {task}" if school else task, f"/clusters/{committee.cluster_id}"))
    return found
