"""What people read for the stored states and kinds."""

from portal.core.i18n import _l
from portal.running.activities.models import ActivityKind, ActivityStatus, Coming

STATUS = {
    ActivityStatus.PROPOSED: _l("Proposed"),
    ActivityStatus.AGREED: _l("Agreed"),
    ActivityStatus.CONFIRMED: _l("Confirmed"),
    ActivityStatus.DELIVERED_BY_ONE: _l("Done, one side has said so"),
    ActivityStatus.DELIVERED: _l("Done"),
    ActivityStatus.MISSED: _l("Did not take place"),
    ActivityStatus.CANCELLED: _l("Cancelled"),
}
COLOUR = {
    ActivityStatus.PROPOSED: "yellow",
    ActivityStatus.AGREED: "light-blue",
    ActivityStatus.CONFIRMED: "green",
    ActivityStatus.DELIVERED_BY_ONE: "turquoise",
    ActivityStatus.DELIVERED: "grey",
    ActivityStatus.MISSED: "orange",
    ActivityStatus.CANCELLED: "red",
}
KIND = {
    ActivityKind.LIVE: _l("A live lesson or call with pupils"),
    ActivityKind.EXCHANGE: _l("Letters, pictures or things that are sent"),
    ActivityKind.MEETING: _l("A meeting of teachers"),
}
COMING = {
    Coming.ASKED: _l("Waits for an answer"),
    Coming.YES: _l("Coming"),
    Coming.UNSURE: _l("Not sure yet"),
    Coming.NO: _l("Not coming"),
}
COMING_COLOUR = {Coming.ASKED: "yellow", Coming.YES: "green", Coming.UNSURE: "light-blue", Coming.NO: "grey"}
ACCESS = _l("So that everyone can take part: %(what)s")
LANGUAGE = _l("Language: %(what)s")
PARTNER_ROLE = _l("The partner school: %(what)s")
CLASSES = _l("Classes: %(what)s")
