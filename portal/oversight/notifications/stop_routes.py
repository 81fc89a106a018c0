"""One click in a mail stops such mail (RFC 8058). Nobody signs in: the sealed link is the authority. Looking at the page changes nothing, because
programs that look for harm follow every link."""

import contextlib

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal.core.actors import SYSTEM
from portal.core.errors import NotFound, SomeoneWasFaster
from portal.core.perform import perform
from portal.extensions import csrf
from portal.oversight.notifications import queries, services, stops
from portal.oversight.notifications.rhythm import Group
from portal.oversight.notifications.stops import Stop
from portal.web.access import public

bp = Blueprint("mail_stops", __name__)
csrf.exempt(bp)
AGAIN = "again"


@bp.get("/mail/stop/<token>")
@public
def show(token: str) -> ResponseReturnValue:
    """What the button stops, or that it is stopped and how to undo that."""
    return _page(_read(token), token)


@bp.post("/mail/stop/<token>")
@public
def change(token: str) -> ResponseReturnValue:
    """Stop it; with `do=again`, the button of our own page, undo that. The answer is the page itself: mail programs follow no redirect."""
    stop = _read(token)
    deed = services.start_mail if request.form.get("do") == AGAIN else services.stop_mail
    with contextlib.suppress(SomeoneWasFaster):  # the same click, twice at once
        perform(deed, by=SYSTEM, stop=stop)
    return _page(stop, token)


def _read(token: str) -> Stop:
    stop = stops.read(token)
    if stop is None:
        raise NotFound
    return stop


def _page(stop: Stop, token: str) -> ResponseReturnValue:
    names = queries.cluster_names({stop.cluster_id}) if stop.cluster_id is not None else {}
    about = stops.words(stop.about, next(iter(names.values()), ""))
    is_stopped = queries.find_stop(stop.person_id, stop.about) is not None
    is_needs = stop.about == Group.NEEDS or bool(queries.stopped([stop.person_id], [Group.NEEDS.value]))
    page = {"about": about, "is_stopped": is_stopped, "is_needs": is_needs, "token": token, "again": AGAIN}
    return render_template("notices/stop.html", **page)
