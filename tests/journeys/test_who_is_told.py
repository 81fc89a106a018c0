"""In the demonstration world only affected people were told of anything, and nothing that the table of what is told to whom does not know."""

import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.oversight.notifications.models import Notification
from portal.oversight.notifications.told import TABLE

# Whoever has a notice about a cluster is of a school there or of its partner cluster, holds or held an office there, or works for the programme.
STRANGERS = """
SELECT n.kind, n.title FROM notification n
WHERE n.cluster_id IS NOT NULL
AND NOT EXISTS (
    SELECT 1 FROM school_member m JOIN cluster_membership c ON c.school_id = m.school_id
    WHERE m.person_id = n.person_id
    AND (c.cluster_id = n.cluster_id OR c.cluster_id IN (
        SELECT p.partner_cluster_id FROM partnership p WHERE p.cluster_id = n.cluster_id
        UNION SELECT p.cluster_id FROM partnership p WHERE p.partner_cluster_id = n.cluster_id)))
AND NOT EXISTS (SELECT 1 FROM office o WHERE o.person_id = n.person_id AND o.cluster_id = n.cluster_id)
AND NOT EXISTS (SELECT 1 FROM role_grant r WHERE r.person_id = n.person_id)
LIMIT 20
"""


def test_only_affected_people_are_told_and_nothing_beside_the_table(demonstration_app: Flask) -> None:
    with demonstration_app.app_context():
        strangers = session().execute(sa.text(STRANGERS)).all()
        kinds = set(session().scalars(sa.select(Notification.kind).distinct()))
        session().rollback()
    assert strangers == []
    assert kinds - set(TABLE) == set()
    assert len(kinds) > 20
