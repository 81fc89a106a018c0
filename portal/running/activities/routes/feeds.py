"""Secret links by which other calendars subscribe, and what they give."""

import hashlib
import uuid
from collections import OrderedDict
from datetime import datetime, time, timedelta
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, abort, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadData, URLSafeSerializer

from portal.core import clock
from portal.core.errors import NotFound
from portal.core.i18n import _, spoken
from portal.forming.clusters.models import Cluster
from portal.forming.clusters.queries import get_cluster
from portal.policy import Action
from portal.running.activities import icalendar, queries, services, stays
from portal.running.activities.models import CalendarFeed
from portal.running.activities.queries import FeedState, Given, PartnershipOutline, SchoolOutline
from portal.running.activities.routes.blueprint import bp
from portal.running.activities.routes.events import Sayings, laid_out
from portal.web.access import guarded, public
from portal.web.login import me
from portal.web.press import OneButtonForm, press
from portal.web.security import external_url, signing_keys

KEPT_BEFORE = timedelta(days=180)
REFRESH = timedelta(hours=1)
FORMAT = 7


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(signing_keys(), salt="calendar-feed", signer_kwargs={"digest_method": hashlib.sha256})


def token_of(feed: CalendarFeed) -> str:
    """The secret part of a link's address."""
    return str(_signer().dumps([feed.id.hex, feed.turn]))


def _read(token: str) -> tuple[uuid.UUID, int]:
    if len(token) > 300:
        raise NotFound
    try:
        feed_id, turn = _signer().loads(token)
        return uuid.UUID(feed_id), int(turn)
    except (BadData, ValueError, TypeError, AttributeError):
        raise NotFound from None


@bp.get("/calendar/subscribe")
@guarded(Action.CALENDAR_VIEW_MINE)
def subscribe() -> ResponseReturnValue:
    """My link to everything."""
    return _page(Given(), "")


@bp.get("/clusters/<uuid:cluster_id>/calendar/subscribe")
@guarded(Action.CALENDAR_VIEW, of=get_cluster)
def subscribe_to_cluster(cluster: Cluster) -> ResponseReturnValue:
    """My link to one cluster's calendar."""
    return _page(Given(cluster.id), cluster.name)


@bp.get("/clusters/<uuid:cluster_id>/partnership/<uuid:partnership_id>/calendar/subscribe")
@guarded(Action.CALENDAR_VIEW, of=queries.get_partnership_outline)
def subscribe_to_partnership(partnership: PartnershipOutline) -> ResponseReturnValue:
    """My link to one partnership's calendar."""
    return _page(Given(partnership.cluster_id, partnership.id), partnership.name)


@bp.get("/schools/<uuid:school_id>/calendar/subscribe")
@guarded(Action.SCHOOL_CALENDAR_VIEW, of=queries.get_school_outline)
def subscribe_to_school(school: SchoolOutline) -> ResponseReturnValue:
    """My link to what one of my schools takes part in."""
    return _page(Given(school_id=school.id), school.name)


def _page(given: Given, name: str) -> str:
    """How to see a calendar elsewhere; the link, where one was made."""
    feed = queries.find_feed(me().id, given)
    if feed is not None and feed.revoked_at is not None:
        feed = None
    address = external_url("activities.feed", token=token_of(feed)) if feed is not None else ""
    webcal = "webcal:" + address.partition(":")[2] if address else ""
    shown = {"feed": feed, "address": address, "webcal": webcal, "button": OneButtonForm()}
    here, calendar = addresses(given)
    return render_template("activities/subscribe.html", name=name, here=here, calendar=calendar, **shown)


def addresses(given: Given) -> tuple[str, str]:
    """Where the link to this is made, and where its calendar is shown."""
    if given.school_id is not None:
        values: dict[str, Any] = {"school_id": given.school_id}
        return url_for("activities.subscribe_to_school", **values), url_for("activities.of_school", **values)
    values = {"cluster_id": given.cluster_id}
    if given.partnership_id is not None:
        values["partnership_id"] = given.partnership_id
        return url_for("activities.subscribe_to_partnership", **values), url_for("activities.of_partnership", **values)
    if given.cluster_id is not None:
        return url_for("activities.subscribe_to_cluster", **values), url_for("activities.of_cluster", **values)
    return url_for("activities.subscribe"), url_for("activities.calendar")


@bp.post("/calendar/subscribe")
@guarded(Action.CALENDAR_VIEW_MINE)
def make_link() -> ResponseReturnValue:
    """Make my link, or a new one in its place."""
    return _make(Given())


@bp.post("/clusters/<uuid:cluster_id>/calendar/subscribe")
@guarded(Action.CALENDAR_VIEW, of=get_cluster)
def make_cluster_link(cluster: Cluster) -> ResponseReturnValue:
    """Make my link to this cluster, or a new one in its place."""
    return _make(Given(cluster.id))


@bp.post("/clusters/<uuid:cluster_id>/partnership/<uuid:partnership_id>/calendar/subscribe")
@guarded(Action.CALENDAR_VIEW, of=queries.get_partnership_outline)
def make_partnership_link(partnership: PartnershipOutline) -> ResponseReturnValue:
    """Make my link to this partnership, or a new one in its place."""
    return _make(Given(partnership.cluster_id, partnership.id))


@bp.post("/schools/<uuid:school_id>/calendar/subscribe")
@guarded(Action.SCHOOL_CALENDAR_VIEW, of=queries.get_school_outline)
def make_school_link(school: SchoolOutline) -> ResponseReturnValue:
    """Make my link to this school, or a new one in its place."""
    return _make(Given(school_id=school.id))


def _make(given: Given) -> ResponseReturnValue:
    said = _("Your link is below. An older one no longer works.")
    return press(services.make_calendar_link, None, to=addresses(given)[0], said=said, given=given)


@bp.post("/calendar/links/<uuid:feed_id>/revoke")
@guarded(Action.FEED_MANAGE, of=queries.get_feed)
def revoke_link(feed: CalendarFeed) -> ResponseReturnValue:
    """End a link."""
    to = addresses(Given(feed.cluster_id, feed.partnership_id, feed.school_id))[0]
    return press(services.revoke_calendar_link, feed, to=to, said=_("The link no longer works."))


@bp.get("/calendar/feed/<token>.ics")
@public
def feed(token: str) -> ResponseReturnValue:
    """The calendar as text, for another program. Gives exactly what the link's owner may read now; nothing when that ended."""
    feed_id, turn = _read(token)
    starts = _from()
    state = queries.feed_state(feed_id, turn, starts)
    if state is None:
        abort(404)
    answer = Response(mimetype="text/calendar")
    answer.set_etag(_mark(state, starts))
    answer.last_modified = state.changed_at
    answer.headers["Cache-Control"] = "private, max-age=900"
    answer.headers["Content-Disposition"] = 'inline; filename="calendar.ics"'
    answer.make_conditional(request)
    if answer.status_code != 304:
        answer.set_data(
            kept.get(feed_id, answer.headers["ETag"]) or kept.put(feed_id, answer.headers["ETag"], _text(state, starts))
        )
    return answer


def _from() -> datetime:
    """The midnight from which a feed tells: for a day it stays the same."""
    day = clock.today("UTC") - KEPT_BEFORE
    return datetime.combine(day, time(), ZoneInfo("UTC"))


def _mark(state: FeedState, starts: datetime) -> str:
    return hashlib.sha256(repr((FORMAT, spoken(), starts, state.mark)).encode()).hexdigest()[:40]


def _text(state: FeedState, starts: datetime) -> bytes:
    entries = queries.list_for_feed(state, starts)
    name = state.name or current_app.config["BRAND_NAME"]
    zone = entries[0].zone if entries else "Europe/London"
    happenings = laid_out(entries, Sayings(queries.schools_in(entries)))
    lasting, address = _stays(state, starts), lambda path: str(current_app.config["PUBLIC_URL"]) + path
    happenings = [*happenings, *stays.happenings_of(lasting, address)]
    more = stays.events_of(lasting, address)
    return icalendar.calendar(name, happenings, zone=zone, every=REFRESH, more=more).encode()


def _stays(state: FeedState, starts: datetime) -> list[stays.Stay]:
    """What lasts for days, from the same day on."""
    only = state.given._asdict()
    return stays.stays_for_feed(state.person_id, starts.date(), **only)


class Kept:
    """The last text of a few links, each by its mark, in this process. Whether a link works and what its owner may read is asked anew for every
    answer: it makes the mark, and a text with another mark is never given."""

    def __init__(self, most_bytes: int) -> None:
        self._most, self._size = most_bytes, 0
        self._texts: OrderedDict[uuid.UUID, tuple[str, bytes]] = OrderedDict()
        self._lock = Lock()  # a worker answers in several threads

    def get(self, feed_id: uuid.UUID, mark: str) -> bytes | None:
        """The text of this link, if it is the one with this mark."""
        with self._lock:
            found = self._texts.get(feed_id)
            if found is None or found[0] != mark:
                return None
            self._texts.move_to_end(feed_id)
            return found[1]

    def put(self, feed_id: uuid.UUID, mark: str, text: bytes) -> bytes:
        """Keep this text, and drop those that were not asked for the longest. Answers it."""
        with self._lock:
            self._drop(feed_id)
            if len(text) <= self._most:
                self._texts[feed_id] = (mark, text)
                self._size += len(text)
            while self._size > self._most:
                self._drop(next(iter(self._texts)))
        return text

    def clear(self) -> None:
        """Forget every text."""
        with self._lock:
            self._texts.clear()
            self._size = 0

    def _drop(self, feed_id: uuid.UUID) -> None:
        _mark, text = self._texts.pop(feed_id, ("", b""))
        self._size -= len(text)


kept = Kept(2_000_000)
