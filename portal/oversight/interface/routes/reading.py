"""What programs read, version 1. Fields are added, never renamed or taken away; instants are ISO 8601 in UTC, countries ISO 3166-1, days ISO 8601."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import request

from portal.core import clock
from portal.core.duty import list_owed
from portal.core.errors import NotFound
from portal.core.pagination import Page
from portal.forming.clusters.queries import get_cluster
from portal.oversight.interface import queries
from portal.oversight.interface.queries import ListedActivity, ListedCluster, ListedSchool, PublicCluster
from portal.oversight.interface.routes.answering import WrongValue, open_to_all, own
from portal.oversight.interface.routes.blueprint import bp
from portal.oversight.notifications import needs
from portal.policy import Action
from portal.policy.people import SignedIn
from portal.web.access import check
from portal.web.security import external_url

BEFORE = timedelta(days=30)
MOST_TO_DO = 100
Found = dict[str, Any]


@bp.get("/api/v1")
@open_to_all()
def index() -> Found:
    """What there is."""
    ways = {
        "schools": "schools",
        "public_clusters": "public_clusters",
        "me": "about_me",
        "clusters": "my_clusters",
        "activities": "my_activities",
        "to_do": "to_do",
    }
    return {
        "document": external_url("interface.about"),
        "links": {name: external_url(f"interface.{endpoint}") for name, endpoint in ways.items()},
    }


@bp.get("/api/v1/schools")
@open_to_all("country", "after")
def schools() -> Found:
    """The verified schools: name, town, country; no person, no address of a person."""
    country = request.args.get("country", "").upper()
    if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise WrongValue("country is a code of two letters, like GB or KE.")
    page = queries.list_schools(country, after=request.args.get("after"))
    return _listed(page, _school, "schools", country=country or None)


@bp.get("/api/v1/schools/<uuid:school_id>")
@open_to_all()
def school(school_id: uuid.UUID) -> Found:
    """One verified school."""
    return {"school": _school(queries.get_school(school_id))}


@bp.get("/api/v1/public-clusters")
@open_to_all("after")
def public_clusters() -> Found:
    """The clusters that show a public page: name, theme, their words, the schools that agreed to be named."""
    return _listed(queries.list_public_clusters(after=request.args.get("after")), _public, "public_clusters")


@bp.get("/api/v1/me")
@own()
def about_me(person: SignedIn) -> Found:
    """Who reads: name, zone, language, schools, clusters; never an address."""
    held = sorted(person.memberships.values(), key=lambda one: (one.school_name, str(one.school_id)))
    return {
        "person": {
            "id": str(person.id),
            "name": person.name,
            "zone": person.zone,
            "language": person.language,
            "unread_notices": person.unread,
            "schools": [
                {"id": str(one.school_id), "name": one.school_name, "functions": sorted(one.functions)} for one in held
            ],
            "clusters": [
                {"id": str(place.cluster_id), "offices": sorted(place.offices)}
                for place in sorted(person.places.values(), key=lambda place: str(place.cluster_id))
            ],
        }
    }


@bp.get("/api/v1/clusters")
@own("after")
def my_clusters(person: SignedIn) -> Found:
    """The clusters of which one is a part, or whose partner cluster one's school is in."""
    page = queries.list_clusters(sorted(person.places), after=request.args.get("after"))
    return _listed(page, _cluster, "my_clusters")


@bp.get("/api/v1/clusters/<uuid:cluster_id>")
@own()
def cluster(person: SignedIn, cluster_id: uuid.UUID) -> Found:
    """One cluster that one may see."""
    found = get_cluster(cluster_id)
    check(person, Action.CLUSTER_VIEW, found)
    return {"cluster": _cluster(queries.list_clusters([found.id], after=None).items[0])}


@bp.get("/api/v1/activities")
@own("since", "cluster", "after")
def my_activities(person: SignedIn) -> Found:
    """The activities of one's calendar, from a day on (UTC; 30 days ago, unless it is said), by time."""
    since = _day("since") or clock.today("UTC") - BEFORE
    cluster_id = _id("cluster")
    page = queries.list_activities(
        person.id, datetime.combine(since, time(), ZoneInfo("UTC")), cluster_id=cluster_id,
        after=request.args.get("after"),
    )  # fmt: skip
    asked = {"since": since.isoformat(), "cluster": str(cluster_id) if cluster_id is not None else None}
    return _listed(page, _activity, "my_activities", **asked)


@bp.get("/api/v1/to-do")
@own()
def to_do(person: SignedIn) -> Found:
    """What one owes now, by date: at most 100 lines."""
    owed = list_owed(needs.owner(person), limit=MOST_TO_DO)
    return {
        "items": [
            {
                "kind": one.kind.value,
                "title": one.title,
                "cluster": str(one.cluster_id) if one.cluster_id is not None else None,
                "school": str(one.school_id) if one.school_id is not None else None,
                "due_at": one.due_at.isoformat() if one.due_at is not None else None,
            }
            for one in owed
        ],
        "page": external_url("needs.show"),
    }


def _listed(page: Page[Any], say: Callable[[Any], Found], endpoint: str, **asked: str | None) -> Found:
    """A page of a list, and the address of the next one; None on the last."""
    if page.first and request.args.get("after"):
        raise WrongValue("after is the mark of a page, as the address of the next page holds it.")
    kept = {name: value for name, value in asked.items() if value}
    following = external_url(f"interface.{endpoint}", **kept, after=page.next) if page.next else None
    return {"items": [say(one) for one in page.items], "next": following}


def _school(one: ListedSchool) -> Found:
    return {"id": str(one.id), "name": one.name, "town": one.town, "country": one.country}


def _cluster(one: ListedCluster) -> Found:
    return {
        "id": str(one.id),
        "name": one.name,
        "theme": one.theme,
        "status": one.status.value,
        "schools": [_school(school) for school in one.schools],
        "page": external_url("clusters.show", cluster_id=one.id),
    }


def _public(one: PublicCluster) -> Found:
    return {
        "id": str(one.id),
        "name": one.name,
        "theme": one.theme,
        "words": one.words,
        "schools": [_school(school) for school in one.schools],
        "schools_not_named": one.unnamed,
        "page": external_url("publishing.show", cluster_id=one.id),
    }


def _activity(one: ListedActivity) -> Found:
    return {
        "id": str(one.id),
        "cluster": {"id": str(one.cluster_id), "name": one.cluster},
        "title": one.title,
        "kind": one.kind.value,
        "status": one.status.value,
        "starts_at": one.starts_at.isoformat(),
        "ends_at": one.ends_at.isoformat(),
        "zone": one.zone,
        "place": one.place,
        "school": one.school,
        "partner_school": one.partner,
        "stand_in_school": one.stand_in,
        "page": external_url("activities.show", cluster_id=one.cluster_id, activity_id=one.id),
    }


def _day(name: str) -> date | None:
    text = request.args.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise WrongValue(f"{name} is a day, like 2027-03-09.") from None


def _id(name: str) -> uuid.UUID | None:
    text = request.args.get(name, "")
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        raise WrongValue(f"{name} is the id of a {name}, as a list gives it.") from None


@bp.get("/api/v1/<path:rest>")
@open_to_all()
def nothing(rest: str) -> Found:
    """Whatever else is asked for is told in JSON, too."""
    raise NotFound
