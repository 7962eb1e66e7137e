"""British spelling of English → American, so that a question in either finds the other. Knows no index.

Rules for families of words, with the words that a rule would wrongly take in. Only for comparing: what is
shown keeps its spelling.
"""

import re
from functools import lru_cache

KEPT_WORDS = 20_000
_WORD = re.compile(r"[^\W\d_]{5,}")
_OUR = re.compile(
    r"(.*(?:behavi|neighb|misdemean|endeav|savi|tum)|(?:dis|multi|un)?(?:arm|ard|cand|clam|col|fav|ferv|flav|"
    r"glam|harb|hon|hum|lab|od|parl|ranc|rig|rum|sav|splend|val|vap|vig))our(.*)"
)
_RE = re.compile(
    r"((?:epi|amphi|kilo|milli|centi|micro|nano)?(?:calib|cent|fib|goit|lit|lust|meag|met|sab|sepulch|spect|theat|tit))re(s?)"
)
_ISE = re.compile(r"(.{3,}(?<![aouvw]))is(e[drs]?|ers|ing|able|ations?|ational(?:ly)?)")
# Of these "-ise" is no British "-ize": advertise, exercise, promise, enterprise …
_NO_ISE = frozenset(
    "advert appr chast chem circumc comprom compr conc dem den desp enfranch enterpr exc exerc expert franch inc "
    "merchand moonr mort parad pract prec prem prom repr sunr surm surpr treat upr val".split()
)
_LETTERS = {
    "haem": "hem", "aemi": "emi", "anaesth": "anesth", "aesth": "esth", "gynaec": "gynec", "paed": "ped",
    "faec": "fec", "aetiol": "etiol", "mediaev": "mediev", "caecum": "cecum", "oestr": "estr",
    "foet": "fet", "oedem": "edem", "coeliac": "celiac", "rrhoe": "rrhe", "homoeo": "homeo",
    "manoeuvre": "maneuver", "manoeuvr": "maneuver", "amoeb": "ameb", "sulph": "sulf",
    "sceptic": "skeptic", "aluminium": "aluminum", "jewellery": "jewelry", "moustache": "mustache",
    "plough": "plow", "defence": "defense", "offence": "offense", "pretence": "pretense",
    "licence": "license", "analysed": "analyzed", "analysing": "analyzing", "analyser": "analyzer",
    "paralyse": "paralyze", "catalysed": "catalyzed",
}  # fmt: skip
_WORDS = {
    "programme": "program", "catalogue": "catalog", "dialogue": "dialog", "analogue": "analog",
    "oesophagus": "esophagus", "oesophageal": "esophageal", "analyse": "analyze",
}  # fmt: skip
_WORDS |= {
    f"{british}s": f"{american}s" for british, american in _WORDS.items() if "y" not in british
}
_ANY_LETTERS = re.compile("|".join(_LETTERS))


def to_american(text: str) -> str:
    """Give a text in American spelling, in small letters where that differs.

    "Tumour" and "organisation" become "tumor" and "organization"; names such as "Theatre Royal" too.
    """
    return _WORD.sub(lambda match: _spell(match[0]), text)


@lru_cache(KEPT_WORDS)
def _spell(word: str) -> str:
    small = word.lower()
    spelled = _WORDS.get(small) or _ANY_LETTERS.sub(lambda match: _LETTERS[match[0]], small)
    if match := _OUR.fullmatch(spelled):
        spelled = f"{match[1]}or{match[2]}"
    elif match := _RE.fullmatch(spelled):
        spelled = f"{match[1]}er{match[2]}"
    elif (match := _ISE.fullmatch(spelled)) and match[1] not in _NO_ISE:
        spelled = f"{match[1]}iz{match[2]}"
    return word if spelled == small else spelled
