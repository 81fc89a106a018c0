"""What is true of a school, one row for each thing, so that partners can search by it."""

from collections.abc import Iterable

from portal.core.database import session
from portal.core.errors import RuleBroken
from portal.core.i18n import _
from portal.core.text import clean_line, fold
from portal.identity.profiles import queries
from portal.identity.profiles.models import SchoolTag, TagKind
from portal.identity.schools.models import School

MOST_OF_ONE_KIND = 30
LONGEST_WORDS = 80


def set_tags(
    school: School, kind: TagKind, codes: Iterable[str], own: Iterable[str] = (), *, field: str | None = None
) -> bool:
    """These codes and own words, and no others, are true of the school. Answers whether anything changed.

    `field` is the form's field that takes own words, for the refusals of a word that is too long and of too many.
    """
    wanted: dict[str, str] = dict.fromkeys(sorted(set(codes)), "")
    for line in own:
        words = clean_line(line)
        if len(words) > LONGEST_WORDS:
            raise RuleBroken(field, _("Write at most 80 characters on each line."))
        if fold(words):
            wanted.setdefault(fold(words)[:LONGEST_WORDS], words)
    if len(wanted) > MOST_OF_ONE_KIND:
        raise RuleBroken(field, _("Choose at most 30."))
    there = {tag.value: tag for tag in queries.tags_of(school.id, kind)}
    for value in there.keys() - wanted.keys():
        session().delete(there[value])
    for value in wanted.keys() - there.keys():
        session().add(SchoolTag(school_id=school.id, kind=kind, value=value, words=wanted[value]))
    session().flush()
    return wanted.keys() != there.keys()
