"""What was reckoned for a page is kept until something happens in the programmes, a minute at most, so that a meeting that looks at one page asks the
database once. It is kept for those alone to whom exactly the same is shown: who has a conflict of interest has pictures of their own.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar

from portal.core.i18n import spoken
from portal.oversight.pictures.queries.views import View

MOST_KEPT, MOST_LINES = 24, 30_000
"""So many pictures and lists at most, and so many lines in all of them: a round of 10,000 applications makes lists of as many, 5 to 10 MB each."""
T = TypeVar("T")

_kept: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
_lock = threading.Lock()


def keep(what: str, view: View, make: Callable[[], T]) -> T:
    """What `make` answers, or what it answered before for people who see the same, in this language, of a record that has not grown since."""
    minute = view.at.replace(second=0, microsecond=0)
    key = (what, *view.key, spoken(), minute)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            found: T = _kept[key]
            return found
    made = make()
    with _lock:
        for old in [old for old in _kept if old[-1] != minute]:
            del _kept[old]  # of a minute that is over: nobody is shown it again
        _kept[key] = made
        while len(_kept) > MOST_KEPT or (len(_kept) > 1 and sum(map(_lines, _kept.values())) > MOST_LINES):
            _kept.popitem(last=False)
    return made


def _lines(made: Any) -> int:
    """How many lines it holds."""
    return len(getattr(made, "found", None) or getattr(made, "rows", None) or ())


def forget() -> None:
    """Nothing is kept any more."""
    with _lock:
        _kept.clear()
