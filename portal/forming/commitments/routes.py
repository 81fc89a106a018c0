"""Pages of the working agreement."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.forming.clusters.models import Cluster, Side
from portal.forming.clusters.queries import get_cluster
from portal.forming.commitments import forms, queries, services
from portal.forming.commitments.models import WorkingAgreement
from portal.policy import Action
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.press import OneButtonForm, press

bp = Blueprint("commitments", __name__, url_prefix="/clusters/<uuid:cluster_id>/working-agreement")
_ONE = "/<uuid:working_id>"


@bp.get("")
@guarded(Action.WORKING_LIST, of=get_cluster)
def index(cluster: Cluster) -> ResponseReturnValue:
    """The version that counts, who has signed, and the earlier ones."""
    held = queries.current(cluster.id)
    signed = {s.school_id: s for s in held.signatures} if held is not None else {}
    home = [m for m in cluster.live_memberships() if m.side == Side.HOME]
    me = login.me()
    mine = [m for m in home if me.holds("contact", m.school_id) or me.holds("signatory", m.school_id)]
    return render_template(
        "commitments/index.html",
        cluster=cluster,
        held=held,
        signed=signed,
        home=home,
        to_sign=[m for m in mine if held is not None and m.school_id not in signed],
        versions=queries.list_versions(cluster.id),
        button=OneButtonForm(),
    )


@bp.route("/new", methods=["GET", "POST"])
@guarded(Action.WORKING_WRITE, of=get_cluster)
def write(cluster: Cluster) -> ResponseReturnValue:
    """A new version, begun from the one that counts or from words that suit most clusters."""
    held = queries.current(cluster.id)
    usual = " ".join(
        (
            _("We answer one another within a week in term."),
            _("Each school does its share of the work."),
            _("When a teacher is away, another school steps in."),
            _("We tell the others in good time before we leave."),
        )
    )
    form = forms.WriteForm(
        version=held.number if held is not None else 0,
        commitments=held.commitments if held is not None else usual,
        staff_time=held.staff_time if held is not None else "",
        years=held.years if held is not None else services.USUAL_YEARS,
    )
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.write_agreement,
            cluster,
            to=url_for("commitments.index", cluster_id=cluster.id),
            said=_("The schools are asked to sign."),
            number=form.read_version,
            commitments=form.commitments.data,
            staff_time=form.staff_time.data or "",
            years=form.years.data,
            starts_on=form.starts_on.data,
            review_on=form.review_on.data,
        )
        if answer is not None:
            return answer
    return form_page("commitments/write.html", form, cluster=cluster)


@bp.get(_ONE)
@guarded(Action.WORKING_VIEW, of=queries.get_agreement)
def show(agreement: WorkingAgreement) -> ResponseReturnValue:
    """One version, as it was signed."""
    return render_template("commitments/show.html", one=agreement, cluster=agreement.cluster)


@bp.post(_ONE + "/sign")
@guarded(Action.WORKING_SIGN, of=queries.get_agreement)
def sign(agreement: WorkingAgreement) -> ResponseReturnValue:
    """One's school says yes to exactly this version."""
    to = url_for("commitments.index", cluster_id=agreement.cluster_id)
    return press(services.sign_agreement, agreement, to=to, said=_("Your school has signed."))


@bp.route(_ONE + "/review", methods=["GET", "POST"])
@guarded(Action.WORKING_REVIEW, of=queries.get_agreement)
def review(agreement: WorkingAgreement) -> ResponseReturnValue:
    """The schools have looked at it again."""
    form = forms.ReviewForm()
    if form.validate_on_submit():
        to, said = url_for("commitments.index", cluster_id=agreement.cluster_id), _("Saved.")
        answer = carry_out(form, services.review_agreement, agreement, to=to, said=said, review_on=form.review_on.data)
        if answer is not None:
            return answer
    return form_page("commitments/review.html", form, one=agreement)
