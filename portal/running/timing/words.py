"""Troubles of a call, in sentences."""

from portal.core.i18n import _, _l, ngettext
from portal.running.timing.clock_changes import Trouble, What
from portal.running.timing.weeks import Suits
from portal.web import moments

SUITS = {Suits.WELL: _l("Suits all"), Suits.PARTLY: _l("A day or two"), Suits.NOT: _l("Somebody is away")}
COLOUR = {Suits.WELL: "green", Suits.PARTLY: "yellow", Suits.NOT: "grey"}


def sentence(trouble: Trouble) -> str:
    """One trouble in words, with its first day and both times."""
    zone, first = trouble.zone, moments.day(trouble.first.date())
    values = {
        "school": trouble.school,
        "day": first,
        "from": f"{trouble.first:%H:%M}",
        "to": f"{trouble.ends:%H:%M}",
        "city": moments.city_of(zone),
        "name": trouble.name,
    }
    if trouble.what == What.MOVED_OUT and trouble.usual is not None:
        values["usual"] = f"{trouble.usual:%H:%M}"
        values["whose"] = moments.city_of(trouble.changed) if trouble.changed else moments.city_of(zone)
        return str(
            _(
                "The clocks change in %(whose)s. From %(day)s the call is from %(from)s to %(to)s in %(city)s and no longer at %(usual)s: that is "
                "outside the school day of %(school)s.",
                **values,
            )
        )
    if trouble.what == What.OUTSIDE:
        return str(
            _(
                "On %(day)s it is from %(from)s to %(to)s in %(city)s: that is outside the school day of %(school)s.",
                **values,
            )
        )
    if trouble.what == What.NO_SUCH_TIME:
        return str(
            _(
                "On %(day)s the clocks go forward in %(city)s and this time does not exist. Choose another time.",
                **values,
            )
        )
    return _not_there(trouble, values)


def _not_there(trouble: Trouble, values: dict[str, str]) -> str:
    more = trouble.number - 1
    if trouble.what == What.EXAMS:
        said = str(_("%(school)s has exams on %(day)s (%(name)s).", **values))
    elif trouble.name:
        said = str(_("%(school)s is away on %(day)s (%(name)s).", **values))
    else:
        said = str(_("%(school)s is away on %(day)s.", **values))
    if more:
        said += " " + str(ngettext("It is so on %(num)d more day.", "It is so on %(num)d more days.", more))
    return said
