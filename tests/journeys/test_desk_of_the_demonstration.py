"""What the demonstration shows of the programme's desk: each account finds its part by links, from the page that it opens first."""

from collections.abc import Callable

from tests.support.reader import Reader

Accounts = Callable[[str | None], Reader]


def test_every_account_of_the_desk_finds_its_part(as_account: Accounts) -> None:
    # read blind: without names for who reads, with a discussion for who has read
    reviewer = as_account("reviewer").get("/what-needs-me").sees("Stories across the water")
    reviewer.get("/reviews").does_not_see("Himal Schools): Stories")
    blind = [a for a in reviewer.page.select("a.govuk-task-list__link") if "Application " in a.get_text()][-1]  # sent
    reviewer.get(str(blind["href"])).follow("Read what the other reviewers found").sees(
        "Please both look", "Reviewer A"
    )
    as_account("moderator").get("/what-needs-me").follow("Moderate the reviews: Beacon").sees(
        "Please both look at the third"
    )

    # asked about: the coordinator owes an answer, and has more time in another round
    lead = (
        as_account("lead3")
        .get("/what-needs-me")
        .follow("Answer the question of the programme")
        .sees("Which school begins")
    )
    lead.get("/notices").follow("You have more time").sees("Your cluster has more time, until", "Not submitted yet")

    # late: a second manager decides; proposed: the officer looks first
    second = as_account("manager2").get("/what-needs-me").follow("Say whether an application gets more time")
    second.sees("The line of the whole valley was down")
    officer = (
        as_account("officer").get("/notices").follow("The reviewers proposed for Letters in winter").sees("Proposed")
    )
    officer.get("/what-needs-me").follow("Look whether a condition is met").sees("Every school has two names now")
    officer.get("/rounds").follow("Third round").follow("What came in").follow("Write to all who have not signed").sees(
        "Mill Lane"
    )

    # under a condition and on the reserve list: the head accepts, the others read their place
    as_account("head2").get("/what-needs-me").follow("Accept the award for your school").sees("Name a second contact")
    reserve = as_account("lead2").get("/notices").follow("There is news about your application to Songs across the sea")
    reserve.sees("reserve")

    # the workbook is there to be fetched, and the auditor reads the pictures and changes nothing
    as_account("manager").get("/notices").follow("Your workbook is ready").sees("Download the workbook")
    as_account("auditor").get("/rounds").follow("Songs across the sea").follow("What came in").follow(
        "Dashboard: where the round"
    )
