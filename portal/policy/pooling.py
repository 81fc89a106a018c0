"""Who may do what: how formal a cluster is, clusters within clusters, shared money and things, what is done to whole clusters."""

from portal.policy import predicates as who
from portal.policy.actions import Action
from portal.policy.people import Role
from portal.policy.rules import Entry, all_of, any_of

_sees = any_of(who.on_the_board, who.programme_staff)
_reads = any_of(who.in_the_network, who.programme_staff)
_programme = who.has_role(Role.PROGRAMME_MANAGER, Role.SYSTEM_ADMINISTRATOR)

TABLE = {
    Action.FORMALITY_VIEW: Entry(_reads, sees=_sees),
    Action.FORMALITY_CHANGE: Entry(who.convenes, sees=_sees),
    Action.FORMALITY_RULES_EDIT: Entry(_programme),
    Action.GROUP_VIEW: Entry(any_of(_reads, who.authority_of_the_cluster), sees=_sees),
    Action.GROUP_ASK: Entry(who.convenes, sees=_sees),
    Action.GROUP_ANSWER: Entry(all_of(who.coordinates, who.cluster_is_asked), sees=_reads),
    Action.GROUP_LEAVE: Entry(who.coordinates, sees=_sees),
    Action.GROUP_NOTICE: Entry(who.coordinates, sees=_sees),
}
