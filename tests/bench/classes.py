"""The class of budgets of every address that answers GET. `tests/commands/test_budgets.py` holds that each has one, or is excused with a reason."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import Rule


@dataclass(frozen=True)
class Budget:
    """The goal of the ratio to the bare page (below two thirds of it is a defect), the most statements, the most kilobytes."""

    name: str
    goal: float
    statements: int
    kilobytes: int = 100


ANONYMOUS = Budget("for everyone", 0.30, 1)
FORM = Budget("form", 0.12, 16)
PAGE = Budget("page", 0.12, 16)
COMPOSED = Budget("put together of many rooms", 0.09, 24)
TABLE = Budget("table to take out", 0.10, 12)
PAPER = Budget("sheet of paper", 0.02, 24, 300)
EVERY_TABLE = Budget("looks into every table", 0.03, 140)
"""Paper is drawn with typefaces that are cut down for it. What looks into every table takes one statement for each reference to a school, however many rows."""

NAMED: dict[str, Budget] = {
    **dict.fromkeys(
        (
            *(
                "meetings.show",
                "meetings.call",
                "meetings.move",
                "meetings.to_print",
                "reports.show",
                "portfolio.show",
                "reshaping.look",
            ),
            *(
                "visits.change",
                "screening.allocate",
                "panel.as_reviewer",
                "clarifications.ask",
                "decisions.record",
                "allocation.change",
            ),
            *(
                "timing.check_call",
                "timing.find_weeks",
                "transfers.index",
                "rotas.handover",
                "portfolio.data",
                "partnerships.show",
                "visits.show",
            ),
        ),
        COMPOSED,
    ),
    **dict.fromkeys(("publishing.paper", "awards.agreement_file"), PAPER),
    "duplicates.compare": EVERY_TABLE,
    "interface.public_clusters": TABLE,
}
ENDINGS = {".pdf": PAPER, ".docx": PAPER, ".csv": TABLE, ".json": TABLE}

_LETTER = "opened from a letter with a key of its own; the same few statements as the form behind it"
_ANOTHER_STATE = (
    "in the walk its thing is in another state, in which nobody may open it; its room's tests hold its statements"
)
_KEY = "for programs: answers only to a key, measured with one in tests/oversight/interface"
EXCUSED: dict[str, str] = {
    **dict.fromkeys(
        (
            *(
                "accounts.reset",
                "accounts.confirm_new_address",
                "accounts.confirm",
                "schools.confirm",
                "school_years.answer",
            ),
            *("clusters.join_by_link", "statements.give", "statements.find_own_organisation", "statements.decline"),
            *("handoffs.release_by_link", "mail_stops.show", "agreements.answer", "mirrors.answer", "mirrors.decline"),
        ),
        _LETTER,
    ),
    **dict.fromkeys(("interface.school", "interface.cluster", "interface.nothing"), _KEY),
    **dict.fromkeys(
        ("interface.my_clusters", "interface.my_activities", "interface.to_do", "interface.about_me"), _KEY
    ),
    **dict.fromkeys(
        (
            *(
                "decisions.outcome",
                "applications.write",
                "applications.assign",
                "first_posts.file",
                "handoffs.deliver",
                "handoffs.hand_back",
            ),
            *(
                "matching.accept",
                "matching.decline",
                "selfchecks.fill",
                "conditions.report",
                "appeals.answer",
                "appeals.make",
                "overview.table",
            ),
            *("funding.edit_line", "standing.propose_again", "terms.read_file"),
        ),
        _ANOTHER_STATE,
    ),
    "activities.feed": "measured by tests/bench/feeds.py, with 5,000 activities",
    "assets.serve": "a file, fingerprinted and kept by browsers for a year",
    "demonstration.mail": "only in the demonstration, never in production",
    "demonstration.mailbox": "only in the demonstration, never in production",
    "publishing.show": "a page for everyone, kept by browsers; the cluster of the walk shows none",
    "report.thing": "the form of report.start with a thing named in it",
    "report.received": "says the number of a report again that was sent in the same session",
}
NOTHING_TO_SHOW = {  # yet: no version is open, nothing is sealed, nothing is made
    "applications.read": 404, "awards.agreement_file": 404, "workbooks.fetch": 404, "ledger.receipt": 404,
}  # fmt: skip


def rules(app: Flask) -> Iterator[Rule]:
    """Every address that answers GET, in order."""
    for rule in sorted(app.url_map.iter_rules(), key=str):
        if "GET" in (rule.methods or ()):
            yield rule


def budget_of(app: Flask, rule: Rule) -> Budget | None:
    """The class of an address: as it is named above, else by its ending, by who may open it and by whether something can be sent there; None where it is
    excused."""
    if rule.endpoint in EXCUSED:
        return None
    if rule.endpoint in NAMED:
        return NAMED[rule.endpoint]
    ending = next((budget for ending, budget in ENDINGS.items() if str(rule).endswith(ending)), None)
    if ending is not None:
        return ending
    if getattr(app.view_functions[rule.endpoint], "access", None) == "public":
        return ANONYMOUS
    return FORM if "POST" in (rule.methods or ()) else PAGE
