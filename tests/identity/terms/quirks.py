"""Calendar files as real programs write them, made anew for the tests: every oddity that is known from files of people's own, none of their words.

Each has what must come out of it: the dates that are read, and why the rest is not. Times are read on the clocks of a school in London, on 25 November 2026.
"""

from typing import NamedTuple

from portal.identity.terms.calendar_file import Why


class Quirk(NamedTuple):
    """A file, what is read of it (name, first day, last day), and why entries are left out."""

    content: bytes
    found: tuple[tuple[str, str, str], ...] = ()
    left_out: tuple[Why, ...] = ()


TERM = "SUMMARY:Spring term|DTSTART;VALUE=DATE:20270105|DTEND;VALUE=DATE:20270326"
READ = ("Spring term", "2027-01-05", "2027-03-25")
TIMED = "SUMMARY:Exams begin|DTSTART;TZID={}:20270510T093000|DTEND;TZID={}:20270510T113000"
EXAMS = ("Exams begin", "2027-05-10", "2027-05-10")
ZONE = (
    "BEGIN:VTIMEZONE|TZID:{0}|BEGIN:STANDARD|DTSTART:19701025T030000|RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU|TZOFFSETFROM:+0100|TZOFFSETTO:+0000|"
    "END:STANDARD|BEGIN:DAYLIGHT|DTSTART:19700329T010000|RDATE:19710328T010000,19720326T010000|TZOFFSETFROM:+0000|TZOFFSETTO:+0100|END:DAYLIGHT|END:VTIMEZONE"
)


def event(lines: str) -> str:
    return f"BEGIN:VEVENT|{lines}|END:VEVENT"


def file(
    *parts: str, ends: str = "\r\n", head: str = "VERSION:2.0|PRODID:-//Long Road//Calendar//EN", begins: str = ""
) -> bytes:
    """A calendar of these parts; `|` ends a line."""
    whole = "|".join(["BEGIN:VCALENDAR", *([head] if head else []), *parts, "END:VCALENDAR", ""])
    return (begins + whole.replace("|", ends)).encode()


def bare(lines: str, ends: str = "\r\n") -> bytes:
    return (event(lines) + "|").replace("|", ends).encode()


QUIRKS: dict[str, Quirk] = {
    "an alarm inside, put off many times": Quirk(
        file(
            ZONE.format("Europe/London"),
            event(
                TERM
                + "|BEGIN:VALARM|ACTION:DISPLAY|SUMMARY:Wake up|TRIGGER:-PT15M|END:VALARM|X-MOZ-SNOOZE-TIME-1:20270105T080000Z"
            ),
        ),
        (READ,),
    ),
    "a zone with hundreds of named changes": Quirk(
        file(ZONE.format("America/New_York") + "", event(TIMED.format("America/New_York", "America/New_York"))),
        (EXAMS,),
    ),
    "a zone that is described after it is used": Quirk(
        file(event(TIMED.format("Europe/London", "Europe/London")), ZONE.format("Europe/London")), (EXAMS,)
    ),
    "twenty entries with nothing in them": Quirk(file(*[event("X-EMPTY:1")] * 20, ends="\n"), (), (Why.NO_DAY,) * 20),
    "a mark of its encoding at the beginning": Quirk(file(begins="\ufeff")),
    "a day that is none": Quirk(
        file(event("SUMMARY:Term|DTSTART:THE-FIFTH"), event(TERM), ends="\n"), (READ,), (Why.NO_DAY,)
    ),
    "the 31st of February": Quirk(file(event("SUMMARY:Term|DTSTART;VALUE=DATE:20270231")), (), (Why.NO_DAY,)),
    "letters of other languages in its marks": Quirk(file(head="VERSION:2.0|PRODID:-//Ŵyn näme//Kälender//CY")),
    "names in other letters": Quirk(
        file(event("SUMMARY:Gwyliau’r Pasg – अवकाश|DTSTART;VALUE=DATE:20270326|DTEND;VALUE=DATE:20270412")),
        (("Gwyliau’r Pasg – अवकाश", "2027-03-26", "2027-04-11"),),
    ),
    "nothing in it": Quirk(file(head="", ends="\n")),
    "an entry without a calendar around it": Quirk(
        bare("SUMMARY:Half term\\, all years\\; no lessons|DTSTART:20270215"),
        (("Half term, all years; no lessons", "2027-02-15", "2027-02-15"),),
    ),
    "lines that end in different ways": Quirk(
        bare("SUMMARY:Staff day|DTSTART;VALUE=DATE:20270104|RRULE:FREQ=YEARLY;COUNT=2").replace(b"\r\n", b"\n", 2),
        (("Staff day", "2027-01-04", "2027-01-04"), ("Staff day", "2028-01-04", "2028-01-04")),
    ),
    "lone carriage returns": Quirk(file(event(TERM), ends="\r"), (READ,)),
    "a lesson among holidays": Quirk(
        file(
            "METHOD:PUBLISH|X-WR-TIMEZONE:Europe/London",
            event("SUMMARY:Choir|DTSTART:20270105T140000Z|DTEND:20270105T150000Z|SEQUENCE:4"),
            event(TERM + "|SEQUENCE:2"),
        ),
        (READ,),
        (Why.HOURS,),
    ),
    "a length of more weeks than there ever were": Quirk(
        file(event("SUMMARY:Summer holiday|DTSTART;VALUE=DATE:20270724|DURATION:P999999999999999999W")),
        (("Summer holiday", "2027-07-24", "2027-07-24"),),
    ),
    "a length of a hundred years": Quirk(
        file(event("SUMMARY:Holiday|DTSTART;VALUE=DATE:20270724|DURATION:P5300W")), (), (Why.TOO_LONG,)
    ),
    "a line that is no line": Quirk(
        file(event("SUMMARY:Spring term|X|DTSTART;VALUE=DATE:20270105|DTEND;VALUE=DATE:20270326|=:;")), (READ,)
    ),
    "several calendars in one file": Quirk(
        file(event(TERM)) + file(event("SUMMARY:Summer term|DTSTART;VALUE=DATE:20270412|DTEND;VALUE=DATE:20270724")),
        (READ, ("Summer term", "2027-04-12", "2027-07-23")),
    ),
    "a rule that repeats in no known way": Quirk(
        file(event("SUMMARY:Staff day|DTSTART;VALUE=DATE:20270104|RRULE:FREQ=SOMETIMES"), ends="\n"),
        (("Staff day", "2027-01-04", "2027-01-04"),),
        (Why.REPEATS,),
    ),
    "a rule given twice": Quirk(
        file(event("SUMMARY:Staff day|DTSTART;VALUE=DATE:20270104|RRULE:FREQ=DAILY;COUNT=2|RRULE:FREQ=DAILY;COUNT=9")),
        (("Staff day", "2027-01-04", "2027-01-05"),),
    ),
    "an empty rule": Quirk(
        file(event("SUMMARY:Staff day|DTSTART;VALUE=DATE:20270104|RRULE:")),
        (("Staff day", "2027-01-04", "2027-01-04"),),
        (Why.REPEATS,),
    ),
    "every second for a hundred years": Quirk(
        file(event("SUMMARY:Staff day|DTSTART:20270104T000000Z|RRULE:FREQ=SECONDLY;UNTIL=21270104T000000Z")),
        (("Staff day", "2027-01-04", "2027-01-04"),),
        (Why.REPEATS,),
    ),
    "a day left out without its zone": Quirk(
        bare(
            "SUMMARY:Training day|DTSTART;TZID=Europe/London:20270108T090000|RRULE:FREQ=WEEKLY;COUNT=3|EXDATE:20270115T090000",
            ends="\n",
        ),
        (("Training day", "2027-01-08", "2027-01-08"), ("Training day", "2027-01-22", "2027-01-22")),
    ),
    "a day left out that is empty": Quirk(
        file(
            event(
                "SUMMARY:Closed|DTSTART;VALUE=DATE:20270111|DTEND;VALUE=DATE:20270112|RRULE:FREQ=DAILY;UNTIL=20270113T235959Z|EXDATE;VALUE=DATE:"
            )
        ),
        (("Closed", "2027-01-11", "2027-01-13"),),
    ),
    "one time moved to another day": Quirk(
        file(
            event("UID:a|SUMMARY:Staff day|DTSTART;VALUE=DATE:20270104|RRULE:FREQ=WEEKLY;COUNT=2"),
            event("UID:a|SUMMARY:Staff day|RECURRENCE-ID;VALUE=DATE:20270111|DTSTART;VALUE=DATE:20270112"),
        ),
        (("Staff day", "2027-01-04", "2027-01-04"), ("Staff day", "2027-01-12", "2027-01-12")),
    ),
    "one time moved, of which the others are missing": Quirk(
        file(
            event(
                "SUMMARY:Exams|RECURRENCE-ID;TZID=Europe/London:20270503T090000|DTSTART;TZID=Europe/London:20270510T090000|RDATE;TZID=Europe/London:20270512T090000"
            )
        ),
        (("Exams", "2027-05-10", "2027-05-10"), ("Exams", "2027-05-12", "2027-05-12")),
    ),
    "categories with commas": Quirk(file(event(TERM + "|CATEGORIES:school\\,year,dates"), ends="\n"), (READ,)),
    "a zone named UTC+11": Quirk(file(ZONE.format("UTC+11"), event(TIMED.format("UTC+11", "UTC+11"))), (EXAMS,)),
    "a zone in other letters": Quirk(
        file(
            ZONE.format("(UTC-03:00) Brasília"), event(TIMED.format('"(UTC-03:00) Brasília"', '"(UTC-03:00) Brasília"'))
        ),
        (EXAMS,),
    ),
    "a zone with an address for a name": Quirk(
        file(event(TIMED.format("/long.example/2027/Europe/London", "/long.example/2027/Europe/London"))), (EXAMS,)
    ),
    "a zone that is not described": Quirk(
        file(event(TIMED.format("Nowhere/Here", "Nowhere/Here")), ends="\n"), (EXAMS,)
    ),
    "a zone in quotation marks": Quirk(
        file(event(TIMED.format('"GMT Standard Time"', '"GMT Standard Time"')), ends="\n"), (EXAMS,)
    ),
    "free time with the same mark as an entry": Quirk(
        file(
            "METHOD:PUBLISH",
            "BEGIN:VFREEBUSY|UID:1|DTSTART:20270105T000000Z|DTEND:20270106T000000Z|END:VFREEBUSY",
            event("UID:1|ORGANIZER:|" + TERM),
            ends="\n",
        ),
        (READ,),
    ),
    "words after the end": Quirk(file("METHOD:REQUEST", event(TERM), ends="\n") + b"X-WR-CALNAME:Long Road\n", (READ,)),
    "blanks where none belong": Quirk(
        file(event("SUMMARY : Spring term|DTSTART ; VALUE=DATE : 20270105|DTEND ; VALUE=DATE : 20270326"), ends="\n"),
        (READ,),
    ),
    "a line of four hundred octets": Quirk(
        file(event(TERM + "|DESCRIPTION:" + "All classes meet in the hall. " * 14), ends="\n"), (READ,)
    ),
    "the hour that comes twice and the one that never comes": Quirk(
        file(
            event("SUMMARY:Exams|DTSTART;TZID=Europe/London:20271031T013000|DTEND;TZID=Europe/London:20271031T013000"),
            event("SUMMARY:Exams|DTSTART;TZID=Europe/London:20270328T013000|DTEND;TZID=Europe/London:20270328T023000"),
            ends="\n",
        ),
        (("Exams", "2027-03-28", "2027-03-28"), ("Exams", "2027-10-31", "2027-10-31")),
    ),
    "the calendars of other peoples": Quirk(
        file(event("SUMMARY:New year holiday|DTSTART;VALUE=DATE:20270206|RRULE:RSCALE=CHINESE;FREQ=YEARLY")),
        (("New year holiday", "2027-02-06", "2027-02-06"),),
        (Why.REPEATS,),
    ),
    "meetings by video": Quirk(
        file(
            event(
                "SUMMARY:Planning|DTSTART:20270105T090000Z|CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO:https://video.example/7"
            )
        ),
        (),
        (Why.HOURS,),
    ),
    "what a calendar says of itself": Quirk(
        file(
            head="VERSION:2.0|NAME:Dates|COLOR:turquoise|SOURCE;VALUE=URI:https://long.example/dates.ics|REFRESH-INTERVAL:P1W|LAST-MODIFIED:20261101T000000Z|UID:5"
        )
    ),
    "a task and a diary": Quirk(
        file(
            # a task as calendars keep it (RFC 5545 names it so): the import must count it and leave it out
            "BEGIN:VTODO|SUMMARY:Buy chalk|DUE:20270105|END:VTODO",
            "BEGIN:VJOURNAL|SUMMARY:Rain|DTSTART:20270105|END:VJOURNAL",
            event(TERM),
        ),
        (READ,),
        (Why.NOT_DATES, Why.NOT_DATES),
    ),
    "html in the words": Quirk(
        file(event("SUMMARY:<b>Half term</b><br>|DTSTART:20270215|DTEND:20270220|DESCRIPTION:<p>No lessons</p>")),
        (("Half term", "2027-02-15", "2027-02-19"),),
    ),
    "a place on a map": Quirk(
        file(
            "METHOD:PUBLISH|X-WR-TIMEZONE:Europe/London",
            event(TERM + '|LOCATION:Hall|X-APPLE-STRUCTURED-LOCATION;X-TITLE="The: hall":geo:1,2'),
            ends="\n",
        ),
        (READ,),
    ),
    "the same entry twice": Quirk(file(event("UID:1|" + TERM), event("UID:1|" + TERM)), (READ,), (Why.TWICE,)),
    "what was called off": Quirk(
        file(event(TERM), event("SUMMARY:Half term|STATUS:CANCELLED|DTSTART:20270215")), (READ,), (Why.CANCELLED,)
    ),
    "cut off in the middle": Quirk(
        file(event(TERM), event("SUMMARY:Half term|DTSTART:20270215"))[:-27],
        (READ, ("Half term", "2027-02-15", "2027-02-15")),
    ),
    "letters of an old Windows": Quirk(
        file(event("SUMMARY:Pâques holiday|DTSTART:20270326")).decode().encode("cp1252"),
        (("Pâques holiday", "2027-03-26", "2027-03-26"),),
    ),
}
