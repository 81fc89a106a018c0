"""When: the lifecycles of a partnership and of a pair."""

from portal.core.i18n import _l
from portal.core.workflow import Lifecycle
from portal.running.partnerships.models import Growth, PairStatus, PartnershipStatus

PARTNERSHIP = Lifecycle(
    "partnership",
    "status",
    {
        (PartnershipStatus.EXPLORING, "begin"): PartnershipStatus.ACTIVE,
        (PartnershipStatus.ACTIVE, "pause"): PartnershipStatus.PAUSED,
        (PartnershipStatus.PAUSED, "resume"): PartnershipStatus.ACTIVE,
        (PartnershipStatus.ACTIVE, "maintain"): PartnershipStatus.MAINTENANCE,
        (PartnershipStatus.MAINTENANCE, "resume"): PartnershipStatus.ACTIVE,
        (PartnershipStatus.EXPLORING, "end"): PartnershipStatus.ENDED,
        (PartnershipStatus.ACTIVE, "end"): PartnershipStatus.ENDED,
        (PartnershipStatus.PAUSED, "end"): PartnershipStatus.ENDED,
        (PartnershipStatus.MAINTENANCE, "end"): PartnershipStatus.ENDED,
    },
    {
        "begin": _l("This partnership has begun already, or has ended."),
        "pause": _l("Only a partnership that is going on can be put on hold."),
        "resume": _l("Only a partnership that is on hold, or kept up quietly, can go on again."),
        "maintain": _l("Only a partnership that is going on can be kept up quietly."),
        "end": _l("This partnership has ended already."),
    },
)

GROWTH = Lifecycle(
    "growth of a partnership",
    "growth",
    {(Growth.NEW, "establish"): Growth.ESTABLISHED},
    {"establish": _l("This partnership is established already.")},
)

PAIR = Lifecycle(
    "pair",
    "status",
    {
        (PairStatus.PROPOSED, "agree"): PairStatus.AGREED,
        (PairStatus.PROPOSED, "decline"): PairStatus.ENDED,
        (PairStatus.PROPOSED, "end"): PairStatus.ENDED,
        (PairStatus.AGREED, "end"): PairStatus.ENDED,
    },
    {
        "agree": _l("This link was answered already."),
        "decline": _l("This link was answered already."),
        "end": _l("This link has ended already."),
    },
)
