"""When: the lifecycles of a cluster, a membership, an office and an empty place."""

from portal.core.i18n import _l
from portal.core.workflow import Lifecycle
from portal.forming.clusters.models import ClusterStatus, MembershipStatus, OfficeStatus, VacancyStatus

CLUSTER = Lifecycle(
    "cluster",
    "status",
    {
        (ClusterStatus.FORMING, "activate"): ClusterStatus.ACTIVE,
        (ClusterStatus.FORMING, "close"): ClusterStatus.CLOSED,
        (ClusterStatus.ACTIVE, "close"): ClusterStatus.CLOSED,
    },
    {
        "activate": _l("This cluster has begun already, or is closed."),
        "close": _l("This cluster is closed already."),
    },
)

MEMBERSHIP = Lifecycle(
    "membership",
    "status",
    {
        (MembershipStatus.INVITED, "join"): MembershipStatus.JOINED,
        (MembershipStatus.INVITED, "decline"): MembershipStatus.DECLINED,
        (MembershipStatus.INVITED, "expire"): MembershipStatus.EXPIRED,
        (MembershipStatus.INVITED, "withdraw"): MembershipStatus.WITHDRAWN,
        (MembershipStatus.ASKED, "join"): MembershipStatus.JOINED,
        (MembershipStatus.ASKED, "decline"): MembershipStatus.DECLINED,
        (MembershipStatus.JOINED, "give_notice"): MembershipStatus.LEAVING,
        (MembershipStatus.LEAVING, "stay"): MembershipStatus.JOINED,
        (MembershipStatus.LEAVING, "leave"): MembershipStatus.LEFT,
    },
    {
        "join": _l("This invitation is no longer open."),
        "decline": _l("This invitation is no longer open."),
        "expire": _l("This invitation is no longer open."),
        "withdraw": _l("This invitation was answered already, or is no longer open."),
        "give_notice": _l("Only a school that is in the cluster can say that it is leaving."),
        "stay": _l("The school is not about to leave."),
        "leave": _l("The school has to say first when it is leaving."),
    },
)

OFFICE = Lifecycle(
    "office",
    "status",
    {
        (OfficeStatus.NOMINATED, "accept"): OfficeStatus.ACCEPTED,
        (OfficeStatus.NOMINATED, "decline"): OfficeStatus.DECLINED,
        (OfficeStatus.NOMINATED, "withdraw"): OfficeStatus.DECLINED,
        (OfficeStatus.ACCEPTED, "end"): OfficeStatus.ENDED,
    },
    {
        "accept": _l("This nomination was answered already."),
        "decline": _l("This nomination was answered already."),
        "withdraw": _l("This nomination was answered already."),
        "end": _l("Only someone who holds an office can give it up."),
    },
)

VACANCY = Lifecycle(
    "vacancy",
    "status",
    {
        (VacancyStatus.OPEN, "fill"): VacancyStatus.FILLED,
        (VacancyStatus.OPEN, "close"): VacancyStatus.CLOSED,
    },
    {
        "fill": _l("This empty place is taken already."),
        "close": _l("This empty place is taken already."),
    },
)
