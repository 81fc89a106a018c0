"""The lifecycles of a school and of a person in it."""

from portal.core.i18n import _l
from portal.core.workflow import Lifecycle
from portal.identity.schools.models import MemberStatus, SchoolStatus

SCHOOL = Lifecycle(
    "school",
    "status",
    {
        (SchoolStatus.PROPOSED, "confirm"): SchoolStatus.CONFIRMED_BY_HEAD,
        (SchoolStatus.PROPOSED, "decline"): SchoolStatus.REJECTED,
        (SchoolStatus.PROPOSED, "reject"): SchoolStatus.REJECTED,
        (SchoolStatus.CONFIRMED_BY_HEAD, "verify"): SchoolStatus.VERIFIED,
        (SchoolStatus.CONFIRMED_BY_HEAD, "reject"): SchoolStatus.REJECTED,
        (SchoolStatus.REJECTED, "ask_head_again"): SchoolStatus.PROPOSED,
        (SchoolStatus.REJECTED, "propose_again"): SchoolStatus.CONFIRMED_BY_HEAD,
        (SchoolStatus.VERIFIED, "suspend"): SchoolStatus.SUSPENDED,
        (SchoolStatus.SUSPENDED, "restore"): SchoolStatus.VERIFIED,
        (SchoolStatus.PROPOSED, "close"): SchoolStatus.CLOSED,
        (SchoolStatus.CONFIRMED_BY_HEAD, "close"): SchoolStatus.CLOSED,
        (SchoolStatus.PROPOSED, "merge"): SchoolStatus.CLOSED,
        (SchoolStatus.CONFIRMED_BY_HEAD, "merge"): SchoolStatus.CLOSED,
        (SchoolStatus.VERIFIED, "merge"): SchoolStatus.CLOSED,
        (SchoolStatus.SUSPENDED, "merge"): SchoolStatus.CLOSED,
        (SchoolStatus.VERIFIED, "close"): SchoolStatus.CLOSED,
        (SchoolStatus.SUSPENDED, "close"): SchoolStatus.CLOSED,
    },
    {
        "confirm": _l("The head has answered already."),
        "decline": _l("The head has answered already."),
        "verify": _l("This school can be verified once its head has confirmed it, and only once."),
        "reject": _l("A decision about this school has been made already."),
        "ask_head_again": _l("This school is not waiting to be proposed again."),
        "propose_again": _l("This school is not waiting to be proposed again."),
        "suspend": _l("Only a verified school can be put on hold."),
        "restore": _l("This school is not on hold."),
    },
)

MEMBER = Lifecycle(
    "school member",
    "status",
    {
        (MemberStatus.REQUESTED, "accept"): MemberStatus.MEMBER,
        (MemberStatus.REQUESTED, "refuse"): MemberStatus.REFUSED,
        (MemberStatus.MEMBER, "end"): MemberStatus.ENDED,
    },
    {
        "accept": _l("This request has been answered already."),
        "refuse": _l("This request has been answered already."),
        "end": _l("This person is not a member of the school."),
    },
)
