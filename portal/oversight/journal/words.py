"""The kinds of records, in words."""

from portal.core.i18n import _l
from portal.oversight.journal.models import ReadingKind

KINDS = {
    ReadingKind.REPORT: _l("Report of a worry"),
    ReadingKind.REVIEWS: _l("Reviews and scores"),
    ReadingKind.APPLICATION: _l("Application"),
    ReadingKind.MESSAGE: _l("Message on a board"),
    ReadingKind.MEDIATION: _l("Difficulty between schools"),
    ReadingKind.DATA_REQUEST: _l("Request about data"),
    ReadingKind.SCHOOL_DOCUMENT: _l("Document of a school"),
    ReadingKind.ACCOUNT: _l("Page about an account"),
    ReadingKind.SUPPORT_NOTES: _l("Support notes of a cluster"),
    ReadingKind.VISIT_SAFETY: _l("Safety list of a visit"),
    ReadingKind.RULE_BREAK: _l("Cluster that no longer keeps a rule"),
    ReadingKind.BREACH: _l("Breach of data"),
    ReadingKind.DECISION: _l("Decision about something hidden"),
    ReadingKind.READ_ONLY: _l("Why something is read-only"),
    ReadingKind.HIDING: _l("Why someone’s words are hidden"),
    ReadingKind.ROUND_SCORES: _l("Scores, reviewers and results of a round"),
    ReadingKind.APPLICATION_FILE: _l("File of an application"),
    ReadingKind.EVIDENCE: _l("Evidence kept for the member schools"),
}
