"""The same as data: dates and times as ISO 8601, times in UTC, countries as ISO 3166-1. Fields are added, never renamed; `version` grows when one goes."""

from typing import Any

from portal.core import clock
from portal.oversight.portfolio.queries import Work
from portal.oversight.portfolio.shapes import Section, Shape

VERSION = 1


def plain(work: Work, shape: Shape, sections: list[Section]) -> dict[str, Any]:
    """Everything of the portfolio, for a program to read."""
    school = work.school
    return {
        "version": VERSION,
        "made_at": clock.now().isoformat(),
        "since": work.stretch.since.isoformat() if work.stretch.year is not None else None,
        "until": work.stretch.until.isoformat(),
        "school": {
            "id": str(school.id),
            "name": school.name,
            "number": school.number or None,
            "country": school.country,
            "town": school.town,
            "phase": school.phase,
            "zone": school.zone,
            "pupils": work.profile.pupils if work.profile is not None else None,
            "lowest_age": work.profile.low_age if work.profile is not None else None,
            "highest_age": work.profile.high_age if work.profile is not None else None,
            "tags": {kind: list(words) for kind, words in work.tags.items() if words},
        },
        "awards": [
            {
                "award": one.award,
                "words": one.words,
                "level": one.level,
                "awarded_on": one.awarded_on.isoformat() if one.awarded_on else None,
                "ends_on": one.ends_on.isoformat() if one.ends_on else None,
            }
            for one in work.awards
        ],
        "clusters": [
            {
                "id": str(one.id),
                "name": one.name,
                "theme": one.theme,
                "joined_at": one.joined_at.isoformat(),
                "left_at": one.left_at.isoformat() if one.left_at else None,
            }
            for one in work.clusters
        ],
        "partner_schools": [
            {
                "name": one.name,
                "country": one.country,
                "linked_at": one.since.isoformat(),
                "ended_at": one.until.isoformat() if one.until else None,
            }
            for one in work.partners
        ],
        "activities": {
            "total": work.total,
            "pupils_counted": work.pupils,
            "listed": [
                {
                    "title": one.title,
                    "kind": one.kind.value,
                    "starts_at": one.starts_at.isoformat(),
                    "zone": one.zone,
                    "role": one.role,
                    "with": list(one.others),
                    "pupils": one.pupils,
                    "confirmed_by_both": one.by_both,
                }
                for one in work.activities
            ],
        },
        "stand_ins": [
            {
                "title": one.title,
                "at": one.at.isoformat(),
                "by_us": one.ours,
                "other_school": one.other,
                "kind": "reply" if one.is_reply else "activity",
            }
            for one in work.stand_ins
        ],
        "visits": [
            {
                "title": one.title,
                "starts_on": one.starts_on.isoformat(),
                "ends_on": one.ends_on.isoformat(),
                "by_us": one.ours,
                "other_school": one.other,
                "people": list(one.who),
                "pupils": one.pupils if one.ours else None,
                "written_down_afterwards": one.afterwards,
            }
            for one in work.visits
        ],
        "letters_of_support": [
            {"organisation": one.organisation, "given_at": one.given_at.isoformat()} for one in work.supported
        ],
        "messages_written": work.messages,
        "headings": {
            "award": shape.value,
            "sections": [
                {"code": one.code, "title": one.title, "lines": [str(line) for line in one.lines]} for one in sections
            ],
        },
    }
