"""Whose turn it is to travel and to host, and swaps."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.i18n import _
from portal.forming.clusters.models import Cluster
from portal.forming.clusters.outline import Outline, get_outline
from portal.forming.clusters.queries import get_cluster
from portal.policy import Action
from portal.running.partnerships.queries import get_network
from portal.running.visits import forms, queries, services, words
from portal.running.visits.models import Turn, TurnSwap
from portal.running.visits.routes.blueprint import bp
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.press import OneButtonForm, press

_SWAP = "/turns/swaps/<uuid:swap_id>"


@bp.get("/turns")
@guarded(Action.TURN_LIST, of=get_outline)
def turns(cluster: Outline) -> ResponseReturnValue:
    """The order for travelling and for hosting, how it came about, and the swaps."""
    network, swaps = get_network(cluster.id), queries.page_of_swaps(cluster.id, request.args.get("after"))
    accepted, today = queries.list_accepted(cluster.id), clock.today(cluster.zone)
    return render_template(
        "visits/turns.html",
        cluster=cluster,
        orders=[(turn, queries.order(network, turn, accepted, today)) for turn in Turn],
        turn_words=words.TURN,
        swaps=swaps,
        swap_words=words.SWAP,
        my_schools=login.me().school_ids,
        button=OneButtonForm(formdata=None),
    )


def _page(cluster_id: object) -> str:
    return url_for("visits.turns", cluster_id=cluster_id)


@bp.route("/turns/swap", methods=["GET", "POST"])
@guarded(Action.TURN_SWAP, of=get_cluster)
def ask_swap(cluster: Cluster) -> ResponseReturnValue:
    """Ask another school to change places."""
    form = forms.SwapForm()
    form.offer(get_network(cluster.id), login.me().school_ids)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.ask_swap,
            cluster,
            to=_page(cluster.id),
            said=_("The other school is asked."),
            turn=Turn(form.turn.data),
            other_school_id=form.other.data,
            note=form.note.data or "",
            school_id=form.school_id,
        )
        if answer is not None:
            return answer
    return form_page("visits/ask_swap.html", form, cluster=cluster)


@bp.post(_SWAP + "/accept")
@guarded(Action.TURN_SWAP_ANSWER, of=queries.get_swap)
def accept(swap: TurnSwap) -> ResponseReturnValue:
    """The other school takes the turn."""
    return press(
        services.accept_swap, swap, to=_page(swap.cluster_id), said=_("Thank you. The two of you have swapped turns.")
    )


@bp.post(_SWAP + "/decline")
@guarded(Action.TURN_SWAP_ANSWER, of=queries.get_swap)
def decline_swap(swap: TurnSwap) -> ResponseReturnValue:
    """The other school cannot take it."""
    return press(services.decline_swap, swap, to=_page(swap.cluster_id), said=_("Noted. The order stays as it is."))


@bp.post(_SWAP + "/take-back")
@guarded(Action.TURN_SWAP_WITHDRAW, of=queries.get_swap)
def withdraw(swap: TurnSwap) -> ResponseReturnValue:
    """The school takes its own turn."""
    return press(services.withdraw_swap, swap, to=_page(swap.cluster_id), said=_("Your question is taken back."))
