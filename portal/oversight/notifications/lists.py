"""What a mail belongs to, as its reader's mail program sees it: a list with a name, a page, and one click that stops it."""

import uuid

from flask import current_app

from portal.oversight.notifications import stops
from portal.oversight.notifications.stops import Stop
from portal.web.mailing import MailingList
from portal.web.security import external_url


def mailing_list(person_id: uuid.UUID, about: str | None, *, board: str = "") -> MailingList | None:
    """The list for this reader, in the language that is spoken now; None for mail that cannot be stopped. `board`: the cluster's name."""
    if about is None:
        return None
    cluster_id = Stop(person_id, about).cluster_id
    home = str(current_app.config["PUBLIC_URL"])
    return MailingList(
        about=about,
        name=f"{current_app.config['BRAND_NAME']}, {board or stops.words(about)}",
        stop_link=external_url("mail_stops.show", token=stops.token(person_id, about)),
        page=f"{home}/clusters/{cluster_id}/board" if cluster_id is not None else home + "/notices",
    )
