"""When: the phases in their order. What has to be done before each is said by the services."""

from enum import StrEnum

from portal.core.i18n import _l
from portal.core.workflow import Lifecycle
from portal.running.responsibility.models import OPEN, Phase

_ORDER = _l("The phases follow one another. Look at where the transfer stands now.")
MOVES: dict[tuple[StrEnum, str], StrEnum] = {
    (Phase.PREPARING, "begin_training"): Phase.TRAINING,
    (Phase.TRAINING, "begin_transition"): Phase.TRANSITION,
    (Phase.TRANSITION, "begin_maintenance"): Phase.MAINTENANCE,
    (Phase.MAINTENANCE, "finish"): Phase.ENDED,
}

TRANSFER = Lifecycle(
    "transfer",
    "phase",
    {**MOVES, **{(phase, "stop"): Phase.STOPPED for phase in OPEN}},
    {**{command: _ORDER for _phase, command in MOVES}, "stop": _l("This transfer is over already.")},
)
