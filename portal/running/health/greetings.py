"""A friendly word after a silence, in the languages of partners. A beginning for the writer, who reads and changes it before it is sent.

Not a part of the translations: the reader's language is not the page's. `{to}` are the schools it is for, `{school}` and `{name}` who writes.
"""

GREETINGS = {
    "en": "Dear friends at {to},\n\nWe have not heard from each other for a while, and we are thinking of you. How are you all? There is no hurry "
    "at all: a few words when you have a moment would make our classes happy.\n\nWarm wishes,\n{name}, {school}",
    "cy": "Annwyl ffrindiau yn {to},\n\nDydyn ni ddim wedi clywed gan ein gilydd ers tro, ac rydyn ni’n meddwl amdanoch chi. Sut ydych chi i gyd? "
    "Does dim brys o gwbl: byddai ychydig eiriau pan fydd gennych funud yn gwneud ein dosbarthiadau’n hapus.\n\nCofion cynnes,\n{name}, {school}",
    "de": "Liebe Freundinnen und Freunde an der Schule {to},\n\nwir haben eine Weile nichts voneinander gehört und denken an Sie. Wie geht es Ihnen "
    "allen? Es eilt gar nicht: Über ein paar Worte, wenn Sie Zeit haben, freuen sich unsere Klassen.\n\nHerzliche Grüße\n{name}, {school}",
    "es": "Queridos amigos de {to}:\n\nHace un tiempo que no sabemos unos de otros y pensamos en ustedes. ¿Cómo están todos? No hay ninguna prisa: "
    "unas palabras, cuando tengan un momento, harán felices a nuestras clases.\n\nUn saludo cariñoso,\n{name}, {school}",
    "fr": "Chers amis de {to},\n\nNous n’avons pas eu de nouvelles les uns des autres depuis un moment, et nous pensons à vous. Comment allez-vous "
    "tous ? Rien ne presse : quelques mots, quand vous aurez un instant, feraient plaisir à nos classes.\n\nBien amicalement,\n{name}, {school}",
    "pl": "Drodzy Przyjaciele ze szkoły {to},\n\ndawno nie mieliśmy od siebie wiadomości i myślimy o Was. Co u Was słychać? Nie ma żadnego "
    "pośpiechu: kilka słów w wolnej chwili ucieszy nasze klasy.\n\nSerdecznie pozdrawiamy\n{name}, {school}",
    "pt": "Caros amigos de {to},\n\nHá algum tempo que não temos notícias uns dos outros e pensamos em vocês. Como estão todos? Não há pressa "
    "nenhuma: algumas palavras, quando tiverem um momento, deixariam as nossas turmas felizes.\n\nUm abraço,\n{name}, {school}",
    "sw": "Wapendwa marafiki wa {to},\n\nHatujasikilizana kwa muda, na tunawafikiria. Hamjambo nyote? Hakuna haraka hata kidogo: maneno machache "
    "mtakapopata nafasi yatawafurahisha wanafunzi wetu.\n\nKwa salamu za upendo,\n{name}, {school}",
    "ar": "أصدقاءنا الأعزاء في {to}،\n\nلم نسمع بعضنا من بعض منذ مدة، ونحن نفكر فيكم. كيف حالكم جميعاً؟ لا داعي للعجلة أبداً: بضع كلمات حين يتسنى "
    "لكم الوقت ستسعد صفوفنا.\n\nمع أطيب التحيات،\n{name}، {school}",
    "hi": "{to} के प्रिय मित्रो,\n\nकुछ समय से हमारी बातचीत नहीं हुई है और हम आपको याद कर रहे हैं। आप सब कैसे हैं? कोई जल्दी नहीं है: जब समय मिले, "
    "आपके कुछ शब्द हमारी कक्षाओं को खुश कर देंगे।\n\nशुभकामनाओं सहित,\n{name}, {school}",
    "ne": "{to} का प्रिय साथीहरू,\n\nकेही समयदेखि हाम्रो कुराकानी भएको छैन, र हामी तपाईंहरूलाई सम्झिरहेका छौं। सबैजना कस्तो हुनुहुन्छ? कुनै हतार छैन: "
    "समय मिलेको बेला केही शब्द लेख्नुभयो भने हाम्रा कक्षाहरू खुसी हुनेछन्।\n\nशुभकामनासहित,\n{name}, {school}",
}
OF_A_COUNTRY = {
    **dict.fromkeys(("KE", "TZ", "UG"), "sw"),
    **dict.fromkeys(("FR", "SN", "CI", "CM", "BF", "ML", "MG", "BJ", "TG", "NE", "CD", "HT"), "fr"),
    **dict.fromkeys(("ES", "MX", "AR", "BO", "CL", "CO", "CR", "CU", "EC", "GT", "HN", "NI", "PA", "PE", "PY", "SV", "UY"), "es"),
    **dict.fromkeys(("PT", "BR", "AO", "MZ", "CV"), "pt"),
    **dict.fromkeys(("DE", "AT"), "de"),
    **dict.fromkeys(("EG", "JO", "LB", "MA", "TN", "DZ", "PS", "IQ", "OM", "SA", "AE"), "ar"),
    "PL": "pl",
    "IN": "hi",
    "NP": "ne",
}  # fmt: skip


def second_language(spoken: list[str], countries: list[str]) -> str:
    """The language beside English: the first that a school says it speaks, else the one of its country; English when there are no words in it."""
    known = [code for code in spoken if code in GREETINGS and code != "en"]
    known += [OF_A_COUNTRY[country] for country in countries if country in OF_A_COUNTRY]
    return known[0] if known else "en"


def greeting(language: str, *, to: str, school: str, name: str) -> str:
    """The words in this language and in English, to be changed before they are sent."""
    names = {"to": to, "school": school, "name": name}
    languages = ["en"] if language == "en" else [language, "en"]
    return "\n\n---\n\n".join(GREETINGS[code].format(**names) for code in languages)
