"""The class of budgets of every address that answers GET. `tests/policy/test_budgets.py` holds that each has one, or is excused with a reason."""

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


FORM = Budget("form", 0.15, 14)
PAGE = Budget("page", 0.15, 14)

_LETTER = "opened from a letter with a key of its own; the same few statements as the form behind it"
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
    "activities.feed": "measured by tests/bench/feeds.py, with 5,000 activities",
    "assets.serve": "a file, fingerprinted and kept by browsers for a year",
    "static": "the same files without their fingerprint, for a browser that asks for them",
    "demonstration.mail": "only in the demonstration, never in production",
    "demonstration.mailbox": "only in the demonstration, never in production",
    "publishing.show": "a page for everyone, kept by browsers; the cluster of the walk shows none",
    "report.thing": "the form of report.start with a thing named in it",
    "appeals.make": "there is nothing to object to in the walk: no result was sent",
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


def budget_of(rule: Rule) -> Budget | None:
    """The class of an address."""
    if "POST" in (rule.methods or ()):
        return FORM
    return PAGE
