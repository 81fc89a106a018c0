"""What is hidden together, counted in words."""

from collections.abc import Callable, Mapping

from portal.core.i18n import ngettext
from portal.oversight.freezes.models import HiddenKind

K = HiddenKind
_GROUPS: tuple[tuple[tuple[HiddenKind, ...], Callable[[int], str]], ...] = (
    ((K.POST,), lambda n: ngettext("%(num)d message on a board", "%(num)d messages on boards", n)),
    (
        (K.CAPTURE,),
        lambda n: ngettext("what was said after %(num)d activity", "what was said after %(num)d activities", n),
    ),
    ((K.ACTIVITY,), lambda n: ngettext("%(num)d activity on a calendar", "%(num)d activities on calendars", n)),
    (
        (
            *(K.REQUEST, K.REQUEST_ANSWER, K.CLUSTER_REQUEST, K.CLUSTER_REQUEST_ANSWER),
            *(K.INVITATION, K.MIRROR_INVITATION, K.MIRROR_ANSWER),
        ),
        lambda n: ngettext("%(num)d request to a school or a cluster", "%(num)d requests to schools or clusters", n),
    ),
    (
        (K.LEAD_MESSAGE,),
        lambda n: ngettext(
            "%(num)d message to the lead of a partner cluster", "%(num)d messages to leads of partner clusters", n
        ),
    ),
    (
        (K.STAND_IN_CARD, K.STAND_IN_WORDS, K.STAND_IN_ANSWER, K.STAND_IN_OFFER),
        lambda n: ngettext("%(num)d word about stand-ins", "%(num)d words about stand-ins", n),
    ),
    (
        (K.VISIT, K.VISIT_REPORT, K.VISIT_QUESTION, K.VISIT_ANSWER, K.VISIT_CHECK, K.TURN_SWAP),
        lambda n: ngettext("%(num)d word about visits", "%(num)d words about visits", n),
    ),
    ((K.EVIDENCE,), lambda n: ngettext("%(num)d piece of evidence", "%(num)d pieces of evidence", n)),
    ((K.TASK,), lambda n: ngettext("%(num)d task", "%(num)d tasks", n)),
    (
        (K.MEDIATION, K.MEDIATION_CALL, K.MEDIATION_STEP),
        lambda n: ngettext(
            "%(num)d word about a difficulty between schools", "%(num)d words about difficulties between schools", n
        ),
    ),
)


def lines(counts: Mapping[HiddenKind, int]) -> list[str]:
    """A line for each group of things, those without a group of their own in the last one."""
    named = {kind for kinds, _words in _GROUPS for kind in kinds}
    said = [(sum(counts.get(kind, 0) for kind in kinds), words) for kinds, words in _GROUPS]
    others = sum(number for kind, number in counts.items() if kind not in named)
    last = ngettext(
        "%(num)d other text of a cluster or a project", "%(num)d other texts of clusters or projects", others
    )
    return [str(words(number)) for number, words in said if number] + ([str(last)] if others else [])
