"""Who is there in the round of last year. All invented; every address is at an example domain.

Twenty-eight schools at home in four nations, each of which leads a cluster of its own and is a member of the next one's; eight schools abroad. Of each school
at home the coordinator (`coordinator1@` ... `coordinator28@demo.example`) and the head (`principal1@` ...); seven people who read (`reader1@` ... `reader7@`);
a manager of the programme with a conflict of interest (`manager3@`).
"""

from dataclasses import dataclass

DOMAIN = "demo.example"


@dataclass(frozen=True)
class Home:
    """A school at home. `meals`: of a hundred pupils, so many have free school meals; None where its register does not say."""

    place: str
    kind: str
    nation: str
    region: str
    authority: str
    phase: str
    meals: float | None = None


ENGLAND, SCOTLAND, WALES, ULSTER = "GB-ENG", "GB-SCT", "GB-WLS", "GB-NIR"
NATIONS = {ENGLAND: "England", SCOTLAND: "Scotland", WALES: "Wales", ULSTER: "Northern Ireland"}
HOMES = (
    Home("Ellerwick", "Primary School", ENGLAND, "North West", "Wrayshire", "primary", 31),
    Home("Thornmere", "High School", ENGLAND, "North West", "Wrayshire", "secondary", 24),
    Home("Haddlesby", "Church of England Primary School", ENGLAND, "North West", "Wrayshire", "primary", 12),
    Home("Fosterley Road", "Infant and Nursery School", ENGLAND, "North West", "Wrayshire", "primary", 43),
    Home("Wrayford", "Academy", ENGLAND, "North West", "Wrayshire", "secondary", 38),
    Home("Penhallick", "Primary School", ENGLAND, "South West", "Tamarland", "primary", 8),
    Home("Combe Tarrow", "School", ENGLAND, "South West", "Tamarland", "all-through", 17),
    Home("Otterstow", "Community College", ENGLAND, "South West", "Tamarland", "secondary", 15),
    Home("Dunsmore Vale", "Special School", ENGLAND, "South West", "Tamarland", "all-through", 41),
    Home("Lynbridge", "Primary School", ENGLAND, "South West", "Tamarland", "primary", 9),
    Home("Wharfside", "Girls’ School", ENGLAND, "London", "Copperwell", "secondary", 47),
    Home("Lantern Row", "Primary School", ENGLAND, "London", "Copperwell", "primary", 52),
    Home("Inverlarroch", "Primary School", SCOTLAND, "", "Larroch and Brae", "primary", 14),
    Home("Strathbrae", "Academy", SCOTLAND, "", "Larroch and Brae", "secondary", 19),
    Home("Glenfarrow", "Primary School", SCOTLAND, "", "Larroch and Brae", "primary", 6),
    Home("Kilmorrin", "High School", SCOTLAND, "", "Larroch and Brae", "secondary", 22),
    Home("Port Ellary", "Primary School", SCOTLAND, "", "Larroch and Brae", "primary", 27),
    Home("Auchterby", "School", SCOTLAND, "", "Larroch and Brae", "all-through", 11),
    Home("Abercraig", "Primary School", WALES, "", "Aberwen", "primary", 29),
    Home("Pentre Onnen", "Ysgol Gynradd", WALES, "", "Aberwen", "primary", 18),
    Home("Cwmfelin Isaf", "Ysgol Gynradd Gymraeg", WALES, "", "Aberwen", "primary", 34),
    Home("Trehelyg", "High School", WALES, "", "Aberwen", "secondary", 26),
    Home("Nant y Wern", "Special School", WALES, "", "Aberwen", "all-through", 39),
    Home("Ballykeer", "Integrated Primary School", ULSTER, "", "Lough Side", "primary", 33),
    Home("Lough Arran", "Grammar School", ULSTER, "", "Lough Side", "secondary", 13),
    Home("Drumcarn", "Primary School", ULSTER, "", "Lough Side", "primary", 28),
    Home("Killymoss", "Bunscoil", ULSTER, "", "Lough Side", "primary", 21),
    Home("Castleroan", "College", ULSTER, "", "Lough Side", "all-through"),
)
WELSH_FIRST = frozenset({"Ysgol Gynradd", "Ysgol Gynradd Gymraeg", "Bunscoil"})
# name, short name, country, town, zone, language, its contact, its head
ABROAD = (
    ("Shule ya Msingi Kisasa", "Kisasa", "KE", "Kisumu", "Africa/Nairobi", "sw", "Achieng Odera", "Barasa Wanjala"),
    ("Lotus Hill Vidyalaya", "Lotus Hill", "IN", "Nashik", "Asia/Kolkata", "en", "Chitra Gokhale", "Devendra Naik"),
    ("Himchuli Secondary School", "Himchuli", "NP", "Pokhara", "Asia/Kathmandu", "ne", "Ekta Bhandari", "Firoj Lama"),
    (
        "Volta Bend Basic School",
        "Volta Bend",
        "GH",
        "Akosombo",
        "Africa/Accra",
        "en",
        "Efua Mensimah",
        "Kofi Tetteh-Quarm",
    ),
    (
        "Ziwa Ndogo Primary School",
        "Ziwa Ndogo",
        "KE",
        "Homa Bay",
        "Africa/Nairobi",
        "sw",
        "Grace Akinyi",
        "Hassan Otieno",
    ),
    ("Saraswati Girls’ School", "Saraswati", "IN", "Mysuru", "Asia/Kolkata", "en", "Ishani Rao", "Jayant Hegde"),
    ("Mekong Gate School", "Mekong Gate", "KH", "Kampong Cham", "Asia/Phnom_Penh", "km", "Kunthea Sar", "Leap Mony"),
    (
        "Nyota Njema School",
        "Nyota Njema",
        "TZ",
        "Mwanza",
        "Africa/Dar_es_Salaam",
        "sw",
        "Mwajuma Salehe",
        "Nuhu Masanja",
    ),
)
COORDINATORS = (
    "Alba Renwick", "Bram Oyelaran", "Carys Tandy", "Dilys Abernathy-Quaye", "Ewan Castellane", "Farida Lowther", "Gethin Marsh", "Honor Badawi",
    "Idris Penrose", "Juno Ashgrove", "Kwame Stirling", "Lowri Fenn", "Malcolm Achterberg", "Niamh Drury", "Orla Sweetapple", "Padraig Wynne",
    "Quintin Varma", "Rosheen Tuck", "Siôn Halloran", "Tegan Mistry", "Una Birtwhistle", "Vaughan Okoro", "Wenna Larkin", "Xanthe Boyle",
    "Yusuf Merriman", "Zara Colquhoun", "Aoife Trent", "Barnaby Sefton",
)  # fmt: skip
HEADS = (
    "Agatha Holm", "Benedict Rook", "Clemency Shore", "Desmond Amaral", "Esther Lyle", "Fraser Nunn", "Glenda Oakes", "Hector Pym",
    "Imelda Quirk", "Jarvis Rowe", "Kirsty Sandoval", "Lachlan Teague", "Marsaili Ure", "Norris Vale", "Oonagh Webb", "Perpetua Yates",
    "Ruaridh Zeal", "Sheena Arkwright", "Tudur Bellamy", "Ursula Crabtree", "Vivian Dace", "Wilfred Esk", "Yolanda Firth", "Zachary Gault",
    "Aisling Hobday", "Bernard Ingram", "Cressida Jupp", "Donal Kerslake",
)  # fmt: skip
# name, by how many points they give more or less than the others, what they know well
READERS = (
    ("Hesper Grimshaw", -17, "Rivers\nFood"),
    ("Benita Sunderland", 9, "Stories"),
    ("Mortimer Evensong", 0, "Journeys\nRivers"),
    ("Priya Ravenscroft", 2, "Food"),
    ("Tobias Underhill", -2, "Music\nStories"),
    ("Ingrid Mowbray", 1, "Rivers"),
    ("Solomon Pettigrew-Achebe", 3, "Journeys\nMusic"),
)
ONLY_THREE_AND_FOUR = 2
"""The place of the reader who gives nothing but 3 and 4."""
THEMES = ("Rivers", "Food", "Journeys", "Stories", "Music")
ACCOUNTS = (
    ("manager3", "programme manager with a conflict of interest: ten clusters of last year's round are absent for her"),
    ("reader1", "reviewer of last year's round, the harsh one; reads in the autumn round"),
    ("coordinator9", "coordinator of a cluster with an award of last year"),
    ("coordinator20", "coordinator whose report of last year's award is very late"),
)
"""Those that `demo accounts` names: key, and what is said of them."""
