"""What a school's record begins with: what the register says of it, so that nobody types what the portal knows."""

from portal.core.actors import Actor
from portal.core.database import session
from portal.identity.profiles import queries
from portal.identity.profiles.models import SchoolKind, SchoolProfile, Setting, TagKind
from portal.identity.profiles.services.tagging import set_tags
from portal.identity.registers.models import RegisterEntry
from portal.identity.schools.models import School

_KINDS = (
    ("special", SchoolKind.SPECIAL),
    ("pupil referral", SchoolKind.SPECIAL),
    ("alternative provision", SchoolKind.SPECIAL),
    ("independent", SchoolKind.INDEPENDENT),
    ("further education", SchoolKind.COLLEGE),
    ("college", SchoolKind.COLLEGE),
    ("sixth form", SchoolKind.COLLEGE),
    ("16-19", SchoolKind.COLLEGE),
)
# the words of the censuses of England and Wales, Scotland and Northern Ireland, the most telling first
_SETTINGS = (
    ("remote", Setting.REMOTE),
    ("sparse", Setting.REMOTE),
    ("rural town", Setting.TOWN),
    ("rural", Setting.COUNTRYSIDE),
    ("village", Setting.COUNTRYSIDE),
    ("hamlet", Setting.COUNTRYSIDE),
    ("conurbation", Setting.CITY),
    ("large urban", Setting.CITY),
    ("town", Setting.TOWN),
    ("urban", Setting.TOWN),
)
_PHASES = {
    "nursery": ("nursery",),
    "primary": ("primary",),
    "middle_primary": ("middle", "primary"),
    "middle_secondary": ("middle", "secondary"),
    "secondary": ("secondary",),
    "sixteen_plus": ("sixteen_plus",),
    "16 plus": ("sixteen_plus",),
    "all_through": ("primary", "secondary"),
    "all-through": ("primary", "secondary"),
}


def begin_record(school: School, *, by: Actor) -> SchoolProfile:
    """Lay the school's record, filled from its entry of the register where it has one. A record that is there is left alone."""
    there = queries.profile_of(school.id)
    if there is not None:
        return there
    entry = session().get(RegisterEntry, school.register_entry_id) if school.register_entry_id is not None else None
    profile = SchoolProfile(school_id=school.id, kind=kind_of(school.type_name, school.phase))
    if entry is not None:
        low, high = entry.low_age, entry.high_age
        profile.low_age, profile.high_age = (low, high) if low is None or high is None or low <= high else (None, None)
        profile.pupils, profile.website = entry.pupils or None, entry.website
        profile.setting = setting_of(entry.urban_rural)
    session().add(profile)
    session().flush()
    set_tags(school, TagKind.PHASE, _PHASES.get(school.phase.lower(), ()))
    if school.country == "GB" or school.language != "en":
        set_tags(school, TagKind.LANGUAGE, [school.language])
    return profile


def kind_of(type_name: str, phase: str) -> SchoolKind | None:
    """The kind of school, as far as the name of its type says so; None where it says nothing."""
    said = f"{type_name} {phase}".lower()
    found = next((kind for word, kind in _KINDS if word in said and f"non-{word}" not in said), None)
    return found or (SchoolKind.MAINSTREAM if type_name else None)


def setting_of(urban_rural: str) -> Setting | None:
    """City, town, countryside or remote, from the words of a census; None where it says nothing."""
    said = urban_rural.lower()
    return next((setting for word, setting in _SETTINGS if word in said), None)
