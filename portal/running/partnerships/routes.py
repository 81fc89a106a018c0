"""The partnership page: partner schools, who is linked with whom, and what the coordinator can do."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.forming.clusters.forms import InviteSchoolForm
from portal.forming.clusters.models import Cluster, Side
from portal.forming.clusters.queries import get_cluster, only_waits, search_schools
from portal.forming.clusters.services import invite_school
from portal.policy import Action
from portal.running.partnerships import forms, queries, services
from portal.running.partnerships.models import Pair, Partnership, PartnershipShape
from portal.running.partnerships.queries import TwinOffer
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page, too_late
from portal.web.limits import may_invite
from portal.web.press import OneButtonForm, press

bp = Blueprint("partnerships", __name__, url_prefix="/clusters/<uuid:cluster_id>/partnership")
_ONE = "/<uuid:partnership_id>"
_PAIR = _ONE + "/pairs/<uuid:pair_id>"


def _home(cluster_id: Any) -> str:
    return url_for("partnerships.show", cluster_id=cluster_id)


@bp.get("")
@guarded(Action.PARTNERSHIP_VIEW, of=get_cluster)
def show(cluster: Cluster) -> ResponseReturnValue:
    """The partnerships of a cluster, and who is linked with whom in each."""
    network = queries.get_network(cluster.id)
    partnerships = queries.list_partnerships(cluster.id)
    return render_template(
        "partnerships/show.html",
        cluster=cluster,
        partnerships=[(p, queries.matrix(p, network)) for p in partnerships],
        partners=[s for s in network.schools if s.is_partner],
        asked=queries.clusters_asked(partnerships),
        offers=queries.list_offers(cluster.id),
        shared=queries.list_shared_with(cluster.id),
        names={s.id: s.name for s in network.schools},
        shapes=dict(forms.SHAPES),
        mine=login.me().school_ids,
        button=OneButtonForm(formdata=None),
    )


@bp.route("/open", methods=["GET", "POST"])
@guarded(Action.PARTNERSHIP_OPEN, of=get_cluster)
def open_one(cluster: Cluster) -> ResponseReturnValue:
    """Open a partnership: a name and a shape are enough."""
    form = forms.OpenForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.open_partnership,
            cluster,
            to=_home(cluster.id),
            said=_("The partnership is open."),
            name=form.name.data,
            shape=PartnershipShape(form.shape.data),
        )
        if answer is not None:
            return answer
    return form_page("partnerships/open.html", form, cluster=cluster)


@bp.route("/invite", methods=["GET", "POST"])
@guarded(Action.PARTNER_INVITE, of=get_cluster)
def invite(cluster: Cluster) -> ResponseReturnValue:
    """Invite a partner school: search, choose, send."""
    searched = request.args.get("words", "")[:100]
    waits = only_waits(cluster, login.me())
    found = search_schools(cluster, searched, whole_names_only=waits)
    form = InviteSchoolForm()
    form.offer(found)
    if waits:
        form.without_letter()
    if form.validate_on_submit() and may_invite(form):
        answer = carry_out(
            form,
            invite_school,
            cluster,
            to=_home(cluster.id),
            said=_("The partner school has been invited."),
            school_id=form.school.data,
            message=form.letter,
            side=Side.PARTNER,
        )
        if answer is not None:
            return answer
    return form_page("partnerships/invite.html", form, cluster=cluster, searched=searched, found=found, waits=waits)


@bp.route(_ONE + "/edit", methods=["GET", "POST"])
@guarded(Action.PARTNERSHIP_CHANGE, of=queries.get_partnership)
def edit(partnership: Partnership) -> ResponseReturnValue:
    """Give it another name."""
    form = forms.ChangeForm(name=partnership.name, version=partnership.version)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.change_partnership,
            partnership,
            to=_home(partnership.cluster_id),
            said=_("Saved."),
            name=form.name.data,
            shape=partnership.shape,
            version=form.read_version,
        )
        if answer is not None:
            return answer
    return form_page("partnerships/edit.html", form, partnership=partnership)


@bp.route(_ONE + "/shape", methods=["GET", "POST"])
@guarded(Action.PARTNERSHIP_CHANGE, of=queries.get_partnership)
def reshape(partnership: Partnership) -> ResponseReturnValue:
    """See what another shape changes, and choose it. Nothing is lost."""
    form = forms.ShapeForm(shape=partnership.shape.value, version=partnership.version)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.change_partnership,
            partnership,
            to=url_for("partnerships.reshape", cluster_id=partnership.cluster_id, partnership_id=partnership.id),
            said=_("Saved. Everything that was is still there."),
            name=partnership.name,
            shape=PartnershipShape(form.shape.data),
            version=form.read_version,
        )
        if answer is not None:
            return answer
    network = queries.get_network(partnership.cluster_id)
    return form_page(
        "partnerships/shape.html",
        form,
        partnership=partnership,
        matrix=queries.matrix(partnership, network),
        joined=[school for school in network.schools if not school.is_invited],
        history=queries.list_shape_changes(partnership.id),
        shapes=dict(forms.SHAPES),
    )


@bp.route(_ONE + "/partner-cluster", methods=["GET", "POST"])
@guarded(Action.PARTNERSHIP_CHANGE, of=queries.get_partnership)
def ask_cluster(partnership: Partnership) -> ResponseReturnValue:
    """Ask another cluster to be the partner cluster."""
    searched = request.args.get("words", "")[:100]
    found = queries.find_clusters(searched, other_than=partnership.cluster_id)
    form = forms.PartnerClusterForm()
    form.offer(found)
    if form.validate_on_submit() and may_invite(form):
        answer = carry_out(
            form,
            services.ask_partner_cluster,
            partnership,
            to=_home(partnership.cluster_id),
            said=_("The cluster has been asked. Its coordinator answers."),
            partner_cluster_id=form.partner_cluster.data,
        )
        if answer is not None:
            return answer
    return form_page("partnerships/partner_cluster.html", form, partnership=partnership, searched=searched, found=found)


@bp.post(_ONE + "/accept")
@guarded(Action.PARTNERSHIP_ANSWER, of=queries.get_offer)
def accept(offer: TwinOffer) -> ResponseReturnValue:
    said = _("You are partner clusters now. Your schools share their board and their calendar.")
    return press(services.accept_partner_cluster, offer, to=_home(offer.cluster_id), said=said)


@bp.post(_ONE + "/decline")
@guarded(Action.PARTNERSHIP_ANSWER, of=queries.get_offer)
def decline(offer: TwinOffer) -> ResponseReturnValue:
    said = _("The other cluster has been told.")
    return press(services.decline_partner_cluster, offer, to=_home(offer.cluster_id), said=said)


@bp.post(_ONE + "/begin")
@guarded(Action.PARTNERSHIP_CHANGE, of=queries.get_partnership)
def begin(partnership: Partnership) -> ResponseReturnValue:
    said = _("The partnership has begun.")
    return press(services.begin_partnership, partnership, to=_home(partnership.cluster_id), said=said)


@bp.route(_ONE + "/pause", methods=["GET", "POST"])
@guarded(Action.PARTNERSHIP_CHANGE, of=queries.get_partnership)
def pause(partnership: Partnership) -> ResponseReturnValue:
    """Put it on hold, with the reason."""
    if request.method == "GET" and not partnership.allows("pause"):
        words = _("Only a partnership that is going on can be put on hold.")
        back = {"back": _home(partnership.cluster_id), "back_words": _("Back to the partnership")}
        return too_late(_("Put the partnership on hold"), words, **back)
    form = forms.PauseForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.pause_partnership,
            partnership,
            to=_home(partnership.cluster_id),
            said=_("The partnership is on hold."),
            reason=form.reason.data,
            restart_on=form.restart_on.data,
        )
        if answer is not None:
            return answer
    return form_page("partnerships/pause.html", form, partnership=partnership)


@bp.post(_ONE + "/resume")
@guarded(Action.PARTNERSHIP_CHANGE, of=queries.get_partnership)
def resume(partnership: Partnership) -> ResponseReturnValue:
    said = _("The partnership goes on.")
    return press(services.resume_partnership, partnership, to=_home(partnership.cluster_id), said=said)


@bp.post(_ONE + "/maintain")
@guarded(Action.PARTNERSHIP_CHANGE, of=queries.get_partnership)
def maintain(partnership: Partnership) -> ResponseReturnValue:
    said = _("The project is over; you keep in touch.")
    return press(services.maintain_partnership, partnership, to=_home(partnership.cluster_id), said=said)


@bp.route(_ONE + "/end", methods=["GET", "POST"])
@guarded(Action.PARTNERSHIP_CHANGE, of=queries.get_partnership)
def end(partnership: Partnership) -> ResponseReturnValue:
    """End it, with the reason; its history stays."""
    form = forms.EndForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.end_partnership,
            partnership,
            to=_home(partnership.cluster_id),
            said=_("The partnership has ended. Its history stays."),
            reason=form.reason.data,
        )
        if answer is not None:
            return answer
    return form_page("partnerships/end.html", form, partnership=partnership)


@bp.route(_ONE + "/pairs/new", methods=["GET", "POST"])
@guarded(Action.PAIR_PROPOSE, of=queries.get_partnership)
def propose(partnership: Partnership) -> ResponseReturnValue:
    """Propose that two schools are linked; the other school answers."""
    form = forms.PairForm()
    form.offer(queries.get_network(partnership.cluster_id))
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.propose_pair,
            partnership,
            to=_home(partnership.cluster_id),
            said=_("The link is proposed. The other school answers."),
            home_school_id=form.home_school.data,
            partner_school_id=form.partner_school.data,
        )
        if answer is not None:
            return answer
    return form_page("partnerships/propose.html", form, partnership=partnership)


@bp.post(_PAIR + "/agree")
@guarded(Action.PAIR_AGREE, of=queries.get_pair)
def agree(pair: Pair) -> ResponseReturnValue:
    said = _("The two schools are linked now.")
    return press(services.agree_pair, pair, to=_home(pair.partnership.cluster_id), said=said)


@bp.post(_PAIR + "/decline")
@guarded(Action.PAIR_AGREE, of=queries.get_pair)
def decline_pair(pair: Pair) -> ResponseReturnValue:
    said = _("The other school has been told.")
    return press(services.decline_pair, pair, to=_home(pair.partnership.cluster_id), said=said)


@bp.route(_PAIR + "/spare", methods=["GET", "POST"])
@guarded(Action.PAIR_SPARE, of=queries.get_pair)
def spare(pair: Pair) -> ResponseReturnValue:
    """Name the partner school to turn to when this one falls away."""
    form = forms.SpareForm(**{"school": pair.spare_school_id} if request.method == "GET" else {})
    form.offer(queries.get_network(pair.partnership.cluster_id), pair)
    if form.validate_on_submit():
        to, said = _home(pair.partnership.cluster_id), _("Saved.")
        answer = carry_out(form, services.name_spare, pair, to=to, said=said, school_id=form.school.data)
        if answer is not None:
            return answer
    return form_page("partnerships/spare.html", form, pair=pair)


@bp.route(_PAIR + "/end", methods=["GET", "POST"])
@guarded(Action.PAIR_END, of=queries.get_pair)
def end_pair(pair: Pair) -> ResponseReturnValue:
    """End a link, or take back that it was proposed: what follows is said first."""
    form = OneButtonForm()
    if form.validate_on_submit():
        said = _("The two schools are no longer linked.")
        answer = carry_out(form, services.end_pair, pair, to=_home(pair.partnership.cluster_id), said=said)
        if answer is not None:
            return answer
    return form_page("partnerships/end_pair.html", form, pair=pair, partnership=pair.partnership)
