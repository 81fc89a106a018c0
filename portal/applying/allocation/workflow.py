"""The lifecycle of a run of the allocation."""

from portal.applying.allocation.models import AllocationStatus as S
from portal.core.i18n import _l
from portal.core.workflow import Lifecycle

ALIVE = frozenset({S.ASKED, S.WORKING, S.PROPOSED, S.RELEASING})
FOR_THE_RUNNER = frozenset({S.ASKED, S.WORKING, S.RELEASING})

ALLOCATIONS = Lifecycle(
    name="allocation",
    column="status",
    moves={
        (S.ASKED, "begin"): S.WORKING,
        (S.WORKING, "begin"): S.WORKING,
        (S.WORKING, "propose"): S.PROPOSED,
        (S.PROPOSED, "release"): S.RELEASING,
        (S.RELEASING, "finish"): S.RELEASED,
        **{(state, "cancel"): S.CANCELLED for state in (S.ASKED, S.WORKING, S.PROPOSED)},
        **{(state, "fail"): S.FAILED for state in (S.ASKED, S.WORKING)},
    },
    words={
        "begin": _l("This was begun already."),
        "propose": _l("This was stopped meanwhile."),
        "release": _l("There is nothing to release. Look again."),
        "finish": _l("This was released already."),
        "cancel": _l("The reviewers are being told already, so this cannot be stopped."),
        "fail": _l("This is over."),
    },
)
