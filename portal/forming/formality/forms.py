"""Forms of levels."""

from portal.core.i18n import _l
from portal.forming.formality.models import Feature, Level
from portal.web.forms import EditingForm, PortalForm, pick_one, pick_several, send

LEVELS = {
    Level.NETWORK.value: _l("Network: schools share ideas, each decides for itself"),
    Level.CLUSTER.value: _l("Cluster: schools plan and work together"),
    Level.CONSORTIUM.value: _l("Consortium: schools decide together and share money"),
}
NAMES = {
    Level.NETWORK.value: _l("Network"),
    Level.CLUSTER.value: _l("Cluster"),
    Level.CONSORTIUM.value: _l("Consortium"),
}
FEATURES = {
    Feature.COMMITTEES.value: _l("Committees with seats and meetings"),
    Feature.VOTES.value: _l("Votes, one for each school"),
    Feature.LEDGER.value: _l("Shared costs: one school keeps the money"),
}


class LevelForm(EditingForm):
    level = pick_one(_l("How formal are you?"), LEVELS.items(), required=_l("Choose a level."))
    extra = pick_several(
        _l("What else would you like to use?"),
        list(FEATURES.items()),
        hint=_l("Your level may have some of it already. You can switch each off again; what you wrote stays."),
    )
    submit = send(_l("Save"))


class RulesForm(PortalForm):
    network = pick_several(_l("A network has"), list(FEATURES.items()))
    cluster = pick_several(_l("A cluster has"), list(FEATURES.items()))
    consortium = pick_several(_l("A consortium has"), list(FEATURES.items()))
    submit = send(_l("Save for all clusters"))
