"""The codes of the record and their words. A code never changes its meaning; what a school says in its own words stands beside them."""

from collections.abc import Mapping
from typing import Any

from portal.core.i18n import _l
from portal.identity.profiles.models import Connection, Devices, Looking, PeriodKind, SchoolKind, Setting, TagKind

KINDS: Mapping[str, Any] = {
    SchoolKind.MAINSTREAM.value: _l("A school for all children of the area"),
    SchoolKind.SPECIAL.value: _l("A special school"),
    SchoolKind.COLLEGE.value: _l("A college, or a school for a trade"),
    SchoolKind.INDEPENDENT.value: _l("An independent school"),
    SchoolKind.OTHER.value: _l("Something else"),
}
PHASES: Mapping[str, Any] = {
    "nursery": _l("Nursery"),
    "primary": _l("Primary"),
    "middle": _l("Middle"),
    "secondary": _l("Secondary"),
    "sixteen_plus": _l("College or sixth form"),
    "adult": _l("Adults"),
}
SETTINGS: Mapping[str, Any] = {
    Setting.CITY.value: _l("In a city"),
    Setting.TOWN.value: _l("In a town"),
    Setting.COUNTRYSIDE.value: _l("In a village or in the countryside"),
    Setting.REMOTE.value: _l("In a remote place, far from any town"),
}
SPECIALISMS: Mapping[str, Any] = {
    "art": _l("Art and design"),
    "business": _l("Business and enterprise"),
    "citizenship": _l("Citizenship"),
    "computing": _l("Computing"),
    "early_years": _l("Early years"),
    "engineering": _l("Engineering"),
    "farming": _l("Food and farming"),
    "humanities": _l("History and geography"),
    "inclusion": _l("Special needs and inclusion"),
    "languages": _l("Languages"),
    "mathematics": _l("Mathematics"),
    "music": _l("Music"),
    "outdoors": _l("Learning outdoors"),
    "performing": _l("Drama and dance"),
    "science": _l("Science"),
    "sport": _l("Sport"),
    "technology": _l("Technology"),
    "trades": _l("Trades and crafts"),
}
AWARDS: Mapping[str, Any] = {
    "isa": _l("International School Award"),
    "eco_schools": _l("Eco-Schools"),
    "etwinning": _l("eTwinning School"),
    "fairtrade": _l("Fairtrade School"),
    "rights_respecting": _l("Rights Respecting School"),
    "sanctuary": _l("School of Sanctuary"),
    "science_across": _l("Science Across the World"),
    "unesco": _l("UNESCO Associated School"),
}
LEVELS: Mapping[str, Mapping[str, Any]] = {
    "isa": {
        "foundation": _l("Foundation"),
        "intermediate": _l("Intermediate"),
        "accreditation": _l("Accreditation"),
        "reaccreditation": _l("Reaccreditation"),
    }
}
WAYS: Mapping[str, Any] = {
    "post": _l("Letters and parcels"),
    "phone": _l("Phone calls"),
    "text": _l("Text messages"),
    "whatsapp": _l("WhatsApp"),
    "email": _l("E-mail"),
    "photos": _l("Photos and sound recordings"),
    "video": _l("Video calls"),
    "documents": _l("Shared documents"),
    "blog": _l("A blog or web page"),
    "platform": _l("A learning platform"),
    "radio": _l("Radio"),
}
THEMES: Mapping[str, Any] = {
    "animals": _l("Animals and plants"),
    "art": _l("Art and craft"),
    "climate": _l("Climate and energy"),
    "families": _l("Families and homes"),
    "festivals": _l("Festivals and beliefs"),
    "food": _l("Food and farming"),
    "games": _l("Games and sport"),
    "health": _l("Health"),
    "history": _l("History"),
    "languages": _l("Languages"),
    "mathematics": _l("Mathematics in daily life"),
    "migration": _l("People on the move"),
    "music": _l("Music and dance"),
    "peace": _l("Peace and living together"),
    "rights": _l("Rights and fairness"),
    "stories": _l("Stories and books"),
    "technology": _l("Technology"),
    "trade": _l("Work and trade"),
    "waste": _l("Waste and recycling"),
    "water": _l("Water and rivers"),
}
# facts about where families live and work, for finding schools that differ; no order, no figures, and nothing about a single family
SURROUNDINGS: Mapping[str, Any] = {
    "farming": _l("Farming or fishing"),
    "industry": _l("Factories, mines or harbours"),
    "services": _l("Offices, shops and services"),
    "visitors": _l("Visitors and tourism"),
    "work_scarce": _l("Paid work is hard to find"),
    "money_tight": _l("Money is tight for many families"),
    "money_mixed": _l("Some families have much, others little"),
    "money_enough": _l("Most families have enough"),
    "rooted": _l("Many families have lived here for generations"),
    "newcomers": _l("Many families came from other countries"),
    "moving": _l("Many families move often"),
    "one_faith": _l("One faith matters to many families"),
    "many_faiths": _l("Several faiths live side by side"),
    "boarding": _l("Pupils live at the school"),
}
LANGUAGES = (
    *("am", "ar", "bn", "cy", "de", "en", "es", "fa", "fr", "ga", "gd", "gu", "hi", "it", "ja", "km", "ku", "lt", "ne"),
    *("pa", "pl", "ps", "pt", "ro", "ru", "so", "sw", "ta", "ti", "tr", "uk", "ur", "vi", "yo", "zh"),
)
LOOKING: Mapping[str, Any] = {
    Looking.YES.value: _l("Yes, we are looking for a partner school"),
    Looking.OPEN.value: _l("Not now, but other schools may ask us"),
    Looking.NO.value: _l("No, please do not ask us now"),
}
DEVICES: Mapping[str, Any] = {
    Devices.NONE.value: _l("None; we write letters"),
    Devices.ONE_PHONE.value: _l("A teacher’s phone"),
    Devices.SHARED.value: _l("One or two computers that we share"),
    Devices.ROOM.value: _l("A room or trolley of computers or tablets"),
    Devices.EVERYONE.value: _l("A computer or tablet for every pupil"),
}
CONNECTIONS: Mapping[str, Any] = {
    Connection.NONE.value: _l("None at school"),
    Connection.PHONE.value: _l("Over a phone"),
    Connection.SLOW.value: _l("Slow, or often down"),
    Connection.STEADY.value: _l("Steady enough for a video call"),
    Connection.FAST.value: _l("Fast in every classroom"),
}
PERIODS: Mapping[str, Any] = {
    PeriodKind.TERM.value: _l("Term"),
    PeriodKind.HALF_TERM.value: _l("Half-term holiday"),
    PeriodKind.HOLIDAY.value: _l("Holiday"),
    PeriodKind.EXAMS.value: _l("Exams"),
    PeriodKind.STAFF_DAY.value: _l("Staff day, no pupils"),
    PeriodKind.CLOSED.value: _l("Closed for pupils"),
}

# the words of each kind of tag; languages are named by the reader's own (see `naming`)
TAGS: Mapping[TagKind, Mapping[str, Any]] = {
    TagKind.PHASE: PHASES,
    TagKind.SPECIALISM: SPECIALISMS,
    TagKind.AFFILIATION: AWARDS,
    TagKind.TOOL: WAYS,
    TagKind.FALLBACK: WAYS,
    TagKind.THEME: THEMES,
    TagKind.SURROUNDINGS: SURROUNDINGS,
}
