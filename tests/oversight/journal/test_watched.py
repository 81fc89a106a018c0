"""Each way of reading by a role of the programme is written into the journal, or stands here with the reason why not (checks D17, D23)."""

import re
from collections.abc import Callable
from typing import Any

from flask import Flask

from portal.core.database import session
from portal.forming.evidence.models import EvidenceItem, Visibility
from portal.oversight.journal import queries
from portal.oversight.journal.models import Reading, ReadingKind
from portal.oversight.journal.watched import WATCHED
from portal.oversight.journal.words import KINDS
from portal.policy import freezes
from portal.policy.actions import Action
from portal.policy.table import TABLE
from tests.support.cast import Cast, commit
from tests.support.objects import make_own
from tests.support.reader import Reader

BY_ROLE = re.compile("manager|officer|auditor|safeguarding lead|administrator|reviewer|moderator|role")

NOT_WATCHED = {
    "a list of numbers, names or states: what is confidential is one page further, and that one is written down": {
        "people_view", "first_post_list", "first_post_list_all", "exception_list", "report_list", "report_list_late", "appeal_list",
        "breach_list", "freeze_list", "data_request_list", "caseload_list", "review_queue", "visit_list", "working_list",
        "newcomer_list", "sharing_list", "project_list", "committee_list", "meeting_list",
        "results_list_told", "results_view", "allocation_view", "annual_list", "agreement_list", "turn_list", "school_queue_view",
    },
    "what a school tells the programme about itself, so that it can be looked after": {
        "school_view", "declaration_view", "year_view", "record_view", "school_standing_view", "school_timeline", "support_sheet_view",
        "partner_search", "partner_view",
    },
    "what a cluster tells the programme about its work; no difficulty, no report, no board": {
        "cluster_view", "cluster_timeline", "formality_view", "working_view", "project_view", "annual_view", "parts_view",
        "mentoring_view", "partnership_view", "committee_view", "meeting_view", "group_view", "ledger_view", "ledger_read",
        "ledger_statement_view", "condition_view", "backing_view", "health_view", "agreement_view", "plan_view", "task_view", "cluster_match_view",
        "cluster_match_read", "visit_view", "summary_view", "public_page_view",
    },
    "rules and lists of the portal itself": {
        "registers_view", "organisations_view", "round_view", "round_dashboard", "round_pictures_view", "scan_list", "outbox_view",
    },
    "counts alone": {"overview_dashboard", "overview_figure_view", "area_view"},
    "the journal and the record themselves; what is taken out of them is written down": {
        "audit_view", "reading_list", "reading_list_months", "export_list", "workbook_view",
    },
}  # fmt: skip


def test_every_reading_by_role_is_watched_or_says_why_not() -> None:
    by_role = {
        action
        for action in Action
        if freezes.reads(action) and action not in freezes.OWN_ACCOUNT and BY_ROLE.search(TABLE[action].may.words)
    }
    exempt = {Action(name) for names in NOT_WATCHED.values() for name in names}
    assert sorted(by_role - exempt - WATCHED.keys()) == []
    assert sorted(exempt & WATCHED.keys()) == []
    assert sorted(exempt - by_role) == [], "nobody reads this by a role any more"


def test_what_is_rare_is_written_down_too_and_told_apart(
    app: Flask, cast: Cast, reader_for: Callable[..., Reader]
) -> None:
    own = make_own(app, cast)
    item = commit(app, lambda: _kept_for_members(cast))
    visits = {
        "safeguarding": [f"/clusters/{cast.river}/visits/{own['visit_id']}/safety", f"/read-only/{own['freeze_id']}"],
        "manager": [
            f"/rule-breaks/{own['break_id']}",
            f"/administration/breaches/{own['breach_id']}",
            f"/clusters/{cast.river}/evidence/{item}",
        ],
        "officer": [f"/hidden/{own['hiding_id']}"],
        "coordinator": [f"/clusters/{cast.river}/visits/{own['visit_id']}", f"/clusters/{cast.river}/evidence/{item}"],
    }
    for who, paths in visits.items():
        for path in paths:
            reader_for(cast.people[who]).get(path, expect=200)
    with app.app_context():
        rows = session().query(Reading).order_by(Reading.id).all()
        assert [row.kind.value for row in rows] == [
            "visit_safety",
            "read_only",
            "rule_break",
            "breach",
            "evidence",
            "hiding",
        ]
        assert cast.coordinator.id not in {row.person_id for row in rows}
        lines = queries.in_words(rows)
    assert all(line.called for line in lines)
    assert "River schools, record" in lines[0].called
    auditor = reader_for(cast.people["auditor"]).get("/administration/readings")
    auditor.sees(*(line.called for line in lines), *(str(KINDS[line.kind]) for line in lines))
    assert set(KINDS) == set(ReadingKind)


def _kept_for_members(cast: Cast) -> Any:
    item = session().query(EvidenceItem).filter_by(cluster_id=cast.river).first()
    assert item is not None
    item.visible_to = next(one for one in Visibility if one != Visibility.NETWORK)
    return item.id
