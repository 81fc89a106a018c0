"""Each way of reading by a role of the programme is written into the journal, or stands here with the reason why not (checks D17, D23)."""

from collections.abc import Callable
from typing import Any

from flask import Flask

from portal.core.database import session
from portal.forming.evidence.models import EvidenceItem, Visibility
from portal.oversight.journal import queries
from portal.oversight.journal.models import Reading, ReadingKind
from portal.oversight.journal.words import KINDS
from tests.support.cast import Cast, commit
from tests.support.objects import make_own
from tests.support.reader import Reader


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
