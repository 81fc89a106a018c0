"""The applications of a cluster, and starting one."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.applying.applications import checks, forms, queries, services
from portal.applying.applications.routes.blueprint import bp, path_of
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
    earlier = queries.list_of_cluster(cluster, me())
    asked = next((a.id for a in earlier if str(a.id) == request.args.get("from", "")), None)
    chosen = _round_asked(rounds)
    planned = next((r for r in rounds if r.id == chosen), None)
    form = forms.start_form(planned, data={"theme": cluster.theme, "round_id": chosen, "copy_from": asked})
    if earlier:
        form.copy_from.choices = [
            ("", _("No, with empty boxes")),
            *((a.id, f"{said_plain(a.round, 'name')} ({said_plain(a.round.programme, 'name')})") for a in earlier),
        ]
    else:
        del form.copy_from
    form.round_id.choices = [(r.id, f"{said_plain(r, 'name')} ({said_plain(r.programme, 'name')})") for r in rounds]
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
    sizes = {r.id: checks.lacks_of_size(r, cluster) for r in rounds}
    return form_page("applications/start.html", form, cluster=cluster, rounds=rounds, sizes=sizes)


def _round_asked(rounds: Any) -> Any:
    """The round that was chosen on the page, else the one of the link, else the only one."""
    asked = request.form.get("round_id") or request.args.get("round", "")
    return next((r.id for r in rounds if str(r.id) == asked or len(rounds) == 1), None)
