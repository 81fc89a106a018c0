"""A difficulty between two schools turns out to be about harm to a child: what was written there comes here, and stays nowhere else."""

from portal.core.i18n import _
from portal.oversight.reports.models import ReportKind
from portal.oversight.reports.services.filing import make
from portal.oversight.reports.subjects import of_mediation
from portal.policy.people import SignedIn
from portal.running.mediation.models import Mediation


def take_over_mediation(mediation: Mediation, *, by: SignedIn, words: str) -> None:
    """The portal safeguarding team has it from now on, with everything that was written, and in the name of who moved it."""
    said = words or str(_("It came from a difficulty between two schools."))
    make(by=by, kind=ReportKind.CHILD_HARM, words=said, subject=of_mediation(mediation))
