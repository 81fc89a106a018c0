"""Schools that may be one: the list, and two of them side by side."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _, _l
from portal.identity.schools.countries import country_name
from portal.identity.schools.models import Function, MemberStatus, School
from portal.oversight.duplicates import forms, queries, services
from portal.oversight.duplicates.queries import Two
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.proof import recently_proved

bp = Blueprint("duplicates", __name__, url_prefix="/verification/duplicates")

BECAUSE = {
    "postcode": _l("same name and postcode"),
    "town": _l("same name and town"),
    "website": _l("same name and website"),
}
TABLES = {
    "school_member": _l("people"),
    "school_function": _l("contacts and heads"),
    "cluster_membership": _l("places in clusters"),
    "office": _l("offices in clusters"),
    "post": _l("messages"),
    "held_post": _l("first messages that wait"),
    "thread": _l("conversations"),
    "activity": _l("activities"),
    "handoff": _l("stand-ins"),
    "duty": _l("things to do"),
    "answer": _l("answers in applications"),
    "award_acceptance": _l("signatures under awards"),
    "cluster": _l("clusters"),
    "release_rule": _l("rules about time out of class"),
    "stand_in_offer": _l("people who are ready to stand in"),
    "handoff_ask": _l("questions about standing in"),
    "nomination_backing": _l("voices for a coordinator"),
    "partnership_request": _l("partnership requests"),
    "safeguarding_declaration": _l("safeguarding answers"),
    "school_closure": _l("news of a closure in the register"),
    "school_former_number": _l("earlier numbers in the register"),
    "school_year": _l("yearly answers of the head"),
    "section_assignment": _l("parts of applications to write"),
    "supporter_statement": _l("letters of support"),
    "thread_seen": _l("conversations followed"),
    "school_award": _l("awards and networks (stay with the old entry)"),
    "school_flag": _l("things to look at twice (stay with the old entry)"),
    "school_listing": _l("place in the partner search (stays with the old entry)"),
    "school_period": _l("dates of the school year (stay with the old entry)"),
    "school_profile": _l("record of the school (stays with the old entry)"),
    "school_profile_part": _l("changes of the record (stay with the old entry)"),
    "school_tag": _l("words of the record, such as languages (stay with the old entry)"),
    "evidence_item": _l("evidence"),
    "school_evidence": _l("documents"),
    "sign_off": _l("signatures"),
    "report": _l("reports"),
    "mediation": _l("difficulties that are sorted out in private"),
    "pair": _l("links with partner schools"),
    "vouch": _l("vouches"),
    "stored_file": _l("files"),
    "verification": _l("decisions (stay with the old entry)"),
    "audit_entry": _l("entries of the record (stay with the old entry)"),
}


@bp.get("")
@guarded(Action.SCHOOL_QUEUE_VIEW)
def index() -> ResponseReturnValue:
    """Pairs that may be one school, by name."""
    page = queries.list_likely(request.args.get("after"))
    return render_template("duplicates/index.html", page=page, because=BECAUSE, country_name=country_name)


@bp.route("/<uuid:school_id>/<uuid:other_school_id>", methods=["GET", "POST"])
@guarded(Action.SCHOOL_MERGE, of=queries.get_two)
@recently_proved
def compare(two: Two) -> ResponseReturnValue:
    """Two schools side by side with everything that would move; make them one."""
    if two.merged is not None:
        return render_template("duplicates/merged.html", school=two.merged), 409 if request.method == "POST" else 200
    form = forms.MergeForm()
    form.offer(two.one, two.other)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.merge_schools,
            two,
            to=lambda school: url_for("verification.show", school_id=school.id),
            said=_("The two entries are one school now."),
            stays_id=form.stays.data,
            reason=form.reason.data,
        )
        if answer is not None:
            return answer
    return form_page(
        "duplicates/compare.html",
        form,
        two=two,
        rows=_rows(two),
        holdings=queries.holdings_of(two),
        both=queries.clusters_of_both(two),
        tables=TABLES,
    )


def _rows(two: Two) -> list[tuple[Any, str, str]]:
    return [(label, say(two.one), say(two.other)) for label, say in _FACTS]


def _people(school: School) -> str:
    return ", ".join(m.person.name for m in school.members if m.status == MemberStatus.MEMBER)


def _contacts(school: School) -> str:
    return ", ".join(f.person.name for f in school.holders(Function.CONTACT))


_FACTS = (
    (_l("Town"), lambda s: s.town),
    (_l("Postcode"), lambda s: s.postcode),
    (_l("Country"), lambda s: country_name(s.country)),
    (_l("Number in the register"), lambda s: s.number or ""),
    (_l("Website in the register"), lambda s: s.entry.website if s.entry is not None else ""),
    (_l("Head"), lambda s: ", ".join(p for p in (s.head_name, s.head_email) if p)),
    (_l("Members"), _people),
    (_l("Contacts"), _contacts),
    (_l("Registered by"), lambda s: s.proposed_by.name if s.proposed_by is not None else ""),
)
