"""Who may do what: clusters and their evidence."""

from portal.policy import predicates as who
from portal.policy.actions import Action
from portal.policy.people import Role
from portal.policy.rules import Entry, all_of, any_of

_sees_cluster = any_of(who.on_the_board, who.programme_staff, who.auditor, who.authority_of_the_cluster)
_reads_evidence = any_of(who.in_the_network, who.programme_staff, who.authority_of_the_cluster)

TABLE = {
    Action.CLUSTER_LIST_MINE: Entry(who.anyone_signed_in),
    Action.CLUSTER_START: Entry(who.member_of_a_school),
    Action.CLUSTER_VIEW: Entry(_sees_cluster),
    Action.CLUSTER_EDIT: Entry(who.convenes, sees=_sees_cluster),
    Action.CLUSTER_INVITE: Entry(who.convenes, sees=_sees_cluster),
    Action.CLUSTER_WITHDRAW_INVITATION: Entry(who.convenes, sees=_sees_cluster),
    Action.CLUSTER_ANSWER_INVITATION: Entry(
        who.contact_of_its_school, sees=any_of(who.of_its_school, who.on_the_board)
    ),
    Action.CLUSTER_READ_INVITATION: Entry(any_of(who.of_its_school, who.on_the_board)),
    Action.CLUSTER_NOMINATE: Entry(who.in_a_member_school, sees=_sees_cluster),
    Action.CLUSTER_WITHDRAW_NOMINATION: Entry(any_of(who.nominated_it, who.convenes), sees=_sees_cluster),
    Action.CLUSTER_BACK_NOMINATION: Entry(who.contact_in_the_cluster, sees=_sees_cluster),
    Action.CLUSTER_ACCEPT_OFFICE: Entry(who.nominated, sees=_sees_cluster),
    Action.CLUSTER_APPOINT: Entry(
        all_of(who.has_role(Role.PROGRAMME_MANAGER, Role.SYSTEM_ADMINISTRATOR), who.no_conflict), sees=_sees_cluster
    ),
    Action.CLUSTER_LIST_UNLED: Entry(who.has_role(Role.PROGRAMME_MANAGER, Role.SYSTEM_ADMINISTRATOR)),
    Action.CLUSTER_LEAVE: Entry(who.contact_of_its_school, sees=who.on_the_board),
    Action.CLUSTER_COMPLETE_LEAVING: Entry(any_of(who.contact_of_its_school, who.convenes), sees=who.on_the_board),
    Action.CLUSTER_FILL_VACANCY: Entry(who.convenes, sees=_sees_cluster),
    Action.CLUSTER_TIMELINE: Entry(any_of(who.in_the_network, who.programme_staff, who.auditor), sees=_sees_cluster),
    Action.CLUSTER_RECORD_TAKE: Entry(who.in_the_network, sees=_sees_cluster),
    Action.EVIDENCE_VIEW: Entry(
        all_of(_reads_evidence, who.meant_for_them), sees=all_of(_sees_cluster, who.meant_for_them)
    ),
    Action.EVIDENCE_ADD: Entry(who.in_the_network, sees=_sees_cluster),
    Action.EVIDENCE_CHANGE: Entry(
        all_of(who.in_the_network, any_of(who.of_its_school, who.coordinates)),
        sees=all_of(any_of(who.in_the_network, who.programme_staff), who.meant_for_them),
    ),
    Action.EVIDENCE_READ_FILE: Entry(
        all_of(any_of(who.in_the_network, who.programme_staff), who.meant_for_them), sees=None
    ),
    Action.STATEMENT_ASK: Entry(who.convenes, sees=_sees_cluster),
    Action.ORGANISATION_LETTERS_LIST: Entry(who.anyone_signed_in),
    Action.STATEMENT_CHANGE: Entry(
        any_of(who.coordinates, who.of_the_lead_school), sees=any_of(who.in_the_network, who.programme_staff)
    ),
}
