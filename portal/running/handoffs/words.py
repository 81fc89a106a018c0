"""What people read for the stored states and reasons."""

from collections.abc import Iterable

from portal.core.i18n import _, _l, ngettext
from portal.identity.profiles import vocabulary
from portal.identity.profiles.models import TagKind
from portal.identity.profiles.naming import language_name
from portal.identity.terms.year import Away
from portal.running.handoffs.balance import Share
from portal.running.handoffs.models import AskStatus, Filling, Handoff, HandoffState, Rung
from portal.running.handoffs.models import Reason as Cause
from portal.running.handoffs.ranking import About, Reason

REASON = {
    Cause.ILLNESS: _l("Illness"),
    Cause.FAMILY: _l("Family"),
    Cause.TIMETABLE: _l("Timetable or cover at school"),
    Cause.TRAINING: _l("Training or a meeting"),
    Cause.OTHER: _l("Something else"),
}
ASK = {
    AskStatus.ASKED: _l("Asked, no answer yet"),
    AskStatus.ACCEPTED: _l("Said yes"),
    AskStatus.DECLINED: _l("Not this time"),
    AskStatus.TAKEN: _l("Another school was faster"),
    AskStatus.WITHDRAWN: _l("No longer asked"),
}
RUNG = {
    Rung.BACK_UP: _l("the back-up teacher"),
    Rung.SCHOOLS: _l("the schools of the cluster"),
    Rung.COORDINATOR: _l("the cluster coordinator"),
    Rung.LEAD: _l("the head of the lead school"),
    Rung.PARTNERS: _l("the partner schools"),
    Rung.PROGRAMME: _l("the programme"),
}
AWAY = {
    Away.HOLIDAY: _l("school holidays"),
    Away.HALF_TERM: _l("half-term"),
    Away.CLOSED: _l("closed that day"),
    Away.STAFF_DAY: _l("a staff day"),
    Away.PUBLIC_HOLIDAY: _l("a public holiday"),
    Away.BETWEEN_TERMS: _l("between two terms"),
    Away.WEEKEND: _l("no lessons on that weekday"),
}
_ABOUT = {
    About.AWAY_THAT_WEEK: _l("said it is not free that week"),
    About.BUSY: _l("has something else at that time"),
    About.OUTSIDE: _l("outside its lessons"),
    About.FREE: _l("free then, by its school year and the calendar"),
    About.NEVER: _l("has taken on no stand-in during the last twelve months"),
}
_NAMED = {
    About.PHASE: (_l("the same phase: %(names)s"), vocabulary.TAGS[TagKind.PHASE]),
    About.THEME: (_l("works on %(names)s, too"), vocabulary.TAGS[TagKind.THEME]),
    About.TOOL: (_l("keeps in touch by %(names)s, too"), vocabulary.TAGS[TagKind.TOOL]),
}


def reasons(why: Iterable[Reason]) -> str:
    """Why a school is shown where it is, as one line."""
    said = "; ".join(_reason(one) for one in why)
    return said[:1].upper() + said[1:]


def _reason(one: Reason) -> str:
    if one.about in _NAMED:
        words, names = _NAMED[one.about]
        return str(words) % {"names": ", ".join(str(names.get(code, code)) for code in one.codes)}
    if one.about == About.LANGUAGE:
        return _("speaks %(names)s", names=", ".join(language_name(code) for code in one.codes))
    if one.about == About.NO_SCHOOL and one.why is not None:
        return one.name or str(AWAY[one.why])
    if one.about == About.EXAMS:
        return _("exams: %(name)s", name=one.name)
    if one.about == About.READY:
        return ngettext(
            "%(num)d teacher there is ready to stand in", "%(num)d teachers there are ready to stand in", one.number
        )
    if one.about == About.STOOD_IN:
        return ngettext(
            "has taken on a stand-in once in twelve months",
            "has taken on a stand-in %(num)d times in twelve months",
            one.number,
        )
    return str(_ABOUT[one.about])


_OPEN = {
    Filling.ASKED: (_l("Stand-in asked for"), "yellow"),
    Filling.UNFILLED: (_l("Nobody yet"), "red"),
    Filling.FILLED: (_l("Covered"), "green"),
    Filling.ACCEPTED_RELEASE_PENDING: (_l("Accepted, waiting for their head"), "yellow"),
}
_STATE = {
    HandoffState.ACTIVE: (_l("Under way"), "turquoise"),
    HandoffState.HANDED_BACK: (_l("Passed back"), "grey"),
    HandoffState.WITHDRAWN: (_l("Taken back"), "grey"),
    HandoffState.LAPSED: (_l("Nobody could"), "orange"),
}


def balance(share: Share) -> str:
    """Give and take of a school, in words."""
    if not share.stood_in and not share.received:
        return _("nothing yet")
    if share.balance > 0:
        return _("has helped more often than it was helped")
    if share.balance < 0:
        return _("was helped more often than it has helped")
    return _("has helped as often as it was helped")


def standing(handoff: Handoff) -> tuple[str, str]:
    """Where it stands, in words, and a colour."""
    return standing_of(handoff.state, handoff.filling)


def standing_of(state: HandoffState, filling: Filling) -> tuple[str, str]:
    words, colour = _OPEN[filling] if state == HandoffState.OPEN else _STATE[state]
    return str(words), colour
