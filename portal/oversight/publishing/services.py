"""Showing a cluster's public page or not, and the yes of each school to its own name."""

import re
import uuid
from collections.abc import Collection

import sqlalchemy as sa

from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import clean
from portal.forming.clusters.models import Cluster, ClusterStatus
from portal.oversight.publishing import events, queries
from portal.oversight.publishing.models import PublicName, PublicPage

_CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.\w|(?:\+|\b0)\d(?:[\s().-]?\d){7,}")
"""An e-mail address or a telephone number: neither belongs on a page for everyone."""


def change_page(cluster: Cluster, *, by: Actor, is_shown: bool, words: str) -> PublicPage:
    """Show the page to everyone, or hide it, with these words. Every school says for itself whether its name stands on it."""
    if is_shown and cluster.status == ClusterStatus.CLOSED:
        raise NotAllowedNow(_("The cluster is closed. Its page can no longer be shown."))
    if _CONTACT.search(words):
        raise RuleBroken("words", _("Leave out e-mail addresses and telephone numbers: anyone can read this page."))
    page = queries.page_of(cluster.id)
    was_shown, old = (page.is_shown, page.words) if page is not None else (False, "")
    if page is None:
        page = PublicPage(cluster_id=cluster.id)
        session().add(page)
    page.is_shown, page.words, page.by_id = is_shown, clean(words), by.id
    page.version = (page.version or 0) + 1
    session().flush()
    about = {"by_id": by.id, "cluster_id": cluster.id, "subject_id": page.id}
    if is_shown != was_shown:
        record(events.PublicPageShown(**about) if is_shown else events.PublicPageHidden(**about))
    elif page.words != old:
        record(events.PublicPageChanged(**about))
    return page


def name_schools(cluster: Cluster, *, by: Actor, school_ids: Collection[uuid.UUID]) -> int:
    """These schools may be named. Returns how many are new."""
    known = _said(cluster.id)
    fresh = [one for one in sorted(school_ids) if one not in known]
    for school_id in fresh:
        session().add(PublicName(cluster_id=cluster.id, school_id=school_id, by_id=by.id))
        session().flush()
        record(events.SchoolNamed(by_id=by.id, cluster_id=cluster.id, school_id=school_id))
    return len(fresh)


def unname_schools(cluster: Cluster, *, by: Actor, school_ids: Collection[uuid.UUID]) -> int:
    """These schools are named no more, from the next request on. Returns how many were."""
    gone = [one for one in sorted(school_ids) if one in _said(cluster.id)]
    named = sa.delete(PublicName).where(PublicName.cluster_id == cluster.id, PublicName.school_id.in_(gone))
    session().execute(named)
    for school_id in gone:
        record(events.SchoolUnnamed(by_id=by.id, cluster_id=cluster.id, school_id=school_id))
    return len(gone)


def _said(cluster_id: uuid.UUID) -> set[uuid.UUID]:
    return set(session().scalars(sa.select(PublicName.school_id).where(PublicName.cluster_id == cluster_id).limit(500)))
