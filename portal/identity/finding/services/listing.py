"""Keeping the row by which a school is found, whenever what it says of itself, or its standing, changes."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from babel import Locale

from portal.core import clock
from portal.core.actors import Actor
from portal.core.database import session
from portal.identity.finding import index, queries
from portal.identity.finding.models import SchoolListing
from portal.identity.profiles import queries as profiles
from portal.identity.profiles.models import Looking, SchoolProfile, TagKind
from portal.identity.schools.models import School

FACTS: dict[str, TagKind] = {
    "phases": TagKind.PHASE,
    "languages": TagKind.LANGUAGE,
    "themes": TagKind.THEME,
    "tools": TagKind.TOOL,
    "affiliations": TagKind.AFFILIATION,
    "specialisms": TagKind.SPECIALISM,
    "surroundings": TagKind.SURROUNDINGS,
}
LONGEST_WISH = 600
_NAMED_IN = ("en", "cy", "fr", "es", "ar")


def keep_listing(school: School, *, is_alive: bool = True) -> SchoolListing:
    """Write down anew what a search knows of this school. One that is not verified has a row too, but is not found.

    `is_alive`: someone of the school did something just now.
    """
    session().flush()
    there = queries.listing_of(school.id)
    profile = profiles.profile_of(school.id)
    tags = profiles.tags_of(school.id)
    facts = {name: [tag.words or tag.value for tag in tags if tag.kind == kind] for name, kind in FACTS.items()}
    codes = {name: [_code(tag) for tag in tags if tag.kind == kind] for name, kind in FACTS.items()}
    values = _values(school, profile, facts)
    values["words"] = words_of_listing(values, codes) if values["is_listed"] else ""
    if there is None:
        there = SchoolListing(school_id=school.id, active_at=_today(), **values)
        session().add(there)
    for name, value in values.items():
        setattr(there, name, value)
    if is_alive:
        there.active_at = _today()
    there.updated_at = clock.now()
    session().flush()
    return there


def list_new_schools(*, by: Actor, school_ids: Sequence[uuid.UUID]) -> None:
    """Rows for schools that have none."""
    for school in queries.list_schools(school_ids):
        keep_listing(school)


def _today() -> datetime:
    """Midnight (UTC) of today: a finer sign of life would move the row in its index at every click."""
    return clock.now().replace(hour=0, minute=0, second=0, microsecond=0)


def _code(tag: Any) -> str:
    """What stands in the index for a tag: its code; "other" for a school's own words, which are in the index as words."""
    return "other" if tag.words else tag.value


def _values(school: School, profile: SchoolProfile | None, facts: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "name": school.name,
        "country": school.country,
        "nation": school.nation or "",
        "town": school.town,
        "authority_code": school.authority_code,
        "authority_name": school.authority_name,
        "zone": school.zone,
        "setting": profile.setting if profile is not None else None,
        "low_age": profile.low_age if profile is not None else None,
        "high_age": profile.high_age if profile is not None else None,
        "pupils": profile.pupils if profile is not None else None,
        "facts": {name: values for name, values in facts.items() if values},
        "looking": profile.looking if profile is not None else Looking.NO,
        "looking_for": profile.looking_for[:LONGEST_WISH] if profile is not None else "",
        "is_listed": school.is_verified and school.frozen_at is None,
    }


def words_of_listing(values: Mapping[str, Any], codes: Mapping[str, Sequence[str]]) -> str:
    """Every token and word of the school, once: `values` as they stand in the row, `codes` its facts by kind."""
    single = {"country": values["country"], "nation": values["nation"], "authority": values["authority_code"], "setting": values["setting"],
              "size": index.size_of(values["pupils"])}  # fmt: skip
    found = [index.EVERY, *index.looking_tokens(values["looking"])]
    found += [index.token(facet, value) for facet, value in single.items() if value]
    found += index.tokens("age", index.ages_of(values["low_age"], values["high_age"], codes["phases"]))
    for facet, listed in codes.items():
        found += index.tokens(facet, listed)
    own = [words for listed in values["facts"].values() for words in listed]
    texts = [
        values["name"],
        values["town"],
        values["authority_name"],
        values["looking_for"],
        *own,
        *_countries(values["country"]),
    ]
    found += index.cut(" ".join(texts))
    return " ".join(dict.fromkeys(found))


@lru_cache(maxsize=300)
def _countries(code: str) -> Sequence[str]:
    """The country's name in the languages of the portal."""
    return [Locale.parse(language).territories.get(code, "") for language in _NAMED_IN]
