"""What people read for the stored states, the ends, the lodging and the money of a visit."""

from collections.abc import Mapping
from typing import Any

from babel.numbers import format_currency, get_currency_name

from portal.core.i18n import _, _l, spoken
from portal.running.visits.models import CURRENCIES, CheckState, End, Lodging, SwapStatus, Turn, Visit, VisitStatus

STATUS: Mapping[VisitStatus, Any] = {
    VisitStatus.PLANNED: _l("Waits for the host’s yes"),
    VisitStatus.AGREED: _l("Needs confirming"),
    VisitStatus.CONFIRMED: _l("Confirmed"),
    VisitStatus.REPORTED: _l("Reported"),
    VisitStatus.CANCELLED: _l("Cancelled"),
}
COLOUR: Mapping[VisitStatus, str] = {
    VisitStatus.PLANNED: "yellow",
    VisitStatus.AGREED: "orange",
    VisitStatus.CONFIRMED: "green",
    VisitStatus.REPORTED: "grey",
    VisitStatus.CANCELLED: "red",
}
LODGING: Mapping[Lodging, Any] = {
    Lodging.HOTEL: _l("In a hotel, hostel or guest house"),
    Lodging.SCHOOL: _l("At the school"),
    Lodging.FAMILIES: _l("With families"),
    Lodging.NONE: _l("Nobody stays overnight"),
}
END: Mapping[End, Any] = {End.GUEST: _l("The school that travels"), End.HOST: _l("The host school")}
CHECK: Mapping[CheckState, Any] = {
    CheckState.OPEN: _l("Still open"),
    CheckState.DONE: _l("In order"),
    CheckState.NOT_NEEDED: _l("Not needed"),
}
CHECK_COLOUR: Mapping[CheckState, str] = {CheckState.OPEN: "yellow", CheckState.DONE: "green", CheckState.NOT_NEEDED: "grey"}  # fmt: skip
TURN: Mapping[Turn, Any] = {Turn.TRAVEL: _l("To travel"), Turn.HOST: _l("To host")}
SWAP: Mapping[SwapStatus, Any] = {
    SwapStatus.ASKED: _l("Waits for an answer"),
    SwapStatus.ACCEPTED: _l("Swapped"),
    SwapStatus.DECLINED: _l("Declined"),
    SwapStatus.WITHDRAWN: _l("Taken back"),
}


def standing(visit: Visit) -> tuple[Any, str]:
    """How a visit stands today, in words and a colour: under way and over follow from the days."""
    if visit.is_under_way():
        return _("Under way"), "blue"
    if visit.status == VisitStatus.CONFIRMED and visit.is_over():
        return _("Report to come"), "turquoise"
    if visit.status in (VisitStatus.PLANNED, VisitStatus.AGREED) and visit.is_over():
        return _("Its days went by"), "grey"
    if visit.afterwards and visit.status == VisitStatus.REPORTED:
        return _("Written down afterwards"), "grey"
    return STATUS[visit.status], COLOUR[visit.status]


def cost_of(visit: Visit) -> str:
    """The most that it may cost, as the reader's language writes it; in whole units."""
    if visit.cost_cap is None:
        return _("Not said")
    return str(format_currency(visit.cost_cap, visit.currency, "#,##0 ¤¤", locale=_locale(), currency_digits=False))


def currencies() -> list[tuple[str, str]]:
    """The currencies to choose from, by code and name."""
    return [(code, f"{code}, {get_currency_name(code, locale=_locale())}") for code in CURRENCIES]


def _locale() -> str:
    return "en_GB" if spoken() == "en" else spoken()
