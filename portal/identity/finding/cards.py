"""A school of the results in words: where it is, whom it teaches, how lately it was here, how soon it answers, and how it differs."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.identity.finding import contrasts
from portal.identity.finding.contrasts import Comparison
from portal.identity.finding.models import Found
from portal.identity.finding.naming import Words
from portal.identity.profiles.models import Looking

MOST_SHOWN = 5
COLOURS = {Looking.YES: "green", Looking.OPEN: "light-blue", Looking.NO: "grey"}


@dataclass(frozen=True)
class Card:
    """One result. `comparison` is there in a search for contrasts."""

    listing: Found
    place: str
    pupils: str
    languages: str
    themes: str
    looking: str
    colour: str
    notes: str
    comparison: Comparison | None


def card(listing: Found, now: datetime, words: Words, *, own: Found | None = None) -> Card:
    """The words for one school; compared with `own`, where given."""
    return Card(
        listing=listing,
        place=place(listing, words),
        pupils=pupils(listing, words),
        languages=_some(listing, "languages", words),
        themes=_some(listing, "themes", words),
        looking=words.say(listing.looking.value),
        colour=COLOURS[listing.looking],
        notes=_notes(listing, now, words),
        comparison=contrasts.compare(own, listing, now, words) if own is not None else None,
    )


def place(listing: Found, words: Words) -> str:
    """Town, authority, country or nation: each once."""
    last = words.name("nation", listing.nation) if listing.nation else words.name("country", listing.country)
    parts = [listing.town, listing.authority_name, last]
    return ", ".join(dict.fromkeys([part for part in parts if part]))


def pupils(listing: Found, words: Words) -> str:
    """Phases, ages, setting and how many."""
    parts = [_some(listing, "phases", words)]
    if listing.low_age is not None and listing.high_age is not None:
        parts.append(words.say("ages", low=listing.low_age, high=listing.high_age))
    if listing.setting is not None:
        parts.append(words.name("setting", listing.setting.value))
    if listing.pupils:
        parts.append(words.pupils(listing.pupils))
    return ", ".join([part for part in parts if part])


def _some(listing: Found, kind: str, words: Words) -> str:
    """The first few, in words."""
    values = listing.facts.get(kind, ())
    shown = words.listed(kind, values[:MOST_SHOWN])
    return shown + " …" if len(values) > MOST_SHOWN else shown


def _notes(listing: Found, now: datetime, words: Words) -> str:
    """When it was last here, how soon it answers, for how many partners and until when: a sentence each."""
    said = [seen(listing.active_at, now, words), answers(listing.reply_hours, words)]
    if listing.looking != Looking.NO:
        if listing.partners_wanted:
            said.append(words.room(listing.partners_wanted))
        if listing.looking_until is not None:
            said.append(words.say("until", day=words.day(listing.looking_until, "d MMMM y")))
    return " ".join([f"{sentence}." for sentence in said if sentence])


def seen(active_at: datetime, now: datetime, words: Words) -> str:
    """The last sign of life, kindly rough."""
    passed = now - active_at
    if passed < timedelta(days=8):
        return words.say("this_week")
    if passed < timedelta(days=31):
        return words.say("this_month")
    return words.say("last_here", month=words.day(active_at.date(), "LLLL y"))


def answers(hours: int | None, words: Words) -> str:
    """How soon the school usually answers; nothing as long as nobody knows."""
    if hours is None:
        return ""
    if hours <= 30:
        return words.say("within_day")
    if hours <= 24 * 4:
        return words.say("within_days")
    return words.say("within_week" if hours <= 24 * 8 else "longer")
