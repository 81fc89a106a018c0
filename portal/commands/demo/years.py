"""School years, in the demonstration. All invented.

- `orchard`: the year began three days ago; the head (head4@) was written to, the letter with its link lies in the mail box; one member is not confirmed yet
- `fen`: the head's yearly yes is late, so the school begins nothing new
- `kelso`: one person alone speaks for the school, since three weeks
- `mill`: the head (head2@) let Theo Nakamura (teacher2@) answer the yearly yes
"""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from portal.commands.demo.world import World
from portal.core import clock
from portal.core.database import session
from portal.identity.schools import queries as schools
from portal.identity.schools.models import Function, SchoolMember
from portal.identity.schools.services.contacts import review_contacts
from portal.identity.years import calendar, letters, services
from portal.identity.years.models import SchoolYear


def load(world: World) -> None:
    """Make what is not there yet."""
    if session().scalar(sa.select(SchoolYear.id).limit(1)) is not None:
        return
    session().commit()
    world.do(_came_long_ago, world=world)
    for key, days in (("orchard", 3), ("fen", 40)):
        with world.then(days=-days):
            school = schools.get_school(world.schools[key].id)
            begins_on = min(calendar.year_begins_on(school.country, clock.today()), clock.today())
            world.do(services.open_year, school, begins_on=begins_on, write=letters.write_to_head)
    with world.then(days=-20):
        world.do(_head_has_left, world=world)
    mill = schools.get_school(world.schools["mill"].id)
    deputy = world.people["teacher2"].id
    world.do(services.name_deputy, mill, by="head2", person_id=deputy, write=letters.write_to_head)


def _came_long_ago(*, by: Any, world: World) -> None:
    """So that somebody is there to be confirmed."""
    member = sa.update(SchoolMember).where(
        SchoolMember.school_id == world.schools["orchard"].id,
        SchoolMember.person_id == world.people["teacher3"].id,
    )
    session().execute(member.values(answered_at=clock.now() - timedelta(days=500)))


def _head_has_left(*, by: Any, world: World) -> None:
    school = schools.get_school(world.schools["kelso"].id)
    for held in school.holders(Function.SIGNATORY):
        held.ended_on = clock.today(school.zone)
    session().flush()
    review_contacts(school, by=by)
