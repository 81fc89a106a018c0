"""The lifecycle of a request between clusters: the same as that of a request between schools."""

from portal.core.workflow import Lifecycle
from portal.forming.approaches.workflow import REQUEST as SCHOOLS

REQUEST = Lifecycle("cluster request", SCHOOLS.column, SCHOOLS.moves, SCHOOLS.words)
