"""Words of English → their usual form, so that a question in any finds the others. Knows no index.

British spelling is American, an irregular plural its singular, a Greek letter its name.

Rules for families of words, with the words that a rule would wrongly take in. Only for comparing: what is
shown keeps its spelling.
"""

import re
from functools import lru_cache

KEPT_WORDS = 20_000
_WORD = re.compile(r"[^\W\d_]{3,}")
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
# Plurals that no ending tells, by their singular.
_PLURALS = {
    plural: singular
    for singular, plural in (
        pair.split(":")
        for pair in (
            "mouse:mice louse:lice child:children grandchild:grandchildren man:men woman:women foot:feet tooth:teeth "
            "goose:geese wife:wives knife:knives half:halves shelf:shelves wolf:wolves calf:calves loaf:loaves "
            "thief:thieves hoof:hooves fireman:firemen policeman:policemen chairman:chairmen fisherman:fishermen "
            "spokesman:spokesmen businessman:businessmen bacterium:bacteria criterion:criteria phenomenon:phenomena "
            "mitochondrion:mitochondria nucleus:nuclei fungus:fungi stimulus:stimuli locus:loci bacillus:bacilli "
            "cactus:cacti alumnus:alumni focus:foci radius:radii thrombus:thrombi vertebra:vertebrae larva:larvae "
            "alga:algae formula:formulae antenna:antennae spectrum:spectra stratum:strata ovum:ova serum:sera "
            "matrix:matrices index:indices appendix:appendices vertex:vertices helix:helices genus:genera "
            "analysis:analyses hypothesis:hypotheses metastasis:metastases diagnosis:diagnoses prognosis:prognoses "
            "crisis:crises thesis:theses synthesis:syntheses psychosis:psychoses neurosis:neuroses stenosis:stenoses "
            "oasis:oases parenthesis:parentheses"
        ).split()
    )
}
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρστυφχψω",
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon "
        "phi chi psi omega".split(),
        strict=True,
    )
)
_GREEK_LETTER = re.compile(
    rf"(?<![Ͱ-Ͽ])[{''.join(_GREEK)}](?![Ͱ-Ͽ])"
)  # by itself: no word of Greek
_ANY_LETTERS = re.compile("|".join(_LETTERS))


def to_usual_form(text: str) -> str:
    """Give a text with its words as they are most usual, in small letters where that differs.

    "Tumours" and "organisation" become "tumors" and "organization", "mice" is "mouse" and "TNF-α" has an
    "alpha"; names such as "Theatre Royal" are changed too.
    """
    if not text.isascii():
        text = _GREEK_LETTER.sub(lambda match: f" {_GREEK[match[0]]} ", text)
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
    spelled = _PLURALS.get(spelled, spelled)
    return word if spelled == small else spelled
