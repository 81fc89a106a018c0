"""When someone else changed the school since the form was opened."""

from portal.core.database import session
from portal.core.errors import Stale
from portal.core.i18n import _
from portal.identity.schools.models import School


def stale(school: School, names: tuple[str, ...]) -> Stale:
    """What stands there now, under the names of the form's fields."""
    session().refresh(school)
    current = {name: str(getattr(school, name) or "") for name in names}
    return Stale(_("Someone else changed this school since you opened the page."), current)
