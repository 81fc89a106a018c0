"""What the demonstration schools say of themselves: records, awards, dates, safeguarding answers. Loaded again, it leaves what is there."""

from datetime import time, timedelta
from typing import Any

from portal.commands.demo.world import World
from portal.core import clock
from portal.identity.declarations import queries as declarations
from portal.identity.declarations import services as declaring
from portal.identity.declarations.models import Rules
from portal.identity.profiles import queries, services
from portal.identity.profiles.models import PeriodKind, ProfilePart, TagKind
from portal.identity.schools import queries as schools
from portal.identity.terms import services as terms

# key: description, setting, themes, ways to keep in touch
RECORDS = {
    "hill": ("A primary school above the river, with a garden and a weather station.", "town", "water", "video"),
    "ysgol": ("Ysgol Gymraeg in a market town; everything is taught in Welsh.", "town", "languages", "email"),
    "castle": ("A small valley school; half of our pupils come by bus.", "countryside", "history", "email"),
    "tumaini": (
        "A school near the lake. We have sun, a borehole and one telephone.",
        "countryside",
        "water",
        "whatsapp",
    ),
    "angkor": ("A village school that shares two computers with the pagoda.", "countryside", "food", "post"),
}
# key: when lessons begin and end, on which weekdays
HOURS = {
    "hill": (time(8, 50), time(15, 15), range(5)),
    "tumaini": (time(7, 30), time(14, 30), range(5)),
    "angkor": (time(7, 0), time(11, 0), range(6)),
}


def load(world: World) -> None:
    """Fill the records as each school's own contact would."""
    for key, who in world.made["contact"].items():
        school = schools.get_school(world.schools[key].id)
        if not school.is_verified:
            continue
        world.do(services.begin_record, school)
        if declarations.current_of(school.id) is None:
            world.do(declaring.declare, school, by=who, answers=_answers(key, who, world))
        if key in RECORDS and queries.part_of(school.id, ProfilePart.DESCRIPTION) is None:
            _describe(world, key, who)


def _answers(key: str, who: str, world: World) -> declaring.Answers:
    nearly_over = timedelta(days=340 if key == "quay" else 60)
    return declaring.Answers(
        lead_name=world.people[who].name,
        lead_reach="01632 960 010",
        deputy_name="Devon Ames",
        deputy_reach="",
        rules=Rules.NATIONAL if world.schools[key].country == "GB" else Rules.MINISTRY,
        rules_words="",
        policy_link="",
        reviewed_on=clock.today() - nearly_over,
    )


def _describe(world: World, key: str, who: str) -> None:
    description, setting, theme, way = RECORDS[key]
    pages: tuple[tuple[ProfilePart, dict[str, Any], services.Tags], ...] = (
        (ProfilePart.DESCRIPTION, {"description": description}, {}),
        (ProfilePart.PLACE, {"setting": setting}, {}),
        (ProfilePart.THEMES, {}, {TagKind.THEME: ([theme], [])}),
        (ProfilePart.TOOLS, {}, {TagKind.TOOL: ([way], [])}),
    )
    for part, values, tags in pages:
        school = schools.get_school(world.schools[key].id)
        world.do(services.change_part, school, by=who, part=part, version=0, values=values, tags=tags)
    first = clock.today() + timedelta(days=24)
    school = schools.get_school(world.schools[key].id)
    dates = {"name": "Winter holiday", "starts_on": first, "ends_on": first + timedelta(days=13)}
    world.do(services.add_period, school, by=who, kind=PeriodKind.HOLIDAY, **dates)
    if key in HOURS:
        opens, closes, weekdays = HOURS[key]
        week = {weekday: [(opens, closes)] for weekday in weekdays}
        world.do(terms.say_hours, schools.get_school(school.id), by=who, week=week)
    if key == "hill":
        day = clock.today() - timedelta(days=200)
        award = {"award": "isa", "words": "", "level": "intermediate", "awarded_on": day, "ends_on": None}
        world.do(services.add_award, schools.get_school(school.id), by=who, **award)
