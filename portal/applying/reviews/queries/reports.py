"""Gate 4a of the design: no report on an earlier award is overdue."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from portal.applying.applications.models import Application
from portal.applying.awards.models import Award
from portal.applying.monitoring.models import SETTLED, AwardReport
from portal.core import clock
from portal.core.database import session


def list_late_reports(application: Application) -> Sequence[AwardReport]:
    """The reports on earlier awards of this cluster whose day has passed and that were neither accepted nor waived, oldest first. One statement."""
    query = (
        sa.select(AwardReport)
        .join(Award, Award.id == AwardReport.award_id)
        .where(
            Award.cluster_id == application.cluster_id,
            Award.application_id != application.id,
            AwardReport.due_on < clock.today(),
            AwardReport.status.not_in(list(SETTLED)),
        )
        .options(contains_eager(AwardReport.award).joinedload(Award.application).joinedload(Application.round))
    )
    found = session().scalars(query.order_by(AwardReport.due_on, AwardReport.id).limit(50)).all()
    return [report for report in found if report.is_late(clock.today())]
