"""Stems of English → the word that says the same in its usual form, so that either finds the other.

British spelling is American, an irregular plural its singular, a Greek letter its name. Rules for families of
words, with the words that a rule would wrongly take in. Knows no index; what is shown keeps its form.
"""

import re

_OUR = re.compile(
    r"(.*(?:behavi|neighb|misdemean|endeav|savi|tum)|(?:dis|multi|un)?(?:arm|ard|cand|clam|col|fav|ferv|flav|"
    r"glam|harb|hon|hum|lab|od|parl|ranc|rig|rum|sav|splend|val|vap|vig))our(.*)"
)
_RE = re.compile(
    r"((?:epi|amphi|kilo|milli|centi|micro|nano)?"
    r"(?:calib|cent|fib|goit|lit|lust|meag|met|sab|sepulch|spect|theat|tit))r"
)
# Stems of "-ise" and "-isation"; the s that others end in is cut off.
_ISE = re.compile(r"(.{3,}(?<![aouvw]))is")
# Of these "-ise" is no British "-ize": advertise, exercise, promise, enterprise …
_NO_ISE = frozenset(
    "advert appr chast chem circumc comprom compr conc dem den desp enfranch enterpr exc exerc expert franch inc "
    "merchand moonr mort parad pract prec prem prom repr sunr surm surpr treat upr val".split()
)
_LETTERS = {
    "haem": "hem", "aemi": "emi", "anaesth": "anesth", "aesth": "esth", "gynaec": "gynec", "paed": "ped",
    "faec": "fec", "aetiol": "etiol", "mediaev": "mediev", "caecum": "cecum", "oestr": "estr",
    "foet": "fet", "oedem": "edem", "coeliac": "celiac", "rrhoe": "rrhe", "homoeo": "homeo",
    "manoeuvr": "maneuver", "amoeb": "ameb", "sulph": "sulf", "sceptic": "skeptic",
    "aluminium": "aluminum", "jewelleri": "jewelry", "moustach": "mustach", "plough": "plow",
}  # fmt: skip
_ANY_LETTERS = re.compile("|".join(_LETTERS))
_WORDS = {
    "programm": "program", "catalogu": "catalog", "dialogu": "dialog", "analogu": "analog",
    "defenc": "defense", "offenc": "offense", "pretenc": "pretense", "licenc": "license",
    "paralys": "paralyze", "catalys": "catalyze", "oesophagus": "esophagus", "oesophag": "esophageal", "analys": "analysis", "analyz": "analysis",
}  # fmt: skip
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "κ": "kappa", "λ": "lambda", "μ": "mu",
    "σ": "sigma", "ω": "omega",
}  # fmt: skip
_GREEK_END = re.compile(rf"(?<![Ͱ-Ͽἀ-῾])[{''.join(_GREEK)}]$")  # of "TNFα", not of a word of Greek
# Plurals that no ending tells, by their singular.
PLURALS = {
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


def find_usual_word(stem: str) -> str | None:
    """Give the usual word of what a stem is of, "organize" of "organis" and "mouse" of "mice"; None for others."""
    if word := _WORDS.get(stem):
        return word
    word = _ANY_LETTERS.sub(lambda found: _LETTERS[found[0]], stem)
    word = _GREEK_END.sub(lambda found: _GREEK[found[0]], word)
    if match := _OUR.fullmatch(word):
        word = f"{match[1]}or{match[2]}"
    elif match := _RE.fullmatch(word):
        word = f"{match[1]}er"
    elif (match := _ISE.fullmatch(word)) and match[1] not in _NO_ISE:
        word = f"{match[1]}ize"
    return word if word != stem else None
