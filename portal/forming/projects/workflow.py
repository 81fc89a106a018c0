"""When: a project ends once, or becomes a cluster."""

from portal.core.i18n import _l
from portal.core.workflow import Lifecycle
from portal.forming.projects.models import ProjectStatus

PROJECT = Lifecycle(
    "project",
    "status",
    {
        (ProjectStatus.OPEN, "become_cluster"): ProjectStatus.BECAME_CLUSTER,
        (ProjectStatus.OPEN, "end"): ProjectStatus.ENDED,
    },
    {
        "become_cluster": _l("This project has ended, or is a cluster already."),
        "end": _l("This project has ended, or is a cluster already."),
    },
)
