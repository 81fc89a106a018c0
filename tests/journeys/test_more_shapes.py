"""The other fifteen shapes that clusters have, set up by the people of the schools through the pages alone (five are in test_shapes.py). The three that need
most of the pages are told in every run, the others in `make soak`."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from portal.core.clock import clock
from tests.journeys.test_shapes import Head, Town
from tests.support.reader import Reader

pytestmark = pytest.mark.either


def choose_form(town: Town, lead: Head, others: list[Head], name: str, form: str) -> None:
    """As many schools as the form of starting takes are named in it; the rest are invited one by one."""
    town.starts(lead, others[:10], name=name, form=form)
    for one in others[10:]:
        reader = town.at(lead).get(town.cluster).follow("Invite a school")
        town.finds(reader, one)
        town.joins(one, name)


def formal(town: Town, lead: Head) -> Reader:
    """The cluster switches on committees, votes and shared costs."""
    reader: Reader = town.at(lead).get(town.cluster).follow("How formal are we?").follow("Change it")
    reader.fill(level="consortium").press("Save")
    return reader


def pair_of_schools(town: Town) -> None:
    """Shape 1: two schools; after four years they are still there."""
    home = town.schools("Alder School", "Birch School")
    town.starts(home[0], home[1:], name="A pair")
    town.later(4 * 365)
    town.at(home[1]).get(town.cluster).sees("Alder School", "Lead school", "Complete")


def two_and_two_abroad(town: Town) -> None:
    """Shape 3: each school here is linked with its own school there."""
    home = town.schools("Alder School", "Birch School")
    abroad = town.schools("Ziwa School", "Bahari School", country="KE")
    town.starts(home[0], home[1:], name="Two and two")
    town.invites_partner(home[0], abroad[0], "Two and two")
    reader = town.at(home[0]).get(f"{town.cluster}/partnership").follow("Invite a partner school")
    town.finds(reader, abroad[1])
    town.joins(abroad[1], "Two and two")
    for here, there in zip(home, abroad, strict=True):
        town.links(here, there)


def five_and_five_in_one_project(town: Town) -> None:
    """Shape 4: one project for all ten, six weeks long; every school is counted in its plan."""
    home = town.schools(*(f"{tree} School" for tree in ("Alder", "Birch", "Cedar", "Damson", "Elder")))
    abroad = town.schools(*(f"{name} School" for name in ("Ziwa", "Bahari", "Mlima", "Msitu", "Jua")), country="KE")
    town.starts(home[0], home[1:], name="Six weeks", form="project")
    reader = town.at(home[0]).get(f"{town.cluster}/partnership").follow("Open a partnership")
    reader.fill(name="One song").label("One project", True).press("Open the partnership")
    for one in abroad:
        town.finds(reader.get(f"{town.cluster}/partnership").follow("Invite a partner school"), one)
        town.joins(one, "Six weeks")
    reader.get(f"{town.cluster}/partnership").sees("One project", *(one.name for one in (*home, *abroad)))


def college_and_feeders(town: Town) -> None:
    """Shape 7."""
    (college,) = town.schools("Marl College", phase="16 plus")
    home = town.schools("Alder School", "Birch School", "Cedar School", phase="secondary")
    town.starts(college, home, name="To the college", form="college_feeders")
    lead = town.at(college)
    for one in home:
        lead.get(f"{town.cluster}/parts").follow("Note whose pupils move on where")
        lead.fill(from_school=str(one.school_id), to_school=str(college.school_id)).press("Note it")
    lead.sees(*(f"From {one.name} to Marl College" for one in home))


def mirrored(town: Town) -> None:
    """Shape 8: three schools there form a cluster of their own, and the two clusters become partners for three years."""
    home = town.schools("Alder School", "Birch School", "Cedar School")
    abroad = town.schools("Ziwa School", "Bahari School", "Mlima School", country="KE")
    town.starts(abroad[0], abroad[1:], name="There", form="same_type")
    town.starts(home[0], home[1:], name="Here", form="same_type")
    reader = town.at(home[0]).get(f"{town.cluster}/partnership").follow("Open a partnership")
    reader.fill(name="Three years").label("Two clusters", True).press("Open the partnership")
    reader.follow("Ask a partner cluster").fill(words="there").press("Search")
    reader.label("There", True).press("Ask this cluster").sees("There has been asked")
    town.at(abroad[0]).get("/what-needs-me").follow("Say whether")
    town.at(abroad[0]).press("Accept").sees("You are partner clusters now.")
    reader.get(f"{town.cluster}/partnership").follow("See who fits whom, and the empty places").sees("Ziwa School")


def trilateral(town: Town) -> None:
    """Shape 9: three countries, one school in each."""
    home, kenya, ghana = town.schools("Alder School"), town.schools("Ziwa School", country="KE"), town.schools("Volta School", country="GH")  # fmt: skip
    reader = town.at(home[0]).get("/what-needs-me").follow("Start a cluster")
    reader.fill(name="Three corners", theme="Water", cluster_form="theme").press("Start the cluster")
    town.cluster = town.cluster_of(reader)
    town.invites_partner(home[0], kenya[0], "Three corners")
    town.finds(reader.get(f"{town.cluster}/partnership").follow("Invite a partner school"), ghana[0])
    town.joins(ghana[0], "Three corners")
    for _office in range(2):
        reader.get("/what-needs-me").follow("Say yes or no to your nomination").press("Accept")
    reader.get(town.cluster).sees("(Kenya)", "(Ghana)", "Complete")


def core_satellites_and_annex(town: Town) -> None:
    """Shape 10: a core, five satellites, an annex beyond one of them, and a local committee with seven seats."""
    trees = ("Birch", "Cedar", "Damson", "Elder", "Fir", "Willow")
    core, *rest = town.schools("Alder School", *(f"{tree} School" for tree in trees))
    town.starts(core, rest, name="Around Alder", form="core_satellite")
    town.plays(core, core, "Core")
    for one in rest[:5]:
        town.plays(core, one, "Satellite", core)
    town.plays(core, rest[5], "Annex", rest[0])
    lead = formal(town, core)
    lead.get(f"{town.cluster}/committees").follow("Begin a committee").fill(name="Local committee")
    lead.press("Begin the committee")
    for kind, whose, holder in (
        ("school", core, ""), ("school", rest[0], ""), ("school", rest[5], ""), ("community", "Village chief", "Sophea Lim"),
        ("community", "Senior monk", "Dara Keo"), ("authority", "District office", "Maly Sok"), ("parents", "Parents", "Vanna Chea"),
    ):  # fmt: skip
        lead.follow("Give a seat").fill(kind=kind, holder_name=holder)
        if isinstance(whose, Head):
            lead.fill(school=str(whose.school_id), person=str(whose.id))
        else:
            lead.fill(body=whose)
        lead.press("Give the seat").sees("The seat is given.")
    town.at(rest[5]).get(town.cluster).follow("Who plays which part")
    assert town.row(town.at(rest[5]), "Willow School") == "Willow School Annex through Birch School"
    seats = town.at(rest[5]).get(lead.path)
    seats.sees("Village chief", "Senior monk", "District office", "Vanna Chea")
    assert len(seats.page.select("main tbody tr")) == 7


def thirty_schools(town: Town) -> None:
    """Shape 11."""
    names = [f"{chr(65 + n % 26) * 2}{n:02d} School" for n in range(30)]
    home = town.schools(*names)
    choose_form(town, home[0], home[1:], "Thirty", "other")
    town.at(home[29]).get(town.cluster).sees(names[0], names[15], names[29])


def three_clusters_under_a_larger_one(town: Town) -> None:
    """Shape 12: three clusters of five, and one above them that reads all fifteen schools."""
    leads = []
    for valley in ("Upper", "Middle", "Lower"):
        home = town.schools(*(f"{valley}{n} School" for n in range(1, 6)))
        town.starts(home[0], home[1:], name=f"{valley} valley", form="same_type")
        leads.append((home[0], f"{valley} valley", town.cluster))
    (above,) = town.schools("River School")
    town.starts(above, [leads[0][0]], name="The whole river", form="other")
    whole = town.cluster
    for lead, name, cluster in leads:
        reader = town.at(lead).get(cluster).follow("Clusters that belong together").follow("Ask another cluster")
        reader.fill(name="The whole river", side="child").press("Ask them").sees("You have asked The whole river.")
        answer = town.at(above).get("/what-needs-me").follow(f"Say whether your cluster and {name} belong together")
        answer.fill(agrees="yes").press("Send the answer")
    reader = town.at(above).get(whole).follow("Clusters that belong together")
    reader.sees("Upper valley", "Middle valley", "Lower valley").follow("All schools and their contacts")
    reader.sees("Upper5 School", "Middle3 School", "Lower1 School")
    town.cluster = whole
    formal(town, above).get(f"{whole}/committees").follow("Begin a committee")
    town.at(above).fill(name="District committee", level="district").press("Begin the committee")
    town.at(above).follow("Give a seat").fill(kind="school", school=str(leads[1][0].school_id))
    town.at(above).press("Give the seat").sees("Middle1 School")


def six_schools_with_one_purse_and_a_specialist(town: Town) -> None:
    """Shape 13: one school keeps the money, each pays the same, and a specialist has a day at each."""
    home = town.schools(*(f"{tree} School" for tree in ("Alder", "Birch", "Cedar", "Damson", "Elder", "Fir")))
    town.starts(home[0], home[1:], name="One purse", form="other")
    lead = formal(town, home[0]).get(f"{town.cluster}/ledger").follow("Share costs")
    lead.fill(school_id=str(home[0].school_id), limit="5000").press("Share costs from now on")
    lead.follow("A bill was paid").fill(title="The specialist, first term", amount="600").press("Enter it")
    town.at(home[3]).get("/what-needs-me").follow("Pay your school’s share of the costs of One purse")
    town.at(home[3]).follow("Statement Damson School").sees("100.00", "has to pay")
    lead.get(f"{town.cluster}/things").follow("Put something on the list")
    lead.fill(kind="person", name="Computer specialist").press("Put it on the list").follow("Share out the week")
    lead.fill(**{f"day_{n}": str(one.school_id) for n, one in enumerate(home[1:], start=1)}).press("Save the week")
    town.at(home[5]).get(f"{town.cluster}/things").follow("Computer specialist").sees(*(one.name for one in home[1:]))


def a_first_wave_in_maintenance_and_a_second(town: Town) -> None:
    """Shape 14: twelve schools go over to the district office phase by phase; nineteen more begin like them; the district sees both."""
    first = town.schools(*(f"First{n:02d} School" for n in range(1, 13)))
    choose_form(town, first[0], first[1:], "First wave", "core_satellite")
    wave = town.cluster
    lead, year = town.at(first[0]), str(clock.now().year + 2)
    lead.get(f"{wave}/help").follow("Handing over to an authority").follow("Plan a handover")
    lead.fill(body="Teaching programme", authority="District office", review_on=["1", "6", year])
    lead.press("Plan it").follow("Commitment and funding")
    lead.fill(official="Office of primary schools", committed_on=clock.now().date(), review_on=["1", "6", year])
    lead.fill(funding=f"{year} 50, {int(year) + 1} 0").press("Save")
    for phase in ("training", "transition"):
        lead.follow("Add a task").fill(title=f"Task of {phase}", phase=phase, due_on=["1", "6", year]).press("Add the task")  # fmt: skip
        lead.press("Begin the next phase").follow(f"It is taken over Task of {phase}")
        lead.fill(taken_by="District office").press("It is taken over")
    lead.press("Begin the next phase").sees("Maintenance")
    second = town.schools(*(f"Second{n:02d} School" for n in range(1, 20)))
    reader = town.at(second[0]).get("/what-needs-me").follow("Start a cluster")
    choose_form(town, second[0], second[1:], "Second wave", "core_satellite")
    reader = town.at(second[0]).get(town.cluster).follow("Clusters that belong together").follow("Ask another cluster")
    reader.fill(name="First wave", side="child").press("Ask them").sees("You have asked First wave.")
    lead.get("/what-needs-me").follow("Say whether your cluster and Second wave belong together")
    lead.fill(agrees="yes").press("Send the answer").sees("Second wave")


def one_leader_over_many_sites(town: Town) -> None:
    """Shape 15: one person speaks for every site, from the pre-schools to the upper secondary."""
    head = town.schools("Upper School", phase="secondary")[0]
    sites = [town.another_site(head, f"Site{n} School", phase) for n, phase in enumerate(["nursery"] * 2 + ["primary"] * 4 + ["secondary"] * 2)]  # fmt: skip
    lead = town.at(head).get("/what-needs-me").follow("Start a cluster")
    lead.fill(name="One family", theme="Water", cluster_form="feeder_family", school_id=str(head.school_id))
    lead.fill(schools="\n".join(one.name for one in sites)).press("Start the cluster")
    town.cluster = town.cluster_of(lead)
    for _site in sites:
        lead.get("/what-needs-me").follow("Answer the invitation to join One family").press("Join")
    for _office in range(2):
        lead.get("/what-needs-me").follow("Say yes or no to your nomination").press("Accept")
    lead.get(town.cluster).sees("Complete", *(one.name for one in sites))
    for one in sites:
        lead.get(f"{town.cluster}/parts").follow("Note whose pupils move on where")
        lead.fill(from_school=str(one.school_id), to_school=str(head.school_id)).press("Note it")
    lead.sees(*(f"From {one.name} to Upper School" for one in sites))


def fee_paying_school_among_others(town: Town) -> None:
    """Shape 16: it says in its record that it is independent, and what it pays itself in the working agreement."""
    home = town.schools("Alder School", "Birch School", "Cedar School")
    reader = town.at(home[2]).get(f"/schools/{home[2].school_id}/record/kind")
    reader.fill(kind="independent").press("Save").sees("An independent school")
    town.starts(home[0], home[1:], name="All kinds")
    lead = town.at(home[0]).get(town.cluster).follow("Working agreement").follow("Write the working agreement")
    own = "Cedar School pays for its own journeys."
    text = str(lead.page.select_one("textarea[name=commitments]").get_text()).strip()
    lead.fill(commitments=f"{text}\n{own}", years="3").press("Ask the schools to sign").sees(own)
    reader.get("/what-needs-me").follow("Read and sign the working agreement").sees(own).press("We sign")


def only_a_tool_in_common(town: Town) -> None:
    """Shape 17: schools that share nothing but the tool they use."""
    home = town.schools("Alder School", "Birch School", "Cedar School")
    for one in home:
        reader = town.at(one).get(f"/schools/{one.school_id}/record/tools").fill(tools=["video"])
        reader.press("Save").sees("Video calls")
    town.starts(home[0], home[1:], name="One tool", form="ict")
    town.at(home[2]).get(town.cluster).sees("Schools that use the same online tool")


def contrast_inside_one_authority(town: Town) -> None:
    """Shape 18: two schools of one authority in contrasting places are linked with each other."""
    home = town.schools("Alder School", "Birch School")
    town.starts(home[0], home[1:], name="Both ends of town", form="community_cohesion")
    town.at(home[1]).get(town.cluster).sees("Schools in contrasting places")


EVERY_RUN = (core_satellites_and_annex, three_clusters_under_a_larger_one, six_schools_with_one_purse_and_a_specialist)
SOAK = (
    pair_of_schools,
    two_and_two_abroad,
    five_and_five_in_one_project,
    college_and_feeders,
    mirrored,
    trilateral,
    thirty_schools,
    a_first_wave_in_maintenance_and_a_second,
    one_leader_over_many_sites,
    fee_paying_school_among_others,
    only_a_tool_in_common,
    contrast_inside_one_authority,
)


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "tell",
    [
        *(pytest.param(tell, id=tell.__name__) for tell in EVERY_RUN),
        *(pytest.param(tell, id=tell.__name__, marks=pytest.mark.soak) for tell in SOAK),
    ],
)
def test_a_shape_in_the_test_client(app: Flask, tmp_path: Path, tell: Callable[[Town], None]) -> None:
    tell(Town(app, lambda person: Reader(app, person), tmp_path))
