"""Every room's models in one place, so that the mapper and the migrations see all tables."""

from portal.applying.allocation import models as allocation
from portal.applying.amendments import models as amendments
from portal.applying.applications import models as applications
from portal.applying.awards import models as awards
from portal.applying.calibration import models as calibration
from portal.applying.changes import models as changes
from portal.applying.clarifications import models as clarifications
from portal.applying.hints import models as hints
from portal.applying.mailings import models as mailings
from portal.applying.programmes import models as programmes
from portal.applying.reviews import models as reviews
from portal.applying.rules import models as review_rules
from portal.core import duty, jobs, limits, once, outbox, pulse, search, storage
from portal.core.database import Base
from portal.forming.approaches import models as approaches
from portal.forming.backing import models as backing
from portal.forming.clusters import models as clusters
from portal.forming.commitments import models as commitments
from portal.forming.committees import models as committees
from portal.forming.evidence import models as evidence
from portal.forming.formality import models as formality
from portal.forming.newcomers import models as newcomers
from portal.forming.parts import models as parts
from portal.forming.projects import models as projects
from portal.forming.selfchecks import models as selfchecks
from portal.forming.sharing import models as sharing
from portal.forming.support import models as support
from portal.identity.accounts import models as accounts
from portal.identity.declarations import models as declarations
from portal.identity.finding import models as finding
from portal.identity.organisations import models as organisations
from portal.identity.people import models as people
from portal.identity.profiles import models as profiles
from portal.identity.registers import models as registers
from portal.identity.schools import models as schools
from portal.identity.successors import models as successors
from portal.identity.terms import models as terms
from portal.identity.verification import models as verification
from portal.identity.years import models as years
from portal.oversight.advising import models as advising
from portal.oversight.agenda import models as agenda
from portal.oversight.audit import models as audit
from portal.oversight.breaches import models as breaches
from portal.oversight.chain import models as chain
from portal.oversight.exports import models as exports
from portal.oversight.freezes import models as freezes
from portal.oversight.incoming import models as incoming
from portal.oversight.interface import models as interface
from portal.oversight.journal import models as journal
from portal.oversight.notifications import models as notifications
from portal.oversight.privacy import models as privacy
from portal.oversight.publishing import models as publishing
from portal.oversight.reports import models as reports
from portal.oversight.workbooks import models as workbooks
from portal.running.activities import models as activities
from portal.running.agreements import models as agreements
from portal.running.annual import models as annual
from portal.running.board import models as board
from portal.running.firstposts import models as firstposts
from portal.running.groups import models as groups
from portal.running.handoffs import models as handoffs
from portal.running.ledger import models as ledger
from portal.running.matching import models as matching
from portal.running.mediation import models as mediation
from portal.running.meetings import models as meetings
from portal.running.mirrors import models as mirrors
from portal.running.partnerships import models as partnerships
from portal.running.plans import models as plans
from portal.running.reshaping import models as reshaping
from portal.running.responsibility import models as responsibility
from portal.running.rotas import models as rotas
from portal.running.things import models as things
from portal.running.transfers import models as transfers
from portal.running.visits import models as visits

ROOMS = (
    accounts,
    people,
    registers,
    schools,
    profiles,
    declarations,
    years,
    verification,
    organisations,
    terms,
    finding,
    successors,
    clusters,
    approaches,
    evidence,
    formality,
    backing,
    newcomers,
    committees,
    selfchecks,
    projects,
    sharing,
    commitments,
    support,
    parts,
    partnerships,
    transfers,
    ledger,
    things,
    responsibility,
    reshaping,
    matching,
    mirrors,
    meetings,
    rotas,
    board,
    firstposts,
    plans,
    agreements,
    annual,
    activities,
    groups,
    handoffs,
    visits,
    mediation,
    programmes,
    applications,
    reviews,
    allocation,
    calibration,
    clarifications,
    review_rules,
    awards,
    amendments,
    changes,
    hints,
    mailings,
    notifications,
    incoming,
    privacy,
    reports,
    workbooks,
    agenda,
    advising,
    audit,
    breaches,
    publishing,
    chain,
    exports,
    journal,
    freezes,
    interface,
    duty,
    jobs,
    limits,
    once,
    outbox,
    pulse,
    search,
    storage,
)
metadata = Base.metadata
