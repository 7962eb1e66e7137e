"""The encoding of old texts, told by their letters and their language."""

import pytest

from index.readers.decoding import decode

TEXTS = {
    "fr": "Le phare a été construit en mille neuf cent deux à côté de l’école où Zoé fêtait Noël.",
    "it": "È così che la città più felice andò giù. Perché è già là? Però c’è più virtù lì.",
    "es": "El faro se construyó en mil novecientos dos. ¿Quién contó los barcos? La niña señaló uno.",
    "de": "Der Hafen von Köln ist älter als ich: für Größe groß. Die Schiffe fuhren früher täglich.",
    "sv": "Fyren på udden byggdes år nittonhundratvå. Varje år kommer många båtar före gryningen.",
    "en": "The lighthouse wasn’t built until 1902 – “a disgrace”, said the mayor of Orrin.",
    "pl": "Zażółć gęślą jaźń, łódź w porcie była już żółta. Każdego roku przypływa wiele statków.",
    "cs": "Maják na mysu byl postaven v roce tisíc devět set dva. Každý rok přijíždí mnoho lodí.",
    "hu": "A világítótorony ezerkilencszázkettőben épült. Minden évben sok hajó érkezik, őszintén.",
    "tr": "Deniz feneri bin dokuz yüz iki yılında yapıldı. Her yıl birçok gemi bu limana gelir.",
    "lt": "Švyturys iškyšulyje buvo pastatytas antraisiais metais. Kasmet į uostą atplaukia daug.",
    "ru": "Маяк на мысе был построен в тысяча девятьсот втором году. Каждый год приходят корабли.",
    "uk": "Маяк на мисі було збудовано в тисяча дев’ятсот другому році. Щороку приходять кораблі.",
    "el": "Ο φάρος στο ακρωτήρι χτίστηκε το χίλια εννιακόσια δύο. Κάθε χρόνο έρχονται πλοία.",
    "ja": "港の灯台は千九百二年に建てられた。毎年多くの船がこの港を訪れる。漁師たちは朝早く出かける。",
    "zh": "港口的灯塔建于一九零二年。每年都有许多船只来到这个港口，渔民们一大早就出发了。",
}
PAGES = [
    *((language, "cp1252") for language in ("fr", "it", "es", "de", "sv", "en")),
    *((language, "mac-roman") for language in ("fr", "es", "de", "en")),
    ("fr", "cp850"), ("it", "cp850"), ("de", "cp850"),
    ("pl", "cp1250"), ("pl", "iso8859-2"), ("cs", "cp1250"), ("cs", "iso8859-2"), ("hu", "cp1250"),
    ("tr", "cp1254"), ("lt", "cp1257"),
    ("ru", "mac-cyrillic"), ("ru", "cp1251"), ("ru", "koi8-r"), ("ru", "cp866"), ("ru", "iso8859-5"), ("uk", "cp1251"),
    ("el", "cp1253"), ("ja", "cp932"), ("zh", "gb18030"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "page"), PAGES)
def test_a_text_of_an_undeclared_code_page_is_read_as_it_was_written(
    language: str, page: str
) -> None:
    data = TEXTS[language].encode(page, "ignore")
    assert decode(data) == (data.decode(page), ())


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("Perché no? È così.", "cp1252"), ("Zoë", "cp1252"), ("Price: £5 (±2)", "cp1252"),
        ("RÉPUBLIQUE FRANÇAISE. LIBERTÉ, ÉGALITÉ, FRATERNITÉ", "cp1252"),
        ("See §12 and ¶4 of the act; ® is a mark.", "cp1252"),
        ("コンピュータのデータベースシステムのマニュアルです。", "cp932"), ("你好，世界", "big5"),
        ("The word λόγος means word, and so does λέξις in Greek.", "cp1253"),
        ("Привет, мир!", "cp866"),
    ],
)  # fmt: skip
def test_short_texts_are_read_as_they_were_written(text: str, page: str) -> None:
    assert decode(text.encode(page))[0] == text


@pytest.mark.parametrize(("language", "page"), PAGES)
def test_a_declared_code_page_is_believed_where_the_text_may_be_in_it(
    language: str, page: str
) -> None:
    data = f'<meta charset="{page}"><p>{TEXTS[language]}'.encode(page, "ignore")
    text, notes = decode(data)
    assert text == data.decode(page)
    assert notes == ()


@pytest.mark.parametrize(
    ("page", "declared"), [("cp1251", "iso-8859-1"), ("koi8-r", "windows-1251")]
)
def test_a_declared_code_page_that_cannot_be_is_not_believed_and_that_is_said(
    page: str, declared: str
) -> None:
    text, notes = decode(f'<meta charset="{declared}"><p>{TEXTS["ru"]}'.encode(page))
    assert text.endswith(TEXTS["ru"])
    assert "it says that it is" in notes[0]
