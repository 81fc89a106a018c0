"""What a school reads before it shares something with a school abroad, and the list of countries that the programme looks after."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.core.text import clean_line, fold
from portal.forming.approaches.models import PartnershipRequest
from portal.forming.clusters.models import Cluster
from portal.identity.finding.models import SchoolListing
from portal.identity.schools.countries import country_name
from portal.policy import Action
from portal.running.matching.queries import Between
from portal.running.transfers import forms, queries, services
from portal.running.transfers.models import TransferRule
from portal.running.transfers.queries import Transfer
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page

bp = Blueprint("transfers", __name__)


def cluster_panel(cluster: Cluster) -> tuple[str, dict[str, Any]] | None:
    """On the partnership's page: countries that my schools in this cluster have not read about. One statement; nothing where there are none."""
    place = login.me().place_in(cluster.id)
    owed = queries.owed_in(cluster.id, place.schools) if place is not None else ()
    return ("transfers/_owed.html", {"owed": owed, "country_name": country_name}) if owed else None


def asking_panel(listing: SchoolListing) -> tuple[str, dict[str, Any]] | None:
    """On the page from which a school abroad is asked: what is shared, for who has not read it."""
    return _before(listing.country)


def answering_panel(request: PartnershipRequest) -> tuple[str, dict[str, Any]] | None:
    """On the page that says yes to a school abroad."""
    return _before(request.from_school.country)


def joining_panel(between: Between) -> tuple[str, dict[str, Any]] | None:
    """On the page that says yes to a cluster: what is shared with its countries that my schools have not read about. Two statements."""
    place = login.me().place_in(between.cluster_id)
    owed = queries.owed_to_cluster(between.request.from_cluster_id, place.schools) if place is not None else ()
    return ("transfers/_owed.html", {"owed": owed, "country_name": country_name}) if owed else None


def _before(country: str) -> tuple[str, dict[str, Any]] | None:
    if not queries.owed_between(login.me().memberships, country):
        return None
    shown = {"rule": queries.rule_of(country), "country_name": country_name}
    return "transfers/_before.html", shown


@bp.route("/schools/<uuid:school_id>/shared-abroad/<uuid:rule_id>", methods=["GET", "POST"])
@guarded(Action.TRANSFER_READ, of=queries.get_transfer)
def show(transfer: Transfer) -> ResponseReturnValue:
    """What is shared with schools in one country; one button says that it was read."""
    form = forms.NoteForm()
    if form.validate_on_submit():
        there = url_for("transfers.show", school_id=transfer.school_id, rule_id=transfer.rule.id)
        said = _("Thank you. It is noted for your school.")
        answer = carry_out(form, services.note_transfer, transfer, to=there, said=said)
        if answer is not None:
            return answer
    return form_page("transfers/show.html", form, transfer=transfer, rule=transfer.rule, country_name=country_name)


@bp.get("/administration/shared-abroad")
@guarded(Action.TRANSFER_RULES_EDIT)
def index() -> ResponseReturnValue:
    """The countries by their names in the reader's language; with `q` those whose name holds it."""
    words = clean_line(request.args.get("q", ""))[:60]
    named = sorted((country_name(rule.country), rule.country, rule) for rule in queries.list_rules())
    rules = [rule for name, code, rule in named if fold(words) in fold(name) or words.upper() == code]
    return render_template("transfers/index.html", rules=rules, words=words, country_name=country_name)


@bp.route("/administration/shared-abroad/<uuid:rule_id>", methods=["GET", "POST"])
@guarded(Action.TRANSFER_RULES_EDIT, of=queries.get_rule)
def edit(rule: TransferRule) -> ResponseReturnValue:
    """What holds for one country."""
    form = forms.RuleForm(obj=rule)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.change_rule,
            rule,
            to=url_for("transfers.index"),
            said=_("Saved. Schools with partners there read it again."),
            version=form.read_version,
            is_covered=bool(form.is_covered.data),
            words=form.words.data or "",
        )
        if answer is not None:
            return answer
    return form_page("transfers/edit.html", form, rule=rule, name=country_name(rule.country))
