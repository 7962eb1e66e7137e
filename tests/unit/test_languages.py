"""The language of texts, as they are and as files say."""

import pytest

from index.languages import detect_language
from index.reading import read_article

TEXTS = {
    "en": "The ferry sails on Monday morning and comes back on Friday evening with the mail.",
    "de": "Die Fähre fährt am Montag früh ab und kommt am Freitag abend mit der Post zurück.",
    "da": "Færgen sejler mandag morgen og kommer tilbage fredag aften med posten til øen.",
    "pt": "A balsa parte na segunda-feira de manhã e volta na sexta-feira à noite com o correio.",
    "ru": "Паром отправляется в понедельник утром и возвращается в пятницу вечером с почтой.",
    "ar": "تبحر العبارة صباح يوم الاثنين وتعود مساء يوم الجمعة مع البريد إلى الجزيرة.",
    "zh": "渡轮星期一早上出发，星期五晚上带着邮件回来。渡轮星期一早上出发，星期五晚上带着邮件回来。",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_text_says_its_language_whatever_a_template_says(language: str) -> None:
    assert detect_language(TEXTS[language]) == language
    assert detect_language(TEXTS[language] * 100, hint=language) == language
    assert detect_language(TEXTS[language], hint="fr-CA") == language


@pytest.mark.parametrize(
    ("language", "hint", "tag"),
    [
        ("pt", "PT_br", "pt-BR"), ("zh", "zh-hans-cn", "zh-Hans-CN"), ("en", "en-US-x-a", "en-US"),
        ("da", "nb", "nb"), ("de", "tlh", "tlh"), ("de", "und", "de"), ("de", "deutsch", "de"),
    ],
)  # fmt: skip
def test_a_hint_that_fits_is_kept_with_its_region(language: str, hint: str, tag: str) -> None:
    assert detect_language(TEXTS[language], hint=hint) == tag


@pytest.mark.parametrize(
    "text",
    ["", "12 | 13 | 14 " * 50, "Ja.", "http://a.example/the/ferry/sails/on/monday/and/comes/back"],
)
def test_a_text_that_says_too_little_has_the_hints_language(text: str) -> None:
    assert detect_language(text) is None
    assert detect_language(text, hint="nb-NO") == "nb-NO"


def test_code_and_names_have_no_language() -> None:
    assert (
        detect_language("def f(x):\n    return x + 1\nfor i in range(10): print(f(i))\n" * 3)
        is None
    )
    assert detect_language("Anna Karlsson, Bo Li, Pedro Alvarez, Tove Lindqvarn, Sundrevik") is None


def test_an_article_has_the_language_of_its_text() -> None:
    page = f"<html lang='en'><title>T</title><article><p>{TEXTS['de'] * 3}</p></article></html>"
    assert read_article(page.encode(), source="a.html").language == "de"
    page = f"<html class=x lang=de-AT><article><p>{TEXTS['de'] * 3}</p></article></html>"
    assert read_article(page.encode(), source="a.html").language == "de-AT"
    assert read_article(TEXTS["ru"].encode(), source="a.txt").language == "ru"
