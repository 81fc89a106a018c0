"""What people read for the reasons of a school's year."""

from portal.core.i18n import _l
from portal.identity.profiles.models import PeriodSource
from portal.identity.terms.calendar_file import Why
from portal.identity.terms.year import Away

AWAY = {
    Away.HOLIDAY: _l("Holiday"),
    Away.HALF_TERM: _l("Half-term holiday"),
    Away.CLOSED: _l("Closed for pupils"),
    Away.STAFF_DAY: _l("Staff day"),
    Away.PUBLIC_HOLIDAY: _l("Public holiday"),
    Away.BETWEEN_TERMS: _l("Between terms"),
    Away.WEEKEND: _l("No school on this weekday"),
}
LEFT_OUT = {
    Why.NO_DAY: _l("its day could not be read"),
    Why.TOO_LONG: _l("it is longer than a year"),
    Why.PAST: _l("it is long over"),
    Why.FAR: _l("it is more than three years away"),
    Why.CANCELLED: _l("it is marked as cancelled"),
    Why.HOURS: _l("it is an hour of a day, not a day"),
    Why.REPEATS: _l("we could not read how it repeats; only its own day was read"),
    Why.TOO_MANY: _l("there are too many; we read the first ones"),
    Why.NOT_DATES: _l("it is a task or a note, not a date"),
    Why.TWICE: _l("it is in the file twice"),
}
SOURCE = {
    PeriodSource.TYPED: _l("typed here"),
    PeriodSource.COPIED: _l("copied"),
    PeriodSource.FILE: _l("from a calendar file"),
    PeriodSource.AUTHORITY: _l("from the authority"),
}
