"""Invented schools all over the world that can be found, and what the schools of the other modules say of themselves."""

from dataclasses import dataclass
from typing import Any

Many = tuple[str, ...]


@dataclass(frozen=True)
class Listed:
    """A school that can be found. `silent`: days since somebody of it was last here. `answers`: how many hours it usually needs to answer."""

    key: str
    name: str
    town: str
    country: str
    zone: str
    contact: str
    languages: Many
    phases: Many
    ages: tuple[int, int]
    pupils: int
    setting: str
    surroundings: Many
    themes: Many
    tools: Many
    wish: str = ""
    looking: str = "yes"
    wanted: int | None = None
    affiliations: Many = ()
    nation: str | None = None
    authority: tuple[str, str] = ("", "")
    silent: int = 0
    answers: int | None = None

    def said(self) -> dict[str, Any]:
        """The lists, by their names in the listing."""
        names = ("languages", "phases", "surroundings", "themes", "tools", "affiliations")
        return {name: getattr(self, name) for name in names}


_P, _S, _PS = ("primary",), ("secondary",), ("primary", "secondary")
_ENG: dict[str, Any] = {"country": "GB", "zone": "Europe/London", "nation": "GB-ENG"}
_SCT: dict[str, Any] = {"country": "GB", "zone": "Europe/London", "nation": "GB-SCT"}
_NIR: dict[str, Any] = {"country": "GB", "zone": "Europe/London", "nation": "GB-NIR"}
_WLS: dict[str, Any] = {"country": "GB", "zone": "Europe/London", "nation": "GB-WLS"}

PLACES = (
    Listed("larkfield", "Larkfield Junior School", "Upper Marlbury", **_ENG, contact="Lara Penrose", authority=("990", "Marlbury"),
           languages=("en",), phases=_P, ages=(7, 11), pupils=84, setting="countryside", surroundings=("farming", "rooted", "money_enough"),
           themes=("animals", "food", "water"), tools=("post", "email"), wish="A school in a town of our own area: our children know cows and no trams.",
           wanted=1, answers=20),
    Listed("harbour", "Harbour Road Academy", "Saltmere", **_ENG, contact="Kwame Ellison", authority=("992", "Saltmere"), languages=("en", "pl", "ro"),
           phases=_S, ages=(11, 16), pupils=1_140, setting="city", surroundings=("industry", "newcomers", "money_tight", "many_faiths"),
           themes=("migration", "trade", "rights"), tools=("video", "documents"),
           wish="Two schools abroad for a project about harbours and who comes through them.",
           wanted=2, affiliations=("sanctuary",), answers=52),
    Listed("moor", "Moorend First School", "Highmoor", **_ENG, contact="Ivy Thackeray", authority=("993", "Highmoor"), languages=("en",), phases=_P,
           ages=(4, 9), pupils=31, setting="remote", surroundings=("farming", "rooted"), themes=("stories", "games"), tools=("post", "phone"),
           wish="Letters and small parcels with another very small school.", wanted=1, answers=70),
    Listed("kelso", "Braeside Primary School", "Glenorrin", **_SCT, contact="Isla Drummond", authority=("S95", "Orrin Islands"), languages=("en", "gd"),
           phases=_P, ages=(5, 12), pupils=58, setting="remote", surroundings=("farming", "visitors"), themes=("music", "languages", "water"),
           tools=("video", "email"), wish="A school where children also speak two languages.", wanted=1, affiliations=("eco_schools",), answers=15),
    Listed("lough", "Loughside Integrated College", "Ballyreagh", **_NIR, contact="Niamh Corrigan", authority=("N91", "Reagh"), languages=("en", "ga"),
           phases=_S, ages=(11, 18), pupils=640, setting="town", surroundings=("many_faiths", "services"), themes=("peace", "history"),
           tools=("video", "documents"), wish="A school in a place that has known division, to talk about living together.", wanted=2, answers=30),
    Listed("pentre", "Ysgol Gynradd Pentre Glas", "Pentre Glas", **_WLS, contact="Mared Hopkin", authority=("W90", "Aberwen"), languages=("cy", "en"),
           phases=_P, ages=(3, 11), pupils=122, setting="countryside", surroundings=("farming", "rooted"), themes=("languages", "music"),
           tools=("video", "post"), wish="Ysgol lle mae plant yn siarad dwy iaith. / A school where children speak two languages.", wanted=1, answers=26),
    Listed("foundry", "Foundry Street Community School", "Otherham", **_ENG, contact="Bilal Ashworth", authority=("991", "Otherham"),
           languages=("en", "ur", "bn"), phases=_P, ages=(3, 11), pupils=430, setting="city",
           surroundings=("newcomers", "money_tight", "many_faiths", "moving"), themes=("food", "festivals", "families"), tools=("email", "photos"),
           looking="open", wish="We have one partner; a second in a village near us would be welcome.", answers=44),
    Listed("umoja", "Umoja Secondary School", "Nakuru", "KE", "Africa/Nairobi", "Wanjiku Barasa", ("en", "sw"), _S, (13, 18), 720, "town",
           ("farming", "money_tight", "one_faith"), ("climate", "rights"), ("whatsapp", "email"), "A school for a project on rain and harvests.",
           wanted=1, affiliations=("eco_schools",), answers=40),
    Listed("baraka", "Baraka Primary School", "Lamu", "KE", "Africa/Nairobi", "Salma Athman", ("sw", "en", "ar"), _P, (6, 14), 410, "remote",
           ("farming", "visitors", "one_faith"), ("water", "stories"), ("whatsapp", "post"), "A school by another sea.", wanted=1, answers=90),
    Listed("amani", "Amani Basic School", "Arusha", "TZ", "Africa/Dar_es_Salaam", "Neema Mollel", ("sw", "en"), _P, (6, 13), 560, "town",
           ("farming", "visitors"), ("animals", "food"), ("whatsapp", "photos"), "Photographs and letters about what we eat.", wanted=2, answers=64),
    Listed("lwazi", "Lwazi Combined School", "Gqeberha", "ZA", "Africa/Johannesburg", "Thandeka Mbatha", ("en",), _PS, (6, 18), 1_310, "city",
           ("industry", "work_scarce", "many_faiths"), ("rights", "history", "music"), ("whatsapp", "video"),
           "A partner for debates about fairness, once a month.", wanted=1, answers=22),
    Listed("adom", "Adom Junior High School", "Cape Coast", "GH", "Africa/Accra", "Efua Quansah", ("en",), _S, (12, 15), 280, "town",
           ("farming", "one_faith", "money_tight"), ("history", "trade"), ("whatsapp", "post"),
           "A school in a harbour town, for a project on trade then and now.",
           wanted=1, answers=58),
    Listed("ikoyi", "Irawo Model School", "Ibadan", "NG", "Africa/Lagos", "Adunni Falade", ("en", "yo"), _P, (5, 12), 390, "city",
           ("services", "many_faiths"), ("music", "stories"), ("whatsapp", "video"), "Songs and stories, recorded on phones.", wanted=2, answers=18),
    Listed("teranga", "École Élémentaire Teranga", "Thiès", "SN", "Africa/Dakar", "Aïssatou Ndiaye", ("fr",), _P, (6, 12), 505, "town",
           ("farming", "one_faith"), ("games", "food"), ("whatsapp", "photos"), "Une école pour échanger des jeux de cour.", wanted=1, answers=75),
    Listed("selam", "Selam Primary School", "Bahir Dar", "ET", "Africa/Addis_Ababa", "Hirut Bekele", ("am", "en"), _P, (7, 14), 860, "town",
           ("farming", "money_tight"), ("water", "health"), ("post", "phone"), "A patient partner: our mail takes three weeks.", wanted=1, answers=300),
    Listed("nour", "مدرسة النور الإعدادية", "Aswan", "EG", "Africa/Cairo", "نادية الشريف", ("ar",), _S, (12, 15), 470, "town",
           ("farming", "visitors"), ("history", "water"), ("email", "video"), "مدرسة على نهر آخر. / A school on another river.", wanted=1, answers=36),
    Listed("atlas", "École Collective Argana", "Azilal", "MA", "Africa/Casablanca", "Fatima Ouhaddou", ("ar", "fr"), _P, (6, 12), 96, "remote",
           ("farming", "moving", "money_tight"), ("animals", "festivals"), ("phone", "post"), "Une petite école de montagne cherche une autre petite école.",
           wanted=1, answers=120),
    Listed("sangam", "Sangam Kanya Vidyalaya", "Allahpur", "IN", "Asia/Kolkata", "Meenal Tripathi", ("hi", "en"), _S, (11, 17), 980, "city",
           ("services", "many_faiths", "money_mixed"), ("rights", "technology"), ("video", "documents"), "Girls who like science look for others who do.",
           wanted=1, affiliations=("science_across",), answers=28),
    Listed("kadal", "Kadal Panchayat Union School", "Rameshpuram", "IN", "Asia/Kolkata", "Selvi Murugan", ("ta", "en"), _P, (5, 11), 140, "countryside",
           ("farming", "money_tight", "one_faith"), ("water", "animals"), ("whatsapp", "post"), "Fishing families here and elsewhere.", wanted=1, answers=66),
    Listed("roshni", "Roshni Girls’ High School", "Gilgit", "PK", "Asia/Karachi", "Shaheen Baig", ("ur", "en"), _S, (11, 16), 350, "remote",
           ("farming", "visitors", "one_faith"), ("stories", "climate"), ("email", "phone"), "Letters about mountains and ice.", wanted=1, answers=96),
    Listed("padma", "Padma Government Primary School", "Rajbari", "BD", "Asia/Dhaka", "Shirin Akter", ("bn",), _P, (5, 11), 310, "countryside",
           ("farming", "moving"), ("climate", "water"), ("whatsapp", "photos"), "A school that also lives with floods.", wanted=2, answers=48),
    Listed("lotus", "Lotus Lane Vidyalaya", "Galle", "LK", "Asia/Colombo", "Dilini Weerasinghe", ("ta", "en"), _PS, (6, 16), 520, "town",
           ("visitors", "many_faiths"), ("peace", "festivals"), ("video", "email"),
           "Children of three faiths learn here; perhaps yours too?", wanted=1, answers=33),
    Listed("hoasen", "Trường Tiểu học Hoa Sen", "Hội An", "VN", "Asia/Ho_Chi_Minh", "Lê Thu Hà", ("vi", "en"), _P, (6, 11), 640, "town",
           ("visitors", "farming"), ("food", "art"), ("video", "photos"), "Cooking and drawing together.", wanted=1, answers=25),
    Listed("sakura", "Sakuragaoka Middle School", "Matsue", "JP", "Asia/Tokyo", "Haruka Nishida", ("ja",), _S, (12, 15), 290, "town",
           ("services", "rooted"), ("art", "games"), ("email", "video"), "Short films about a school day.", wanted=1, answers=30),
    Listed("zeytin", "Zeytinli Ortaokulu", "Ayvalık", "TR", "Europe/Istanbul", "Defne Yıldırım", ("tr", "en"), _S, (10, 14), 330, "town",
           ("farming", "visitors"), ("food", "history"), ("whatsapp", "video"), "Olives here, what grows at your place?", wanted=1, answers=40),
    Listed("karmel", "مدرسة الزيتون الأساسية", "Bethlehem", "PS", "Asia/Hebron", "رنا الأعرج", ("ar", "en"), _P, (6, 12), 275, "town",
           ("work_scarce", "many_faiths"), ("peace", "stories"), ("whatsapp", "email"), "A school that wants to know how we live.", wanted=1, answers=45),
    Listed("tilleul", "Collège des Deux-Tilleuls", "Saint-Alban-les-Prés", "FR", "Europe/Paris", "Maëlle Jourdain", ("fr", "en"), _S, (11, 15), 410,
           "countryside", ("farming", "rooted"), ("climate", "languages"), ("email", "video"), "Une classe de cinquième cherche des amis qui parlent anglais.",
           wanted=1, affiliations=("etwinning",), answers=20),
    Listed("linde", "Grundschule an der Linde", "Bad Osterwald", "DE", "Europe/Berlin", "Annika Reuter", ("de",), _P, (6, 10), 190, "town",
           ("services", "newcomers"), ("music", "waste"), ("email", "post"), "Lieder und Briefe. Songs and letters.", wanted=1, answers=24),
    Listed("olivo", "CEIP Los Olivares Altos", "Jaral de la Sierra", "ES", "Europe/Madrid", "Lucía Montoro", ("es",), _P, (3, 12), 118, "countryside",
           ("farming", "rooted", "work_scarce"), ("animals", "food"), ("video", "blog"), "Una escuela pequeña de pueblo busca otra.", wanted=1, answers=32),
    Listed("lipa", "Szkoła Podstawowa pod Lipą", "Mokrzanki", "PL", "Europe/Warsaw", "Zofia Wrona", ("pl", "en"), _P, (7, 15), 205, "countryside",
           ("farming", "moving"), ("migration", "history"), ("email", "video"),
           "Many of our families have cousins in the United Kingdom.", wanted=1, answers=27),
    Listed("sonyah", "Школа «Соняшник»", "Чорноліс", "UA", "Europe/Kyiv", "Оксана Гнатюк", ("uk", "en"), _PS, (6, 17), 390, "town",
           ("moving", "rooted"), ("peace", "art"), ("video", "whatsapp"), "Друзі, які пишуть листи. Friends who write letters.", wanted=2, answers=19),
    Listed("ceibo", "Escuela Rural El Ceibal", "Paso Hondo", "UY", "America/Montevideo", "Florencia Techera", ("es",), _P, (4, 12), 22, "remote",
           ("farming", "rooted"), ("animals", "stories"), ("post", "video"),
           "Veintidós niñas y niños buscan una escuela igual de chica.", wanted=1, answers=50),
    Listed("quetzal", "Escuela Bilingüe Nuevo Quetzal", "Sololá", "GT", "America/Guatemala", "Ixchel Cumez", ("es",), _P, (6, 13), 160, "countryside",
           ("farming", "money_tight"), ("art", "festivals"), ("whatsapp", "photos"), "Tejidos y cuentos.", wanted=1, answers=80),
    Listed("jacaranda", "Escola Estadual Jacarandá", "Ouro Claro", "BR", "America/Sao_Paulo", "Tainá Rezende", ("pt",), _S, (11, 17), 870, "city",
           ("industry", "money_mixed"), ("music", "technology"), ("whatsapp", "video"), "Uma banda de escola procura outra.", wanted=1, answers=21),
    Listed("mango", "Mango Bay All-Age School", "Port Morland", "JM", "America/Jamaica", "Shanice Bogle", ("en",), _PS, (6, 15), 240, "town",
           ("visitors", "work_scarce", "one_faith"), ("music", "games", "food"), ("whatsapp", "video"),
           "Playground games, theirs and ours.", wanted=2, answers=38),
    Listed("maple", "Maple Creek Consolidated School", "Pine Narrows", "CA", "America/Winnipeg", "Ruth Fontaine", ("en", "fr"), _PS, (5, 17), 175, "remote",
           ("farming", "rooted"), ("climate", "games"), ("video", "platform"), "A school as far north as ours, or much further south.", wanted=1, answers=29),
    Listed("kowhai", "Kōwhai Point School", "Tāwhare", "NZ", "Pacific/Auckland", "Aroha Pene", ("en",), _P, (5, 12), 98, "countryside",
           ("farming", "rooted", "visitors"), ("water", "animals", "languages"), ("video", "email"),
           "A school on the other side of the world: our noon, your midnight.",
           wanted=1, affiliations=("eco_schools",), answers=26),
    Listed("wattle", "Wattle Flat State School", "Wattle Flat", "AU", "Australia/Brisbane", "Jedda Morrison", ("en",), _P, (5, 12), 44, "remote",
           ("farming", "moving"), ("animals", "climate"), ("video", "post"), looking="open", wish="We may be asked: lessons by radio are what we know best.",
           answers=34),
    Listed("dormant", "Fernhill Village School", "Fernhill", **_ENG, contact="Edwin Marsh", authority=("993", "Highmoor"), languages=("en",), phases=_P,
           ages=(4, 11), pupils=60, setting="countryside", surroundings=("farming",), themes=("water",), tools=("email",), wish="A school by a river.",
           wanted=1, silent=140),
    Listed("busy", "Westgate Primary Academy", "Marlbury", **_ENG, contact="Precious Adeola", authority=("990", "Marlbury"), languages=("en", "so", "ar"),
           phases=_P, ages=(3, 11), pupils=610, setting="city", surroundings=("newcomers", "many_faiths", "money_mixed"), themes=("food", "festivals"),
           tools=("video", "email"), looking="no", silent=40, answers=55),
)  # fmt: skip

# what the schools of the other modules say of themselves, as far as they have not said it yet
OF_THE_OTHERS: dict[str, dict[str, Any]] = {
    "hill": {"languages": ("en", "pl"), "phases": _P, "ages": (4, 11), "pupils": 212, "setting": "town", "themes": ("water", "stories"),
             "surroundings": ("services", "money_mixed", "newcomers"), "tools": ("video", "email", "post"), "looking": "open", "affiliations": ("isa",)},
    "mill": {"languages": ("en",), "phases": _P, "ages": (4, 11), "pupils": 180, "setting": "town", "themes": ("water",), "tools": ("email", "video"),
             "surroundings": ("services", "money_tight"), "looking": "no"},
    "academy": {"languages": ("en", "ur"), "phases": _S, "ages": (11, 18), "pupils": 1_050, "setting": "town", "themes": ("climate", "rights"),
                "surroundings": ("services", "many_faiths", "money_mixed"), "tools": ("video", "documents"), "looking": "open"},
    "orchard": {"languages": ("en",), "phases": _PS, "ages": (4, 19), "pupils": 95, "setting": "countryside", "themes": ("music", "animals"),
                "surroundings": ("farming",), "tools": ("photos", "post"), "looking": "open"},
    "beacon": {"languages": ("en",), "phases": ("nursery", "primary"), "ages": (3, 11), "pupils": 240, "setting": "town", "themes": ("trade", "food"),
               "surroundings": ("services", "one_faith"), "tools": ("video", "email"), "looking": "no", "affiliations": ("isa", "fairtrade")},
    "quay": {"languages": ("en", "ro"), "phases": _P, "ages": (7, 11), "pupils": 260, "setting": "city", "themes": ("trade",), "tools": ("video",),
             "surroundings": ("industry", "money_tight"), "looking": "no"},
    "ysgol": {"languages": ("cy", "en"), "phases": _S, "ages": (11, 18), "pupils": 560, "setting": "town", "themes": ("languages", "music"),
              "surroundings": ("services", "rooted"), "tools": ("video", "documents"), "looking": "yes", "wanted": 1,
              "wish": "A school that keeps a small language alive."},
    "castle": {"languages": ("en",), "phases": _P, "ages": (3, 11), "pupils": 150, "setting": "countryside", "themes": ("music",), "tools": ("email",),
               "surroundings": ("work_scarce", "rooted", "money_tight"), "looking": "open"},
    "ridge": {"languages": ("en",), "phases": _P, "ages": (4, 11), "pupils": 305, "setting": "town", "themes": ("climate", "food"), "tools": ("video", "email"),
              "surroundings": ("visitors", "money_enough"), "looking": "yes", "wanted": 1, "wish": "A first partner school. We are new to this and keen."},
    "tumaini": {"languages": ("sw", "en"), "phases": _P, "ages": (6, 14), "pupils": 480, "setting": "town", "themes": ("water", "stories"),
                "surroundings": ("farming", "money_tight", "one_faith"), "tools": ("whatsapp", "post"), "looking": "open"},
    "himal": {"languages": ("ne", "en"), "phases": _S, "ages": (10, 16), "pupils": 620, "setting": "town", "themes": ("water", "climate"),
              "surroundings": ("visitors", "farming"), "tools": ("whatsapp", "email"), "looking": "open"},
    "kiran": {"languages": ("hi", "en"), "phases": _PS, "ages": (5, 16), "pupils": 900, "setting": "city", "themes": ("technology",), "tools": ("video",),
              "surroundings": ("services", "many_faiths"), "looking": "yes", "wanted": 1, "wish": "A school for a project on the city and the sky."},
    "angkor": {"languages": ("km",), "phases": _P, "ages": (6, 12), "pupils": 350, "setting": "countryside", "themes": ("stories", "water"),
               "surroundings": ("farming", "visitors", "money_tight"), "tools": ("photos", "phone"), "looking": "yes", "wanted": 1,
               "wish": "សាលាមួយដើម្បីផ្លាស់ប្តូររឿងនិទាន។ A school to swap stories with."},
    "arz": {"languages": ("ar", "fr"), "phases": _P, "ages": (6, 12), "pupils": 270, "setting": "town", "themes": ("peace", "stories"), "tools": ("whatsapp",),
            "surroundings": ("many_faiths", "work_scarce"), "looking": "open"},
    "lilas": {"languages": ("fr",), "phases": _P, "ages": (6, 11), "pupils": 230, "setting": "town", "themes": ("music",), "tools": ("email", "video"),
              "surroundings": ("services", "newcomers"), "looking": "yes", "wanted": 1, "wish": "Une école anglaise pour chanter ensemble."},
    "ipe": {"languages": ("pt",), "phases": _P, "ages": (6, 11), "pupils": 340, "setting": "city", "themes": ("animals", "climate"), "tools": ("whatsapp",),
            "surroundings": ("money_tight", "industry"), "looking": "open"},
}  # fmt: skip
