"""Whether the school is looking for a partner, and for what."""

from portal.core import clock
from portal.core.actors import Actor
from portal.core.text import clean
from portal.identity.profiles.models import Looking, SchoolProfile
from portal.identity.profiles.services.beginning import begin_record
from portal.identity.schools.models import School


def say_looking(school: School, *, by: Actor, looking: Looking, looking_for: str) -> SchoolProfile:
    """The school is looking for a partner, may be asked, or is not to be asked now."""
    profile = begin_record(school, by=by)
    profile.looking, profile.looking_for, profile.looking_at = looking, clean(looking_for), clock.now()
    return profile
