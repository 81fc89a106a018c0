"""What rotas are called."""

from typing import Any

from portal.core.i18n import _l
from portal.running.rotas.models import Rota, RotaKind
from portal.running.visits.models import SwapStatus

KIND: dict[RotaKind, Any] = {
    RotaKind.COORDINATION: _l("Coordinating"),
    RotaKind.MINUTES: _l("Writing minutes"),
    RotaKind.REPORTS: _l("Writing reports"),
    RotaKind.TRAVEL: _l("Travelling for the others"),
    RotaKind.OTHER: _l("Something of our own"),
}
SWAP: dict[SwapStatus, Any] = {
    SwapStatus.ASKED: _l("Asked"),
    SwapStatus.ACCEPTED: _l("Swapped"),
    SwapStatus.DECLINED: _l("Cannot this time"),
    SwapStatus.WITHDRAWN: _l("Taken back"),
}


def called(rota: Rota) -> str:
    """What the rota is called."""
    return rota.name or str(KIND[rota.kind])
