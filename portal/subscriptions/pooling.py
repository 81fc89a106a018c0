"""What happens when: clusters become more or less formal, stand within one another, share money and things."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.core.database import session
from portal.core.events import Event, of_this_act
from portal.forming.backing import events as backing
from portal.forming.clusters.models import Cluster, Side
from portal.forming.clusters.queries import get_cluster
from portal.forming.formality import events as formality
from portal.oversight.notifications import recipients
from portal.oversight.notifications.services import tell
from portal.running.groups import events as groups
from portal.running.groups import queries as grouped
from portal.running.groups.models import GroupNotice, Way
from portal.running.ledger import events as ledger
from portal.running.ledger.models import Account, LedgerEntry, Purse, PurseHandover
from portal.running.reshaping import events as reshaping
from portal.running.responsibility import events as responsibility
from portal.running.things import events as things
from portal.running.things.models import Loan
from portal.subscriptions.forming_gathering import contacts, names, tell_them
from portal.subscriptions.words import _


def home_contacts(cluster_id: Any) -> list[Any]:
    """The contacts of the cluster's schools, partner schools too."""
    return contacts([m.school_id for m in get_cluster(cluster_id).live_memberships()])


def _formality(event: formality.FormalityChanged) -> None:
    title = _("%(cluster)s has changed how formal it is.", **names(event))
    tell_them(event, home_contacts(event.cluster_id), title, "/formality")


def _coordinators(event: Event) -> list[Any]:
    return recipients.coordinators_of(event.cluster_id) if event.cluster_id is not None else []


def _name_of(cluster_id: Any) -> str:
    found = session().get(Cluster, cluster_id) if cluster_id is not None else None
    return found.name if found is not None else ""


def _group_asked(event: groups.GroupAsked) -> None:
    other = _name_of(event.from_cluster_id)
    title = _("%(other)s asks %(cluster)s to belong together", other=other, **names(event))
    tell_them(event, _coordinators(event), title, f"/group/links/{event.subject_id}", mail=True)


def _group_joined(event: groups.GroupJoined) -> None:
    parent = _name_of(event.parent_cluster_id)
    title = _("%(cluster)s is part of %(parent)s now.", parent=parent, **names(event))
    tell_them(event, home_contacts(event.cluster_id), title, "/group", mail=True)


def _group_grew(event: groups.GroupGrew) -> None:
    child = _name_of(event.child_cluster_id)
    title = _("%(child)s has come to %(cluster)s.", child=child, **names(event))
    tell_them(event, _coordinators(event), title, "/group", mail=True)


def _group_declined(event: groups.GroupDeclined) -> None:
    title = _("A cluster that %(cluster)s had asked would rather stand by itself.", **names(event))
    tell_them(event, _coordinators(event), title, "/group")


def _group_withdrawn(event: groups.GroupWithdrawn) -> None:
    title = _("A question to %(cluster)s, to belong together, was taken back.", **names(event))
    tell_them(event, _coordinators(event), title, "/group")


def _group_left(event: groups.GroupLeft) -> None:
    title = _("%(cluster)s and another cluster no longer belong together.", **names(event))
    tell_them(event, _coordinators(event), title, "/group", mail=True)


def _group_notice(event: groups.GroupNoticeWritten) -> None:
    """The coordinators of the clusters that it is for: each reads it in their own cluster."""
    notice = session().get_one(GroupNotice, event.subject_id)
    if notice.way == Way.DOWN:
        there = [one.id for one in grouped.list_below(notice.cluster_id)]
    else:
        there = grouped.ids_above(notice.cluster_id)[:1]
    words = _("%(cluster)s writes: %(title)s", title=notice.title, **names(event))
    for person_id, cluster_id in recipients.coordinators_by_person(there).items():
        if person_id != event.by_id:
            path = f"/clusters/{cluster_id}/group/notices"
            tell(
                [person_id],
                kind=event.kind(),
                title=words,
                path=path,
                cluster_id=cluster_id,
                letter="notice",
                words=notice.words,
            )


def _member_contacts(cluster_id: Any) -> list[Any]:
    home = [m.school_id for m in get_cluster(cluster_id).live_memberships() if m.side == Side.HOME]
    return contacts(home)


def _purse_opened(event: ledger.PurseOpened) -> None:
    title = _("%(cluster)s shares costs. %(school)s keeps the money.", **names(event))
    tell_them(event, _member_contacts(event.cluster_id), title, "/ledger", mail=True)


def _purse_rules(event: ledger.PurseRulesChanged) -> None:
    title = _("How %(cluster)s shares its costs has changed.", **names(event))
    tell_them(event, _member_contacts(event.cluster_id), title, "/ledger")


def _money_entered(event: ledger.MoneyEntered) -> None:
    """The school that paid or was paid; of a shared bill every school that carries a part."""
    entry = session().get_one(LedgerEntry, event.subject_id)
    touched = {m.debit_school_id for m in entry.moves if m.debit == Account.SCHOOL}
    touched |= {m.credit_school_id for m in entry.moves if m.credit == Account.SCHOOL}
    title = _(
        "Shared costs of %(cluster)s: %(title)s, %(amount)s", title=entry.title, amount=event.amount, **names(event)
    )
    tell_them(event, contacts(sorted(key for key in touched if key is not None)), title, f"/ledger/entries/{entry.id}")


def _payment_waits(event: ledger.PaymentWaits) -> None:
    entry = session().get_one(LedgerEntry, event.subject_id)
    heads = recipients.signatories_of_school(session().get_one(Purse, entry.purse_id).agent_school_id)
    title = _("A payment of %(cluster)s waits for a second person: %(amount)s", amount=event.amount, **names(event))
    tell_them(event, [*_coordinators(event), *heads], title, f"/ledger/entries/{entry.id}", mail=True)


def _payment_refused(event: ledger.PaymentRefused) -> None:
    title = _("The second person said no to your payment in %(cluster)s.", **names(event))
    tell_them(event, [event.person_id], title, f"/ledger/entries/{event.subject_id}", mail=True)


def _money_reversed(event: ledger.MoneyReversed) -> None:
    title = _(
        "An entry in the shared costs of %(cluster)s was reversed: %(amount)s", amount=event.amount, **names(event)
    )
    tell_them(event, _member_contacts(event.cluster_id), title, f"/ledger/entries/{event.subject_id}")


def _purse_offered(event: ledger.PurseOffered) -> None:
    title = _("%(school)s is asked to keep the money of %(cluster)s.", **names(event))
    tell_them(event, contacts([event.school_id]), title, f"/ledger/handovers/{event.subject_id}", mail=True)


def _purse_handed_over(event: ledger.PurseHandedOver) -> None:
    title = _("%(school)s keeps the money of %(cluster)s from now on.", **names(event))
    tell_them(event, _member_contacts(event.cluster_id), title, "/ledger", mail=True)


def _purse_not_taken(event: ledger.PurseNotTaken) -> None:
    handover = session().get_one(PurseHandover, event.subject_id)
    title = _("%(school)s does not keep the money of %(cluster)s.", **names(event))
    tell_them(event, contacts([handover.from_school_id, event.school_id]), title, "/ledger")


def _support_noted(event: backing.HelpNoted) -> None:
    title = _("%(agency)s supports %(cluster)s.", agency=event.agency, **names(event))
    tell_them(event, _member_contacts(event.cluster_id), title, "/help")


def _support_check(event: backing.HelpCheckDue) -> None:
    title = _("How does %(cluster)s go without %(agency)s?", agency=event.agency, **names(event))
    tell_them(event, _coordinators(event), title, f"/help/checks/{event.subject_id}", mail=True)


def _loan_of(event: Event) -> Loan:
    return session().get_one(Loan, event.subject_id)


def _loan_asked(event: things.LoanAsked) -> None:
    loan = _loan_of(event)
    title = _("%(school)s would like to borrow %(thing)s", thing=loan.thing.name, **names(event))
    tell_them(event, contacts([loan.thing.school_id]), title, f"/things/loans/{loan.id}", mail=True)


def _loan_answered(event: things.LoanAnswered) -> None:
    loan = _loan_of(event)
    title = (
        _("%(thing)s is promised to your school.", thing=loan.thing.name)
        if event.agrees
        else _("%(thing)s cannot be lent this time.", thing=loan.thing.name)
    )
    tell_them(event, [loan.asked_by_id, *contacts([loan.school_id])], title, f"/things/loans/{loan.id}", mail=True)


def _loan_moved(event: things.LoanMoved) -> None:
    loan = _loan_of(event)
    said = {
        "lent": _("%(thing)s is with %(school)s now.", thing=loan.thing.name, **names(event)),
        "back": _("%(thing)s is back from %(school)s.", thing=loan.thing.name, **names(event)),
        "withdrawn": _("%(school)s does not need %(thing)s any more.", thing=loan.thing.name, **names(event)),
    }
    tell_them(event, contacts([loan.school_id, loan.thing.school_id]), said[event.step], f"/things/loans/{loan.id}")


def _transfer_begun(event: responsibility.TransferBegun) -> None:
    title = _("It is planned that %(authority)s takes over in %(cluster)s.", authority=event.authority, **names(event))
    tell_them(event, _member_contacts(event.cluster_id), title, "/responsibility", mail=True)


def _phase_begun(event: responsibility.PhaseBegun) -> None:
    title = _("The handover to the authority in %(cluster)s has gone on.", **names(event))
    tell_them(event, _member_contacts(event.cluster_id), title, "/responsibility", mail=True)


def _merge_proposed(event: reshaping.MergeProposed) -> None:
    title = _(
        "%(other)s would like to become part of %(cluster)s", other=_name_of(event.from_cluster_id), **names(event)
    )
    tell_them(event, _coordinators(event), title, f"/whole/{event.subject_id}", mail=True)


def _split_proposed(event: reshaping.SplitProposed) -> None:
    title = _("Would you coordinate a new cluster of schools of %(cluster)s?", **names(event))
    tell_them(event, [event.person_id], title, f"/whole/{event.subject_id}", mail=True)


def _reshaping_asked(event: reshaping.ReshapingAsked) -> None:
    people, title = _coordinators(event), _("Say whether %(cluster)s shall change as a whole", **names(event))
    if event.school_id is not None:
        people = contacts([event.school_id])
        title = _("Say for %(school)s whether %(cluster)s shall change as a whole", **names(event))
    tell_them(event, people, title, f"/whole/{event.subject_id}", mail=True)


def _reshaping_agreed(event: reshaping.ReshapingAgreed) -> None:
    """Only as long as others are waited for: the act itself is told to everyone."""
    of_act = (reshaping.ClustersMerged, reshaping.ClusterSplit, reshaping.MergeProposed, reshaping.SplitProposed)
    if any(isinstance(one, of_act) for one in of_this_act()):
        return
    title = _("The coordinator agrees to change %(cluster)s as a whole.", **names(event))
    if event.school_id is not None:
        title = _("%(school)s agrees to change %(cluster)s as a whole.", **names(event))
    tell_them(event, _coordinators(event), title, f"/whole/{event.subject_id}")


def _clusters_merged(event: reshaping.ClustersMerged) -> None:
    """Everyone of both, partner schools too, reads it once."""
    title = _("%(other)s and %(cluster)s are one cluster now.", other=_name_of(event.from_cluster_id), **names(event))
    words = _("Links, dates, conversations and evidence have come along. Old links lead on.")
    people = recipients.people_of_cluster(event.cluster_id) if event.cluster_id is not None else []
    tell_them(event, people, title, "", mail=True, words=words)


def _cluster_split(event: reshaping.ClusterSplit) -> None:
    """Everyone of both, each in their own cluster, once."""
    new = _name_of(event.new_cluster_id)
    title = _("Some schools of %(cluster)s go on as %(new)s.", new=new, **names(event))
    for cluster_id in (event.cluster_id, event.new_cluster_id):
        people = [one for one in recipients.people_of_cluster(cluster_id) if one != event.by_id] if cluster_id else []
        tell(
            people,
            kind=event.kind(),
            title=title,
            path=f"/clusters/{cluster_id}",
            cluster_id=cluster_id,
            letter="notice",
        )


def _reshaping_declined(event: reshaping.ReshapingDeclined) -> None:
    title = _("%(cluster)s stays as it is.", **names(event))
    tell_them(event, _coordinators(event), title, "/whole", mail=True)


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    formality.FormalityChanged: (_formality,),
    groups.GroupAsked: (_group_asked,),
    groups.GroupJoined: (_group_joined,),
    groups.GroupGrew: (_group_grew,),
    groups.GroupDeclined: (_group_declined,),
    groups.GroupWithdrawn: (_group_withdrawn,),
    groups.GroupLeft: (_group_left,),
    groups.GroupNoticeWritten: (_group_notice,),
    backing.HelpNoted: (_support_noted,),
    backing.HelpCheckDue: (_support_check,),
    things.LoanAsked: (_loan_asked,),
    things.LoanAnswered: (_loan_answered,),
    things.LoanMoved: (_loan_moved,),
    responsibility.TransferBegun: (_transfer_begun,),
    responsibility.PhaseBegun: (_phase_begun,),
    reshaping.MergeProposed: (_merge_proposed,),
    reshaping.SplitProposed: (_split_proposed,),
    reshaping.ReshapingAsked: (_reshaping_asked,),
    reshaping.ReshapingAgreed: (_reshaping_agreed,),
    reshaping.ClustersMerged: (_clusters_merged,),
    reshaping.ClusterSplit: (_cluster_split,),
    reshaping.ReshapingDeclined: (_reshaping_declined,),
    ledger.PurseOpened: (_purse_opened,),
    ledger.PurseRulesChanged: (_purse_rules,),
    ledger.MoneyEntered: (_money_entered,),
    ledger.PaymentWaits: (_payment_waits,),
    ledger.PaymentRefused: (_payment_refused,),
    ledger.MoneyReversed: (_money_reversed,),
    ledger.PurseOffered: (_purse_offered,),
    ledger.PurseHandedOver: (_purse_handed_over,),
    ledger.PurseNotTaken: (_purse_not_taken,),
}
