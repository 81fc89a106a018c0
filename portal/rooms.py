"""Every room's blueprints, in the order of the wings."""

from typing import Any

from flask import Flask

from portal.applying.allocation import jobs as allocation_jobs
from portal.applying.allocation import routes as allocation
from portal.applying.allocation import services as allocation_services
from portal.applying.amendments import routes as amendments
from portal.applying.appeals import routes as appeals
from portal.applying.applications import jobs as application_jobs
from portal.applying.applications import pages as application_pages
from portal.applying.applications import routes as applications
from portal.applying.applications import services as application_services
from portal.applying.applications.deadlines import Deadlines
from portal.applying.applications.routes.starting import apply_panel
from portal.applying.applications.workflow import STAGES
from portal.applying.awards import jobs as award_jobs
from portal.applying.awards import routes as awards
from portal.applying.awards import services as award_services
from portal.applying.awards.routes import decisions as award_decisions
from portal.applying.calibration import routes as calibration
from portal.applying.calibration import services as calibration_services
from portal.applying.changes import jobs as change_jobs
from portal.applying.changes import routes as changes
from portal.applying.changes import services as change_services
from portal.applying.clarifications import jobs as clarification_jobs
from portal.applying.clarifications import routes as clarifications
from portal.applying.funding import copying as award_rules
from portal.applying.funding import routes as funding
from portal.applying.headings import queries as programme_heading_queries
from portal.applying.headings import routes as programme_headings
from portal.applying.hints import routes as hints
from portal.applying.letters import routes as letters
from portal.applying.mailings import routes as mailings
from portal.applying.monitoring import jobs as monitoring_jobs
from portal.applying.monitoring import routes as monitoring
from portal.applying.monitoring import services as monitoring_services
from portal.applying.offline import routes as offline
from portal.applying.programmes import routes as programmes
from portal.applying.programmes import services as programme_services
from portal.applying.programmes import vocabulary
from portal.applying.releases import jobs as release_jobs
from portal.applying.releases import routes as releases
from portal.applying.reviews import jobs as review_jobs
from portal.applying.reviews import links as review_links
from portal.applying.reviews import routes as reviews
from portal.applying.reviews import services as review_services
from portal.applying.reviews import words as review_words
from portal.applying.reviews.routes.panel import band_panel
from portal.applying.rules import copying as review_rules
from portal.applying.rules import jobs as rule_jobs
from portal.applying.rules import routes as rules
from portal.forming.approaches import jobs as approach_jobs
from portal.forming.approaches import routes as approaches
from portal.forming.approaches import services as approach_services
from portal.forming.backing import jobs as backing_jobs
from portal.forming.backing import routes as backing
from portal.forming.clusters import jobs as cluster_jobs
from portal.forming.clusters import routes as clusters
from portal.forming.clusters import services as cluster_services
from portal.forming.commitments import jobs as commitment_jobs
from portal.forming.commitments import routes as commitments
from portal.forming.commitments import services as commitment_services
from portal.forming.committees import jobs as committee_jobs
from portal.forming.committees import routes as committees
from portal.forming.committees import services as committee_services
from portal.forming.evidence import admin_routes as evidence_headings
from portal.forming.evidence import jobs as evidence_jobs
from portal.forming.evidence import layouts as evidence_layouts
from portal.forming.evidence import routes as evidence
from portal.forming.formality import routes as formality
from portal.forming.newcomers import jobs as newcomer_jobs
from portal.forming.newcomers import routes as newcomers
from portal.forming.newcomers import services as newcomer_services
from portal.forming.parts import admin_routes as part_rules
from portal.forming.parts import jobs as part_jobs
from portal.forming.parts import routes as parts
from portal.forming.parts import services as part_services
from portal.forming.projects import routes as projects
from portal.forming.selfchecks import jobs as selfcheck_jobs
from portal.forming.selfchecks import routes as selfchecks
from portal.forming.sharing import routes as sharing
from portal.forming.support import routes as support_sheets
from portal.identity.accounts import jobs as account_jobs
from portal.identity.accounts import routes as accounts
from portal.identity.accounts import services as account_services
from portal.identity.declarations import jobs as declaration_jobs
from portal.identity.declarations import routes as declarations
from portal.identity.finding import jobs as finding_jobs
from portal.identity.finding import routes as finding
from portal.identity.organisations import routes as organisations
from portal.identity.people import routes as people
from portal.identity.people.services import holding
from portal.identity.profiles import jobs as profile_jobs
from portal.identity.profiles import routes as profiles
from portal.identity.profiles import services as profile_services
from portal.identity.registers import admin_routes as registers
from portal.identity.registers import services as register_services
from portal.identity.schools import jobs as school_jobs
from portal.identity.schools import routes as schools
from portal.identity.schools import services as school_services
from portal.identity.successors import routes as successors
from portal.identity.successors import services as successor_services
from portal.identity.terms import routes as terms
from portal.identity.verification import routes as verification
from portal.identity.years import jobs as year_jobs
from portal.identity.years import routes as years
from portal.oversight.advising import jobs as advising_jobs
from portal.oversight.advising import queries as advising_queries
from portal.oversight.advising import routes as advising
from portal.oversight.agenda import routes as agenda
from portal.oversight.area import routes as area
from portal.oversight.audit import routes as audit
from portal.oversight.breaches import routes as breaches
from portal.oversight.chain import jobs as chain_jobs
from portal.oversight.delivery import routes as delivery
from portal.oversight.duplicates import routes as duplicates
from portal.oversight.exports import routes as exports
from portal.oversight.freezes import routes as freezes
from portal.oversight.freezes import services as freeze_services
from portal.oversight.incoming import routes as incoming
from portal.oversight.interface import routes as interface
from portal.oversight.journal import jobs as journal_jobs
from portal.oversight.journal import routes as journal
from portal.oversight.leavers import routes as leavers
from portal.oversight.mailbox import admin_routes as outbox
from portal.oversight.mailbox import routes as mailbox
from portal.oversight.minutes import routes as minutes
from portal.oversight.notifications import needs, stop_routes
from portal.oversight.notifications import routes as notifications
from portal.oversight.notifications.matters import owed_matters, said_of
from portal.oversight.notifications.opened import note_opened
from portal.oversight.overview import routes as overview
from portal.oversight.pictures import routes as pictures
from portal.oversight.pictures.home import home_panel
from portal.oversight.portfolio import routes as portfolio
from portal.oversight.privacy import admin_routes as data_requests
from portal.oversight.privacy import jobs as privacy_jobs
from portal.oversight.privacy import routes as privacy
from portal.oversight.publishing import routes as publishing
from portal.oversight.reports import jobs as report_jobs
from portal.oversight.reports import routes as reports
from portal.oversight.reports import services as report_services
from portal.oversight.runner import housekeeping
from portal.oversight.scanning import jobs as scanning_jobs
from portal.oversight.scanning import routes as scanning
from portal.oversight.workbooks import jobs as workbook_jobs
from portal.oversight.workbooks import routes as workbooks
from portal.running.activities import routes as activities
from portal.running.activities import services as activity_services
from portal.running.activities import stays
from portal.running.agreements import jobs as agreement_jobs
from portal.running.agreements import routes as agreements
from portal.running.agreements import services as agreement_services
from portal.running.annual import jobs as annual_jobs
from portal.running.annual import routes as annual
from portal.running.board import jobs as board_jobs
from portal.running.board import routes as board
from portal.running.firstposts import routes as firstposts
from portal.running.groups import routes as groups
from portal.running.groups import services as group_services
from portal.running.handoffs import routes as handoffs
from portal.running.handoffs import services as handoff_services
from portal.running.health import jobs as health_jobs
from portal.running.health import routes as health_of_partnerships
from portal.running.ledger import routes as ledger
from portal.running.ledger import services as ledger_services
from portal.running.matching import jobs as matching_jobs
from portal.running.matching import routes as matching
from portal.running.mediation import routes as mediation
from portal.running.mediation import services as mediation_services
from portal.running.meetings import jobs as meeting_jobs
from portal.running.meetings import queries as meeting_queries
from portal.running.meetings import routes as meetings
from portal.running.meetings import services as meeting_services
from portal.running.mirrors import jobs as mirror_jobs
from portal.running.mirrors import routes as mirrors
from portal.running.packs import routes as packs
from portal.running.partnerships import routes as partnerships
from portal.running.partnerships import services as partnership_services
from portal.running.plans import jobs as plan_jobs
from portal.running.plans import routes as plans
from portal.running.plans import services as plan_services
from portal.running.reshaping import routes as reshaping
from portal.running.reshaping import services as reshaping_services
from portal.running.responsibility import routes as responsibility
from portal.running.rotas import files as rota_files
from portal.running.rotas import jobs as rota_jobs
from portal.running.rotas import routes as rotas
from portal.running.rotas import services as rota_services
from portal.running.things import routes as things
from portal.running.things import services as thing_services
from portal.running.timing import routes as timing
from portal.running.transfers import routes as transfers
from portal.running.transfers import services as transfer_services
from portal.running.visits import routes as visits
from portal.running.visits import services as visit_services
from portal.running.visits.queries import VisitDays
from portal.running.vouches import routes as vouches
from portal.web import access, errors, health, panels, public_pages

BLUEPRINTS = (
    public_pages.bp,
    health.bp,
    accounts.bp,
    people.bp,
    schools.bp,
    profiles.bp,
    terms.bp,
    declarations.bp,
    years.bp,
    *verification.BLUEPRINTS,
    finding.bp,
    registers.bp,
    successors.bp,
    approaches.bp,
    clusters.bp,
    evidence.evidence_bp,
    evidence.statements_bp,
    evidence.organisations_bp,
    evidence_headings.bp,
    support_sheets.bp,
    formality.bp,
    groups.bp,
    ledger.bp,
    things.bp,
    responsibility.bp,
    reshaping.bp,
    backing.bp,
    newcomers.bp,
    committees.bp,
    selfchecks.bp,
    commitments.bp,
    sharing.bp,
    projects.bp,
    annual.bp,
    changes.bp,
    changes.sizes_bp,
    mailings.bp,
    offline.bp,
    packs.bp,
    parts.bp,
    part_rules.bp,
    *reviews.BLUEPRINTS,
    rules.bp,
    allocation.bp,
    calibration.bp,
    hints.bp,
    clarifications.bp,
    *awards.BLUEPRINTS,
    funding.bp,
    letters.bp,
    releases.bp,
    appeals.bp,
    monitoring.bp,
    amendments.bp,
    delivery.bp,
    activities.bp,
    timing.bp,
    handoffs.bp,
    visits.bp,
    meetings.bp,
    meetings.mine.bp,
    rotas.bp,
    visits.safety_bp,
    notifications.needs_bp,
    notifications.notices_bp,
    stop_routes.bp,
    incoming.bp,
    audit.timeline_bp,
    audit.audit_bp,
    journal.bp,
    exports.bp,
    breaches.bp,
    advising.bp,
    overview.bp,
    pictures.bp,
    agenda.bp,
    minutes.bp,
    workbooks.bp,
    publishing.bp,
    area.bp,
    leavers.bp,
    portfolio.bp,
    portfolio.mine_bp,
    outbox.bp,
    mailbox.bp,
    privacy.bp,
    data_requests.bp,
    programmes.bp,
    programme_headings.bp,
    applications.bp,
    board.bp,
    board.drafts_bp,
    board.settings_bp,
    firstposts.rule_bp,
    firstposts.bp,
    partnerships.bp,
    transfers.bp,
    health_of_partnerships.bp,
    plans.bp,
    agreements.bp,
    vouches.bp,
    matching.bp,
    *mediation.BLUEPRINTS,
    mirrors.bp,
    duplicates.bp,
    organisations.bp,
    *reports.BLUEPRINTS,
    freezes.bp,
    scanning.bp,
    interface.bp,
)

# what the clock does: importing a module of jobs makes them known to the job runner
JOBS = (
    account_jobs,
    school_jobs,
    declaration_jobs,
    year_jobs,
    profile_jobs,
    finding_jobs,
    approach_jobs,
    cluster_jobs,
    backing_jobs,
    evidence_jobs,
    newcomer_jobs,
    change_jobs,
    committee_jobs,
    part_jobs,
    selfcheck_jobs,
    commitment_jobs,
    annual_jobs,
    matching_jobs,
    mirror_jobs,
    meeting_jobs,
    rota_jobs,
    application_jobs,
    review_jobs,
    rule_jobs,
    award_jobs,
    release_jobs,
    monitoring_jobs,
    allocation_jobs,
    clarification_jobs,
    board_jobs,
    health_jobs,
    plan_jobs,
    report_jobs,
    agreement_jobs,
    housekeeping,
    privacy_jobs,
    chain_jobs,
    scanning_jobs,
    workbook_jobs,
    journal_jobs,
    advising_jobs,
)


def init_app(app: Flask) -> None:
    """Open every room."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    stand_guard()
    furnish()
    support()
    travel()
    govern()
    say_what_is_shared()
    gather()


def say_what_is_shared() -> None:
    """Before a school shares something with one abroad, it reads what."""
    panels.put("partnership", 5, transfers.cluster_panel)
    panels.put("partner_ask", 10, transfers.asking_panel)
    panels.put("partner_accept", 10, transfers.answering_panel)
    panels.put("cluster_accept", 10, transfers.joining_panel)
    _add(approach_services.before_sharing, transfer_services.note_before_sharing)


def stand_guard() -> None:
    """What is asked at every door by rooms above it."""
    access.links.check = freeze_services.check_link
    access.journal.note = journal.note_reading
    access.own_words.of = vocabulary.of_subject


def support() -> None:
    """What advisers add to the cluster's page."""
    panels.put("application", 10, clarifications.panel)
    panels.put("application", 20, appeals.application_panel)
    panels.put("round", 10, apply_panel)
    panels.put("cluster_owed", 90, advising.home_panel)
    panels.put("cluster_owed", 95, publishing.home_panel)
    panels.put("round_dashboard", 5, applications.outage_panel)
    panels.put("round_dashboard", 10, pictures.link_panel)
    panels.put("round_news", 10, applications.outage_panel)
    panels.put("round_dashboard", 15, agenda.link_panel)
    panels.put("panel_page", 10, agenda.next_panel)
    panels.put("home_picture", 10, home_panel)
    panels.put("home_picture", 20, meetings.mine.link_panel)
    panels.put("clusters", 10, meetings.mine.clusters_panel)


def gather() -> None:
    """What the rooms beside the cluster add to it: what a newcomer inherits, panels of its pages."""
    _add(programme_services.on_later_deadline, application_services.follow_later_deadline)
    _add(programme_services.on_copied, review_rules.take_over)
    _add(programme_services.on_copied, award_rules.take_over)
    if not any(isinstance(source, Deadlines) for source in stays.sources):
        stays.sources.append(Deadlines())
    _add(application_pages.more_words, clarifications.words_for_cluster)
    _add(application_pages.more_words, award_decisions.words_for_cluster)
    _add(application_pages.more_words_for_staff, review_words.for_staff)
    _add(application_pages.more_words_for_staff, award_decisions.words_for_staff)
    _add(award_decisions.on_read, note_opened)
    panels.put("review_desk", 10, calibration.samples_panel)
    panels.put("review_desk", 20, hints.queue_panel)
    _add(review_services.before_asking, calibration_services.must_be_calibrated)
    _add(review_services.before_asking, allocation_services.must_have_room)
    _add(review_links.looked_after, advising_queries.who_looked_after)
    _add(STAGES.followers, review_services.follow_stage)
    panels.put("outcome", 10, appeals.outcome_panel)
    panels.put("outcome", 5, band_panel)
    panels.put("award", 10, monitoring.award_panel)
    panels.put("award", 20, amendments.award_panel)
    _add(award_services.on_start, monitoring_services.make_calendar)
    _add(award_services.on_suspend, monitoring_services.hold)
    _add(award_services.on_resume, monitoring_services.go_on)
    _add(award_services.on_close, monitoring_services.stop)
    _add(award_services.still_open, monitoring_services.is_open)
    _add(evidence_layouts.laid_out_by, programme_heading_queries.layouts_for)
    _add(cluster_services.on_replacement, part_services.follow_replacement)
    _add(cluster_services.on_change, change_services.look_again)
    _add(cluster_services.on_change, award_services.follow_change)
    _add(cluster_services.on_change, group_services.follow_change)
    _add(cluster_services.on_lead, group_services.follow_lead)
    _add(cluster_services.on_change, ledger_services.follow_change)
    _add(cluster_services.on_notice, ledger_services.follow_notice)
    cluster_services.duty_words.of = needs.words_of
    _add(cluster_services.before_leaving, ledger_services.check_leaving)
    _add(cluster_services.before_leaving, thing_services.check_leaving)
    _add(cluster_services.on_change, thing_services.follow_change)
    errors.moved.new_address = reshaping.new_address
    _add(cluster_services.on_change, reshaping_services.follow_change)
    _add(reshaping_services.before_carrying_out, freeze_services.keep_as_it_is)
    _add(cluster_services.on_change, commitment_services.follow_change)
    _add(cluster_services.on_change, activity_services.follow_change)
    _add(school_services.on_leaving, newcomer_services.follow_leaver)


def govern() -> None:
    """What committees add to the cluster: the way to them, and what becomes of a seat when a school or a person comes or goes."""
    panels.put("cluster_owed", 60, committees.home_panel)
    _add(cluster_services.on_change, committee_services.follow_change)
    _add(cluster_services.on_replacement, committee_services.follow_replacement)
    _add(school_services.on_leaving, committee_services.follow_leaver)
    panels.put("cluster_owed", 62, rotas.home_panel)
    _add(cluster_services.on_change, rota_services.follow_change)
    _add(school_services.on_leaving, rota_services.follow_leaver)
    rota_files.Saying.task = staticmethod(said_of)
    panels.put("committee", 10, meetings.committee_panel)
    panels.put("cluster_home", 47, meetings.home_panel)
    panels.put("case", 20, meetings.case_panel)
    panels.put("case", 30, selfchecks.case_panel)
    panels.put("cluster_owed", 64, selfchecks.home_panel)
    _add(committee_services.on_seats, meeting_services.follow_seats)
    _add(cluster_services.on_change, meeting_services.follow_change)
    _add(cluster_services.on_pass_on, meeting_services.follow_pass_on)
    _add(school_services.on_leaving, meeting_services.follow_leaver)
    _add(meeting_queries.sources, owed_matters)
    if not any(isinstance(source, meeting_queries.MeetingDays) for source in stays.sources):
        stays.sources.append(meeting_queries.MeetingDays())


def travel() -> None:
    """What visits add to the rooms below them."""
    panels.put("cluster_home", 45, visits.home_panel)
    panels.put("partnership_more", 60, visits.way_in)
    _add(school_services.on_leaving, visit_services.follow_leaver)
    if not any(isinstance(source, VisitDays) for source in stays.sources):
        stays.sources.append(VisitDays())


def furnish() -> None:
    """What lower rooms leave open for higher ones: panels of their pages, what a newcomer inherits."""
    panels.put("school", 10, years.panel)
    panels.put("yearly_yes", 10, clusters.yearly.panel)
    panels.put("school", 20, declarations.panel)
    panels.put("school", 40, handoffs.school_panel)
    panels.put("activity", 10, handoffs.activity_panel)
    panels.put("school", 90, portfolio.panel)
    panels.put("cluster_home", 20, board.board_panel)
    panels.put("cluster_home", 30, activities.panel)
    panels.put("cluster_home", 40, handoffs.panel)
    panels.put("cluster_home", 50, board.partners_panel)
    panels.put("cluster_home", 52, plans.home_panel)
    panels.put("cluster_home", 55, evidence.panel)
    panels.put("cluster_home", 57, vouches.home_panel)
    panels.put("partnership_more", 10, vouches.panel)
    panels.put("partnership_more", 15, mirrors.partnership_panel)
    panels.put("partnership_more", 20, matching.panel)
    panels.put("partnership_more", 90, mediation.panel)
    panels.put("cluster_home", 90, mediation.panel)
    panels.put("matching", 10, mirrors.matching_panel)
    panels.put("join_request", 10, verification.join_request_panel)
    panels.put("cluster_home", 60, application_pages.panel)
    panels.put("cluster_owed", 10, notifications.owed_panel)
    panels.put("school_page", 10, successors.school_panel)
    panels.put("school_page", 5, freezes.school_panel)
    panels.put("person_page", 10, freezes.person_panel)
    panels.put("person_page", 15, freezes.hiding_panel)
    panels.put("cluster_home", 5, freezes.cluster_panel)
    panels.put("registers", 10, successors.registers_panel)
    _add(holding.on_hiding, freeze_services.hide_with_hold)
    if successor_services.look_for_closures not in register_services.on_import:
        register_services.on_import.append(successor_services.look_for_closures)
    if profile_services.begin_record not in school_services.on_registered:
        school_services.on_registered.append(profile_services.begin_record)
    for follow in (
        cluster_services.follow_leaver,
        activity_services.follow_leaver,
        handoff_services.follow_leaver,
    ):
        if follow not in school_services.on_leaving:
            school_services.on_leaving.append(follow)
    if partnership_services.inherit_pairs not in cluster_services.on_replacement:
        cluster_services.on_replacement.append(partnership_services.inherit_pairs)
    _add(cluster_services.on_replacement, plan_services.inherit_tasks)
    _add(cluster_services.on_pass_on, plan_services.follow_pass_on)
    _add(partnership_services.on_end, agreement_services.close_with_partnership)
    _add(partnership_services.on_end, plan_services.drop_with_partnership)
    if activity_services.inherit_activities not in cluster_services.on_replacement:
        cluster_services.on_replacement.append(activity_services.inherit_activities)
    if handoff_services.follow_pass_on not in cluster_services.on_pass_on:
        cluster_services.on_pass_on.append(handoff_services.follow_pass_on)
    if report_services.take_over_mediation not in mediation_services.on_safeguarding:
        mediation_services.on_safeguarding.append(report_services.take_over_mediation)
    if mediation_services.inherit_mediations not in cluster_services.on_replacement:
        cluster_services.on_replacement.append(mediation_services.inherit_mediations)


def _add(listeners: list[Any], deed: Any) -> None:
    """Let a room above take part in an act of a lower one; adding it again changes nothing."""
    if deed not in listeners:
        listeners.append(deed)


def keep_form(token_hash: str, path: str, fields: dict[str, Any]) -> str | None:
    """Keep a form that met an expired session, for the person of that session."""
    return account_services.keep_form_for(token_hash, path=path, fields=fields)
