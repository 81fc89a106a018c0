"""Who stood in for whom: the balance of a cluster, the record of a school, the certificate of a stand-in."""

from typing import Any

from flask import Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.core.errors import Refusal
from portal.core.i18n import _, spoken
from portal.core.tables import as_csv
from portal.forming.clusters.outline import Outline, get_outline
from portal.identity.schools import queries as schools
from portal.identity.schools.models import School
from portal.policy import Action
from portal.running.handoffs import balance, queries, words
from portal.running.handoffs.certificate import Certificate, as_paper
from portal.running.handoffs.models import Handoff
from portal.running.handoffs.routes.blueprint import bp, card_of
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import say
from portal.web.moments import day

CARD = "/clusters/<uuid:cluster_id>/handoffs/<uuid:handoff_id>"
BALANCE = "/clusters/<uuid:cluster_id>/handoffs/balance"
RIGHT_TO_LEFT = frozenset({"ar"})


def _shares(cluster: Outline) -> list[balance.Share]:
    since = None if request.args.get("since") == "start" else balance.a_year_ago()
    return balance.shares_of(cluster.id, since=since)


@bp.get(BALANCE)
@guarded(Action.HANDOFF_BALANCE_VIEW, of=get_outline)
def balance_of_cluster(cluster: Outline) -> ResponseReturnValue:
    """Give and take of each school, in the order of names."""
    everything = request.args.get("since") == "start"
    context = {"shares": _shares(cluster), "everything": everything, "said": words.balance}
    return render_template("handoffs/balance.html", cluster=cluster, **context)


@bp.get(BALANCE + ".csv")
@guarded(Action.HANDOFF_BALANCE_VIEW, of=get_outline)
def balance_as_csv(cluster: Outline) -> ResponseReturnValue:
    """The same as a table to take away: schools and numbers, no people."""
    head = (_("School"), _("Asked"), _("Said yes"), _("Stood in"), _("Was helped"))
    rows = [(one.school, one.asked, one.accepted, one.stood_in, one.received) for one in _shares(cluster)]
    answer = Response("\ufeff" + as_csv(head, rows), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="stand-ins.csv"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.get("/schools/<uuid:school_id>/stand-ins")
@guarded(Action.STAND_IN_RECORD_VIEW, of=schools.get_school)
def record_of_school(school: School) -> ResponseReturnValue:
    """In which the school stood in, or was helped."""
    page = balance.record_of(school.id, after=request.args.get("after"))
    context = {"standing": words.standing_of, "places": login.me().places}  # a card is read inside its network alone
    return render_template("handoffs/record.html", school=school, page=page, **context)


@bp.get(CARD + "/certificate")
@guarded(Action.HANDOFF_CERTIFICATE_VIEW, of=queries.get_handoff)
def certificate(handoff: Handoff) -> ResponseReturnValue:
    """The thank-you, to print or to keep as a file."""
    if not handoff.was_done:
        return redirect(card_of(handoff), 303)
    return render_template("handoffs/certificate.html", handoff=handoff, certificate=_certificate(handoff))


@bp.get(CARD + "/certificate.pdf")
@guarded(Action.HANDOFF_CERTIFICATE_VIEW, of=queries.get_handoff)
def certificate_as_pdf(handoff: Handoff) -> ResponseReturnValue:
    """The same as a PDF."""
    if not handoff.was_done:
        return redirect(card_of(handoff), 303)
    try:
        return as_paper(_certificate(handoff)).answer("certificate", to_keep=True)
    except Refusal as refusal:
        say(refusal.message, "error")
        return redirect(card_of(handoff) + "/certificate", 303)


def _certificate(handoff: Handoff) -> Certificate:
    """What stands on it: who, for whom, what and when; never why."""
    school = handoff.accepted_school.name if handoff.accepted_school is not None else ""
    activity, done = handoff.activity, handoff.delivered_at or handoff.created_at
    on = day(activity.starts_at, activity.zone) if activity is not None else day(done, handoff.owner_school.zone)
    names: dict[str, Any] = {"school": school, "owner": handoff.owner_school.name, "title": handoff.title}
    did = (
        _("answered for %(owner)s: “%(title)s”", **names)
        if handoff.is_for_reply
        else _("stood in for %(owner)s: “%(title)s”", **names)
    )
    partner = activity.partner_school.name if activity is not None and activity.partner_school is not None else ""
    met = (_("together with %(partner)s", partner=partner),) if partner else ()
    lines = (_("of %(school)s", school=school), did, *met, on)
    return Certificate(
        title=_("Thank you"),
        name=handoff.accepted_by.name if handoff.accepted_by is not None else school,
        lines=lines if handoff.accepted_by is not None else lines[1:],
        foot=_("No partnership ends because one teacher was away."),
        language=spoken(),
        made_at=done,
    )
