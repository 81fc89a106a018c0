"""The level of a cluster, and what the levels have."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.forming.clusters.models import Cluster
from portal.forming.clusters.queries import get_cluster
from portal.forming.formality import forms, queries, services
from portal.forming.formality.models import Feature, Level
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page

bp = Blueprint("formality", __name__)
_CLUSTER = "/clusters/<uuid:cluster_id>/formality"


@bp.get(_CLUSTER)
@guarded(Action.FORMALITY_VIEW, of=get_cluster)
def show(cluster: Cluster) -> ResponseReturnValue:
    """How formal the cluster is, and what that switches on."""
    stands, given = queries.standing_of(cluster.id), queries.rules()
    return render_template("formality/show.html", cluster=cluster, stands=stands, rules=given, words=_words())


@bp.route(_CLUSTER + "/edit", methods=["GET", "POST"])
@guarded(Action.FORMALITY_CHANGE, of=get_cluster)
def edit(cluster: Cluster) -> ResponseReturnValue:
    """Choose the level."""
    stands = queries.standing_of(cluster.id)
    form = forms.LevelForm(
        level=stands.level.value, extra=sorted(one.value for one in stands.extra), version=stands.version
    )
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.choose_level,
            cluster,
            to=url_for("formality.show", cluster_id=cluster.id),
            said=_("Saved."),
            version=form.read_version,
            level=Level(form.level.data),
            extra=[Feature(one) for one in form.extra.data or []],
        )
        if answer is not None:
            return answer
    return form_page("formality/edit.html", form, cluster=cluster)


@bp.route("/administration/formality", methods=["GET", "POST"])
@guarded(Action.FORMALITY_RULES_EDIT)
def rules() -> ResponseReturnValue:
    """What the levels have."""
    given = {level.value: sorted(one.value for one in on) for level, on in queries.rules().items()}
    form = forms.RulesForm() if request.method == "POST" else forms.RulesForm(data=given)
    if form.validate_on_submit():
        wanted = {level: [Feature(one) for one in form[level.value].data or []] for level in Level}
        to = url_for("formality.rules")
        answer = carry_out(form, services.change_rules, to=to, said=_("Saved."), wanted=wanted)
        if answer is not None:
            return answer
    return form_page("formality/rules.html", form)


def _words() -> dict[str, object]:
    return {"levels": forms.LEVELS, "features": forms.FEATURES, "names": forms.NAMES}
