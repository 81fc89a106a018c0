"""The applications of a cluster, and starting one."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.applying.applications import checks, forms, queries, services
from portal.applying.applications.routes.blueprint import bp, path_of
from portal.applying.programmes.models import Round
from portal.applying.programmes.queries import clusters_coordinated_by
from portal.core import clock
from portal.core.i18n import _
from portal.forming.clusters import queries as clusters
from portal.forming.clusters.models import Cluster
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.bilingual import form_language, said_plain
from portal.web.login import me


@bp.get("/clusters/<uuid:cluster_id>/application")
@guarded(Action.CLUSTER_VIEW, of=clusters.get_cluster)
def of_cluster(cluster: Cluster) -> ResponseReturnValue:
    """The applications of a cluster, newest first."""
    return render_template(
        "applications/of_cluster.html", cluster=cluster, applications=queries.list_of_cluster(cluster, me())
    )


@bp.route("/clusters/<uuid:cluster_id>/applications/new", methods=["GET", "POST"])
@guarded(Action.APPLICATION_START, of=clusters.get_cluster)
def start(cluster: Cluster) -> ResponseReturnValue:
    """Begin an application to an open round."""
    rounds = queries.list_open_rounds(clock.now())
    live = queries.live_of([cluster.id], [r.id for r in rounds])
    stops = {r.id: checks.shuts_out(r, cluster) for r in rounds}
    free = [r for r in rounds if (cluster.id, r.id) not in live and not stops[r.id]]
    earlier = queries.list_of_cluster(cluster, me())
    asked = next((a.id for a in earlier if str(a.id) == request.args.get("from", "")), None)
    chosen = _round_asked(rounds if request.method == "POST" else free)
    planned = next((r for r in rounds if r.id == chosen), None)
    form = forms.start_form(planned, data={"theme": cluster.theme, "round_id": chosen, "copy_from": asked})
    if earlier:
        form.copy_from.choices = [
            ("", _("No, with empty boxes")),
            *((a.id, f"{said_plain(a.round, 'name')} ({said_plain(a.round.programme, 'name')})") for a in earlier),
        ]
    else:
        del form.copy_from
    named = {r.id: f"{said_plain(r, 'name')} ({said_plain(r.programme, 'name')})" for r in rounds}
    form.round_id.choices = list(named.items())  # who chose before this was so reads why not
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.start_application,
            cluster,
            to=path_of,
            said=_("The application has been started. It is not submitted before you submit it."),
            round_id=form.round_id.data,
            theme=form.theme.data,
            language=form_language(),
            copy_from=form.copy_from.data if form.copy_from is not None else None,
            entry=form.entry(),
        )
        if answer is not None:
            return answer
    form.round_id.choices = [(r.id, named[r.id]) for r in free]
    sizes = {r.id: checks.lacks_of_size(r, cluster) for r in rounds}
    return form_page(
        "applications/start.html", form, cluster=cluster, rounds=rounds, sizes=sizes, live=live, stops=stops, free=free
    )


def apply_panel(planned: Round) -> tuple[str, dict[str, Any]] | None:
    """On the page of a round: the way into an application for each cluster that the reader coordinates; to the one that there is, where there is one."""
    if not planned.is_open(clock.now()):
        return None
    mine = clusters_coordinated_by(me())
    live = queries.live_of([one.id for one in mine], [planned.id]) if mine else {}
    stops = {one.id: checks.shuts_out(planned, one) for one in mine}
    return "applications/_apply.html", {"planned": planned, "clusters": mine, "live": live, "stops": stops}


def _round_asked(rounds: Any) -> Any:
    """The round that was chosen on the page, else the one of the link, else the only one."""
    asked = request.form.get("round_id") or request.args.get("round", "")
    return next((r.id for r in rounds if str(r.id) == asked or len(rounds) == 1), None)
