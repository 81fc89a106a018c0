"""Who may do what: clusters that look for one another, and partner clusters side by side."""

from portal.policy import predicates as who
from portal.policy.actions import Action
from portal.policy.rules import Entry, all_of, any_of

_ours = who.in_a_member_school
_looks = any_of(_ours, who.programme_staff)
_leads = any_of(who.convenes, who.of_the_lead_school)

TABLE = {
    Action.CLUSTER_MATCH_VIEW: Entry(_looks, sees=who.on_the_board),
    Action.CLUSTER_MATCH_SAY: Entry(who.coordinates, sees=_looks),
    Action.CLUSTER_MATCH_READ: Entry(_looks, sees=who.on_the_board),
    Action.CLUSTER_MATCH_ASK: Entry(who.coordinates, sees=_looks),
    Action.CLUSTER_REQUEST_VIEW: Entry(_ours),
    Action.CLUSTER_REQUEST_ANSWER: Entry(all_of(who.coordinates, who.cluster_is_asked), sees=_ours),
    Action.CLUSTER_REQUEST_WITHDRAW: Entry(all_of(who.coordinates, who.cluster_asks), sees=_ours),
    Action.MIRROR_INVITE: Entry(who.convenes, sees=_ours),
    Action.MIRROR_VIEW: Entry(_ours),
    Action.MIRROR_CHANGE: Entry(who.convenes, sees=_ours),
    Action.MIRROR_BUILD: Entry(who.took_the_invitation_up),
    Action.TWINS_VIEW: Entry(_ours),
    Action.TWINS_PROPOSE: Entry(all_of(who.coordinates, who.shares_its_board), sees=_ours),
    Action.LEADS_VIEW: Entry(_leads, sees=_ours),
    Action.LEADS_WRITE: Entry(_leads, sees=_ours),
}
