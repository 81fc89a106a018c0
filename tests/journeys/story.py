"""The main job, end to end, as the people it is for would do it: each step only by what they see, click, type and find in their mail."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from portal.core.actors import SYSTEM
from portal.core.clock import clock
from portal.core.database import session
from portal.core.outbox import OutboxMail
from portal.identity.registers import services as registers
from portal.identity.registers.kinds import KINDS
from tests.support.cast import Cast

PASSWORD = "seven quiet otters"
REGISTER = (
    "URN,EstablishmentName,EstablishmentStatus (code),TypeOfEstablishment (code),Postcode,Town,StatutoryLowAge,StatutoryHighAge\r\n"
    '900777,"St Brannock\u2019s Primary School",1,02,ZZ1 7AA,Marlbury,4,11\r\n'
    '900778,"Larkfield Junior School",1,02,ZZ1 8AA,Marlbury,7,11\r\n'
)


class Story:
    """Who is there, and what they have found so far. `as_someone(person)` opens a browser for them; None is a visitor."""

    def __init__(self, app: Flask, cast: Cast, as_someone: Callable[[Any], Any]) -> None:
        self.app, self.cast, self.as_someone = app, cast, as_someone
        self.readers: dict[str, Any] = {}
        self.cluster = ""

    def who(self, key: str) -> Any:
        """The browser of someone of the cast."""
        if key not in self.readers:
            self.readers[key] = self.as_someone(self.cast.people[key])
        return self.readers[key]

    def letter_to(self, address: str, *, about: str = "") -> str:
        """The newest mail to an address (whose subject or text holds `about`)."""
        with self.app.app_context():
            query = sa.select(OutboxMail.subject, OutboxMail.text).where(OutboxMail.address == address)
            found = session().execute(query.order_by(OutboxMail.id.desc())).all()
            session().rollback()
        fitting = [f"{subject}\n\n{text}" for subject, text in found if about in subject or about in text]
        assert fitting, f"no mail to {address} about {about!r}; there are {[row[0] for row in found]}"
        return fitting[0]

    def path_in(self, letter: str, part: str = "/") -> str:
        """The path of the first link of a mail that holds `part`."""
        links = [link for link in re.findall(r"https?://[^/\s]+(/\S+)", letter) if part in link]
        assert links, f"no link with {part!r} in:\n{letter}"
        return str(links[0]).rstrip(".,)")

    def pass_time(self, **later: int) -> None:
        """Some time goes by: everybody's session has ended meanwhile."""
        clock.hold(clock.now() + timedelta(**later))
        newcomers = {"joan": "joan@brannock.example", "priya": "priya@himal.example", "hugh": "head@brannock.example"}
        for key in list(self.readers):
            reader = self.readers.pop(key)
            if key in newcomers:
                self.readers[key] = (
                    reader.get("/sign-in").fill(email=newcomers[key], password=PASSWORD).press("Sign in")
                )

    # 1. a school is found in the register, registered, confirmed by its head, verified

    def a_teacher_registers_the_school(self, folder: Any) -> None:
        path = folder / "edubasealldata20270301.csv"
        path.write_bytes(REGISTER.encode("cp1252"))
        with self.app.app_context():
            registers.import_file(KINDS["gias"], path, by=SYSTEM)
        joan = self.readers["joan"] = self.as_someone(None)
        joan.get("/").follow("Create an account")
        joan.fill(name="Joan Pryce", email="joan@brannock.example", password=PASSWORD, adult=True).press(
            "Create account"
        )
        joan.get(self.path_in(self.letter_to("joan@brannock.example"), "/link/")).press("Confirm")
        joan.fill(email="joan@brannock.example", password=PASSWORD).press("Sign in")
        joan.get("/schools/find").fill(q="brannocks zz1").press("Search").sees("St Brannock\u2019s Primary School")
        joan.follow("Register St Brannock")
        joan.fill(job="Year 5 teacher", head_name="Hugh Head", head_email="head@brannock.example").press(
            "Register the school"
        )
        head = self.as_someone(None)
        head.get(self.path_in(self.letter_to("head@brannock.example"), "/link/school/"))
        head.sees("St Brannock\u2019s Primary School", "Joan Pryce")
        head.fill(name="Hugh Head", wants_account=True).press("Yes, ")
        manager = self.who("manager").get("/what-needs-me").sees("St Brannock")
        manager.get("/verification").follow("St Brannock\u2019s Primary School")
        manager.fill(
            level="register_match",
            register_evidence="The register of 1 March.",
            person_evidence="Telephoned the office.",
        )
        manager.press("Verify the school")
        joan.get("/schools/mine").sees("St Brannock\u2019s Primary School", "verified")

    def a_school_abroad_registers_without_a_number(self) -> None:
        priya = self.readers["priya"] = self.as_someone(None)
        priya.get("/register")
        priya.fill(
            name="Priya Thapa", email="priya@himal.example", password=PASSWORD, zone="Asia/Kathmandu", adult=True
        ).press("Create account")
        priya.get(self.path_in(self.letter_to("priya@himal.example"), "/link/")).press("Confirm")
        priya.fill(email="priya@himal.example", password=PASSWORD).press("Sign in")
        priya.get("/schools/find").follow("Register a school without a number")
        priya.fill(
            name="श्री हिमाल School",
            country="NP",
            town="Pokhara",
            zone="Asia/Kathmandu",
            phase="primary",
            job="Teacher of English",
        )
        priya.fill(
            head_name="Hari Head",
            head_email="head@himal.example",
            evidence="The letter of the district office of 3 January.",
        )
        priya.press("Register the school")
        head = self.as_someone(None)
        head.get(self.path_in(self.letter_to("head@himal.example"), "/link/school/")).fill(
            name="Hari Head", wants_account=True
        ).press("Yes, ")
        manager = self.who("manager").get("/verification")
        manager.follow("श्री हिमाल School").sees("district office")
        manager.fill(
            level="document_seen", register_evidence="Saw the letter.", person_evidence="Spoke to the head by video."
        )
        manager.press("Verify the school")

    # 2. the cluster

    def the_cluster_forms(self) -> None:
        joan = self.readers["joan"]
        joan.get("/what-needs-me").follow("Start a cluster")
        joan.fill(name="Estuary schools", theme="Where the river meets the sea", theme_reasons="We all live by it.")
        joan.fill(rationale="Our pupils see the same tide.", cluster_form="theme").press("Start the cluster")
        self.cluster = re.match(r"(/clusters/[0-9a-f-]{36})", joan.path).group(1)  # type: ignore[union-attr]
        for name in ("Vale Primary", "Ford Special"):
            self.invite(name)
        for key in ("vale_contact", "ford_contact"):
            someone = self.who(key)
            someone.get("/what-needs-me").follow("Estuary schools")
            someone.sees("Where the river meets the sea", "Joan Pryce").press("Join")
        for _office in range(2):
            joan.get("/what-needs-me").follow("Say yes or no to your nomination")
            joan.press("Accept")
        joan.get(self.cluster).sees("Estuary schools", "Vale Primary School", "Ford Special School", "Joan Pryce")

    def invite(self, name: str) -> None:
        joan = self.readers["joan"]
        joan.get(f"{self.cluster}/invitations/new")
        joan.fill(words=name).press("Search")
        choice = joan.page.find("input", {"type": "radio"})
        joan.fill(school=choice["value"], message="Will you join us?").press("Send the invitation")

    def the_head_opens_an_account(self) -> None:
        hugh = self.readers["hugh"] = self.as_someone(None)
        hugh.get(self.path_in(self.letter_to("head@brannock.example", about="/reset/"), "/reset/"))
        hugh.fill(password=PASSWORD).press("Save the new password")
        hugh.fill(email="head@brannock.example", password=PASSWORD).press("Sign in")
        hugh.sees("Please read the code of conduct").press("I accept")

    # 4. a round is opened; the cluster applies, every school signs, the coordinator submits

    def a_manager_opens_a_round(self) -> None:
        manager = self.who("manager")
        manager.get("/rounds").follow("Plan a round")
        manager.fill(name="Rivers and Roads", summary="Schools that learn from each other.").press("Add the programme")
        manager.get("/rounds").follow("Plan a round")
        today = clock.now().date()
        manager.fill(
            name="Spring round",
            theme_direction="Water.",
            zone="Europe/London",
            min_schools="3",
            max_schools="8",
            min_overseas="0",
        )
        manager.fill(
            opens_on=today - timedelta(days=1),
            opens_time="09:00",
            closes_on=today + timedelta(days=14),
            closes_time="23:59",
        )
        manager.fill(lead_signs_first=True).press("Save the round")
        manager.get("/rounds").follow("Spring round")
        manager.press("Publish the round")
        self.round = re.match(r"(/rounds/[0-9a-f-]{36})", manager.path).group(1)  # type: ignore[union-attr]

    def the_cluster_applies(self) -> None:
        joan = self.readers["joan"]
        joan.get("/rounds").follow("Spring round")
        joan.follow("Apply with Estuary schools").press("Start the application")
        self.application = re.match(r"(/applications/[0-9a-f-]{36})", joan.path).group(1)  # type: ignore[union-attr]
        joan.sees("Not submitted yet")
        joan.get(self.application).does_not_see("Submit the application")
        self.every_section_is_written()
        joan.get(self.application).press("Ask the schools to sign")
        for key, school in (("vale_head", "Vale Primary School"), ("ford_head", "Ford Special School")):
            self.signs(self.who(key), school)
        self.signs(self.readers["hugh"], "St Brannock\u2019s Primary School")
        joan.get("/what-needs-me").sees("Send the application")
        joan.get(self.application).follow("Go on to submit")
        joan.press("Submit the application").sees("Receipt number")
        self.receipt = re.search(r"R-[0-9A-Z-]+", joan.text).group(0)  # type: ignore[union-attr]
        assert self.receipt in self.letter_to(self.cast.vale_contact.email, about="receipt")

    def every_section_is_written(self) -> None:
        joan = self.readers["joan"]
        joan.get(self.application)
        base = f"{self.application}/sections/"
        sections = [
            str(a["href"])
            for a in joan.page.find_all("a", href=True)
            if re.fullmatch(base + r"[0-9a-f-]{36}", str(a["href"]))
        ]
        assert sections, joan.text
        for place, path in enumerate(dict.fromkeys(sections)):
            writer = joan if place else self.who("vale_teacher")
            writer.get(path, expect=None)
            if not writer.page.find("textarea"):
                continue
            boxes = [str(box["name"]) for box in writer.page.find_all("textarea") if box.get("name")]
            writer.fill(
                **dict.fromkeys(boxes, "We write letters about our river every second week, and read them aloud.")
            )
            writer.press("Save the section")

    def signs(self, head: Any, school: str) -> None:
        head.get("/what-needs-me").follow("Sign the application")
        head.press(f"I sign for {school}")

    # 5. screening, reviewers, scores, panel, decision by one, release by another, acceptance

    def the_programme_decides(self) -> None:
        self.pass_time(days=15)
        officer = self.who("officer")
        officer.get("/what-needs-me").follow("Check whether")
        officer.fill(
            size_holds="yes",
            heads_permit="yes",
            partner_evidence="not_asked",
            note="The round asks for no partner school.",
            safeguarding_named="yes",
            is_eligible="yes",
        )
        officer.press("Save the check")
        officer.get(f"{self.application}/reviewers")
        reviewers = [str(box["value"]) for box in officer.page.find_all("input", {"name": "reviewers"})]
        officer.fill(reviewers=reviewers[:2]).press("Assign the reviewers")
        for key in ("reviewer", "reviewer2", "reviewer3"):
            self.reviews(key)
        moderator = self.who("moderator")
        moderator.get(f"{self.application}/panel").follow("Write the note of the panel")
        moderator.fill(words="The panel agrees with both.", recommendation="fund").press("Save the note")
        manager = self.who("manager").get(f"{self.application}/decision")
        manager.fill(outcome="approved", reasons="The rationale binds you.", feedback="Plan for a rainy day.").press(
            "Record the decision"
        )
        joan = self.readers["joan"].get(self.application)
        joan.does_not_see("Plan for a rainy day").get(f"{self.application}/outcome", expect=403)
        second = self.who("manager2").get("/what-needs-me")
        second.follow("Read the letter").sees("Plan for a rainy day")
        second.fill(answer="right").press("Save my answer").sees("Nothing is sent yet")
        second.press("Send the results").sees("The results are sent")
        joan.get(f"{self.application}/outcome").sees("Plan for a rainy day").does_not_see(
            "Rae Read", "pleasant private thought"
        )

    def reviews(self, key: str) -> None:
        reviewer = self.who(key).get("/reviews")
        if "Estuary schools" not in reviewer.text:
            return
        reviewer.follow("Estuary schools").fill(stated=True).press("Open the application")
        fields: dict[str, Any] = {}
        for box in reviewer.page.find_all(["input", "textarea"]):
            name = str(box.get("name", ""))
            if name.startswith("score_"):
                fields[name] = "4"
            elif name.startswith("justification_"):
                fields[name] = "They say so in the plan. It is dated."
        reviewer.fill(**fields, recommendation="fund", feedback="Well done.", private_note="pleasant private thought")
        reviewer.press("Submit the review")

    def every_school_accepts(self) -> None:
        for head in (self.readers["hugh"], self.who("vale_head"), self.who("ford_head")):
            head.get("/what-needs-me").follow("Accept the award")
            if "agreed" not in str(head.page):
                head.follow("Accept for our school")
            head.fill(agreed=True).press("Accept for our school")
        self.readers["joan"].get(f"{self.cluster}/partnership").sees("Partnership")

    # 3. evidence under the headings, and a letter of support without an account

    def evidence_is_gathered(self) -> None:
        vale = self.who("vale_teacher").get(f"{self.cluster}/evidence")
        vale.follow("Add something under Links with the community")
        vale.fill(claim="Families meet at our school every month.", text="Thirty adults, tea and songs.").press(
            "Add to the evidence"
        )
        joan = self.readers["joan"].get(f"{self.cluster}/evidence/new")
        joan.fill(
            heading=self.option(joan, "heading", "Strong relationships"),
            status="intention",
            claim="We will plan a book together.",
        )
        joan.fill(due_on=(clock.now() + timedelta(days=60)).date()).press("Add to the evidence")
        joan.get(f"{self.cluster}/statements/new")
        joan.fill(organisation="Estuary Museum", organisation_kind="museum", email="curator@museum.example")
        joan.fill(heading=self.option(joan, "heading", "Support from the authority")).press(
            "Ask for a letter of support"
        )
        curator = self.as_someone(None)
        link = self.path_in(self.letter_to("curator@museum.example"), "/statement/")
        curator.get(link).sees("Estuary schools")
        curator.fill(
            how_known="They come every spring.",
            what_supported="Their work on the tide.",
            name="Cora Curator",
            post="Curator",
        )
        curator.fill(organisation="Estuary Museum", confirm=True).press("Give the letter of support")
        curator.get(link, expect=None)
        assert "Give the letter of support" not in curator.text
        joan.get(f"{self.cluster}/evidence").sees("Families meet at our school every month.", "Estuary Museum")

    def option(self, reader: Any, field: str, words: str) -> str:
        """The value of the option whose words hold `words`, whatever their case."""
        options = reader.page.find("select", {"name": field}).find_all("option")
        fitting = [str(o["value"]) for o in options if words.casefold() in o.get_text().casefold()]
        assert fitting, f"no option {words!r} among {[o.get_text() for o in options]}"
        return fitting[0]

    # 6. the school abroad joins, schools are linked, the board is shared

    def the_partner_joins(self) -> None:
        joan, priya = self.readers["joan"], self.readers["priya"]
        joan.get(f"{self.cluster}/partnership").follow("Invite a partner school")
        joan.fill(words="हिमाल").press("Search")
        choice = joan.page.find("input", {"type": "radio", "name": "school"})
        joan.fill(school=choice["value"], message="Namaste!").press("Send the invitation")
        priya.get("/what-needs-me").follow("Estuary schools")
        priya.sees("Partner school").press("Join")
        joan.get(f"{self.cluster}/partnership").follow("Open a partnership")
        joan.fill(name="Tide and snow", shape="bilateral").press("Open the partnership")
        joan.get(f"{self.cluster}/partnership").follow("Link two schools")
        joan.fill(
            home_school=self.option(joan, "home_school", "Brannock"),
            partner_school=self.option(joan, "partner_school", "हिमाल"),
        )
        joan.press("Propose the link")
        priya.get("/what-needs-me").follow("Say whether you agree")
        priya.press("Agree")
        joan.get(f"{self.cluster}/partnership").sees("Linked")

    def they_write_to_each_other(self) -> None:
        joan, priya = self.readers["joan"], self.readers["priya"]
        joan.get(f"{self.cluster}/board/threads/new")
        joan.fill(title="What do you see from your window?", text="Our **class** asks.", category="question")
        joan.fill(
            reply_from=self.option(joan, "reply_from", "हिमाल"), reply_by=(clock.now() + timedelta(days=5)).date()
        )
        joan.press("Put it on the board").sees("What do you see from your window?")
        self.thread = joan.path.split("#")[0].split("?")[0]
        priya.get("/what-needs-me").follow("Reply to")
        priya.sees("Our class asks.").fill(text="Snow, and children.").press("Send the message")
        joan.get(self.thread).sees("Snow, and children.", "Seen by", "हिमाल")
        priya.get("/what-needs-me").does_not_see("Reply to")
        ford = self.who("ford_teacher").get(f"{self.cluster}/board").sees("What do you see from your window?")
        ford.follow("What do you see from your window?").sees("Snow, and children.")

    # 8. a school leaves and is replaced; the link and the calendar are inherited

    def a_school_leaves_and_is_replaced(self) -> None:
        ford, joan = self.who("ford_contact"), self.readers["joan"]
        ford.get(self.cluster).follow("Leave the cluster")
        ford.fill(leaving_on=(clock.now() + timedelta(days=1)).date(), reason="We join another school.").press(
            "Give notice"
        )
        joan.get(self.cluster).sees("Leaving on")
        ford.get("/clusters")
        ford.get(self.leaving_page(ford)).follow("Leave now").press("Yes, leave now")
        joan.get("/what-needs-me").follow("Find a school for the empty place")
        joan.fill(words="Brook High").press("Search")
        choice = joan.page.find("input", {"type": "radio", "name": "school"})
        joan.fill(school=choice["value"], message="Will you take the place?").press("Send the invitation")
        newcomer = self.who("outsider").get("/what-needs-me")
        newcomer.follow("Estuary schools").press("Join")
        newcomer.get(f"{self.cluster}/board").sees("What do you see from your window?")
        joan.get(f"{self.cluster}/timeline").sees("Ford Special School", "Brook High School")

    def leaving_page(self, reader: Any) -> str:
        reader.get(self.cluster)
        return next(str(a["href"]) for a in reader.page.find_all("a", href=True) if str(a["href"]).endswith("/leaving"))

    # 7. an activity comes up, the teacher is ill; another school stands in; an owed reply is passed on, too

    def an_activity_is_planned(self) -> None:
        joan, priya = self.readers["joan"], self.readers["priya"]
        joan.get(f"{self.cluster}/calendar").follow("Plan an activity")
        joan.fill(
            title="Morning call about the tide",
            on=(clock.now() + timedelta(days=5)).date(),
            starts="07:30",
            ends="08:15",
        )
        joan.fill(
            zone="Europe/London", plan="Begin with the song.", class_profile="28 pupils, aged 9.", promised="A song."
        )
        joan.fill(teacher=self.option(joan, "teacher", "Joan Pryce"), partner=self.option(joan, "partner", "हिमाल"))
        joan.press("Put it on the calendar").sees("07:30", "Kathmandu")
        self.activity = joan.path.split("?")[0]
        priya.get("/what-needs-me").follow("Morning call about the tide").press("It suits us")
        joan.get(self.activity).press("Confirm: it will take place")
        joan.get("/calendar").sees("Morning call about the tide")

    def the_calendar_is_subscribed(self) -> None:
        priya = self.readers["priya"].get("/calendar")
        priya.follow("See this in your own calendar").press("Make my link")
        self.feed = re.search(r"/calendar/feed/[\w.~-]+\.ics", str(priya.page)).group(0)  # type: ignore[union-attr]
        outside = self.app.test_client()
        answer = outside.get(self.feed)
        assert answer.status_code == 200
        assert b"Morning call about the tide" in answer.data
        assert outside.get(self.feed, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304

    def the_teacher_is_ill(self) -> None:
        joan, priya, vic, finn = (
            self.readers["joan"],
            self.readers["priya"],
            self.who("vale_teacher"),
            self.who("ford_teacher"),
        )
        joan.get(self.activity).follow("I cannot do this").follow("A teacher of another school comes to our class")
        joan.fill(whom="everyone", reason="illness").press("Ask for a stand-in")
        self.handoff = next(str(a["href"]) for a in self.page_with_link(vic, "/what-needs-me", "/handoffs/"))
        finn.get(self.handoff).sees("Begin with the song.", "28 pupils, aged 9.").does_not_see("illness", "Illness")
        vic.get(self.handoff).fill(introduction="I teach Year 4 and play the ukulele.").press("Yes, we will do it")
        finn.get(self.handoff, expect=None)
        assert "Yes, we will do it" not in finn.text
        finn.does_not_see("28 pupils, aged 9.")
        priya.get(self.activity).sees("Vic d'Arcy-Smith")
        assert "Vic d'Arcy-Smith" in self.letter_to("priya@himal.example", about="Vic")
        assert b"Vale Primary School" in self.app.test_client().get(self.feed).data.replace(b"\r\n ", b"")

    def page_with_link(self, reader: Any, path: str, part: str) -> list[Any]:
        reader.get(path)
        return [a for a in reader.page.find_all("a", href=True) if part in str(a["href"])]

    def it_is_delivered_and_passed_back(self) -> None:
        joan, priya, vic = self.readers["joan"], self.readers["priya"], self.who("vale_teacher")
        clock.hold(clock.now() + timedelta(hours=7))
        vic.get(self.handoff).follow("It took place")
        vic.fill(pupil_count="27", words="They sang back to us.").press("It took place")
        priya.get("/what-needs-me").follow("Morning call about the tide").follow("It took place")
        priya.press("It took place")
        vic.get(self.handoff).follow("Pass it back")
        vic.fill(debrief="They were merry.", next_step="Send the recording.").press("Pass it back")
        joan.get(self.handoff).sees("They were merry.", "Send the recording.")

    def a_reply_is_passed_on(self) -> None:
        joan, priya, finn = self.readers["joan"], self.readers["priya"], self.who("ford_teacher")
        priya.get(f"{self.cluster}/board/threads/new")
        priya.fill(title="Which song was it?", text="We want to learn it.", category="question")
        priya.fill(
            reply_from=self.option(priya, "reply_from", "Brannock"), reply_by=(clock.now() + timedelta(days=3)).date()
        )
        priya.press("Put it on the board")
        thread = priya.path.split("#")[0].split("?")[0]
        joan.get(thread).follow("I cannot do this")
        joan.fill(whom="everyone", reason="timetable", note="It is in the blue book.").press(
            "Ask another school to answer"
        )
        card = next(str(a["href"]) for a in self.page_with_link(finn, "/what-needs-me", "/handoffs/"))
        finn.get(card).sees("It is in the blue book.").press("Yes, we will do it")
        finn.get(thread)
        finn.fill(text="It was the song of the ferry.", for_school=self.option(finn, "for_school", "Brannock")).press(
            "Send the message"
        )
        priya.get(thread).sees("It was the song of the ferry.", "for St Brannock\u2019s Primary School")
        joan.get("/what-needs-me").does_not_see("Which song was it?")
