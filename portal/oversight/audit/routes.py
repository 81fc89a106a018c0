"""The timeline of a cluster, and the record as a whole."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal.forming.clusters.models import Cluster
from portal.forming.clusters.queries import get_cluster
from portal.oversight.audit import queries
from portal.oversight.chain.queries import last_check
from portal.policy import Action
from portal.web.access import guarded

timeline_bp = Blueprint("timeline", __name__)
audit_bp = Blueprint("audit", __name__)


@timeline_bp.get("/clusters/<uuid:cluster_id>/timeline")
@guarded(Action.CLUSTER_TIMELINE, of=get_cluster)
def show(cluster: Cluster) -> ResponseReturnValue:
    """What happened in this cluster."""
    page = queries.timeline_of(cluster.id, after=request.args.get("after"))
    return render_template("timeline/show.html", cluster=cluster, page=page)


@audit_bp.get("/administration/record")
@guarded(Action.AUDIT_VIEW)
def record() -> ResponseReturnValue:
    """Every fact, newest first."""
    page = queries.whole_record(after=request.args.get("after"))
    return render_template("audit/record.html", page=page, check=last_check())
