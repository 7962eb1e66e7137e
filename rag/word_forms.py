"""Words of a question → other words of English that say the same: left and leave, leader and leads.

A table of irregular verbs, nouns that a verb makes of whoever does it, and a few words of the same
meaning; regular endings are for the stems of the index. Knows no library and no question.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cache

_IRREGULAR = """
arise arose arisen|awake awoke awoken|bear bore borne|beat beaten|become became|begin began begun|
bend bent|bet|bid bade bidden|bind bound|bite bitten|bleed bled|blow blew blown|break broke
broken|breed bred|bring brought|build built|burn burnt|buy bought|catch caught|choose chose chosen
choice|cling clung|come came|creep crept|deal dealt|dig dug|draw drew drawn|dream dreamt|drink drank
drunk|drive drove driven|eat ate eaten|fall fell fallen|feed fed|feel felt|fight fought|find found|
flee fled|fling flung|fly flew flown flight|forbid forbade forbidden|forget forgot forgotten|
forgive forgave forgiven|freeze froze frozen|grow grew grown growth|hang hung|hear
heard|hide hid hidden|hold held|keep kept|kneel knelt|know knew known knowledge|lay laid|lead led|
lean leant|leap leapt|learn learnt|leave left|lend lent|lie lay lain|light lit|lose lost loss|make
made|mean meant|meet met|mistake mistook mistaken|overcome overcame|pay paid payment|prove proven|
ride rode ridden|ring rang rung|rise risen|run ran|see saw seen sight|seek sought|sell sold
sale|send sent|sew sewn|shake shook shaken|shine shone|shoot shot|show shown|shrink shrank shrunk|
sing sang sung song|sink sank sunk|sit sat|sleep slept|slide slid|speak spoke spoken speech|speed
sped|spend spent|spin spun|spread|spring sprang sprung|stand stood|steal stole stolen theft|stick
stuck|sting stung|strike struck stricken|strive strove striven|swear swore sworn|sweep swept|swell
swollen|swim swam swum|swing swung|take took taken|teach taught|tear tore torn|think thought|
throw threw thrown|understand understood|undertake undertook undertaken|wake woke woken|wear wore
worn|weave wove woven|weep wept|win won|withdraw withdrew withdrawn withdrawal|withstand
withstood|write wrote written|die dead death dying|choose elect election|arrive arrival|deliver
delivery|refuse refusal|marry marriage wedding|bury burial|agree agreement|weigh weight
heavy|high height|long length|wide width|deep depth|strong strength|hot heat temperature|old age"""
_SAME = """begin start|end finish|big large size|build construct construction|buy purchase|shut
close closure|hurt injure injury|car automobile|doctor physician|film movie|founded
founder foundation establish|house home|cost price expensive|start launch|baby infant|study
trial|month monthly|week weekly|year yearly annual annually|
captain skipper|guarantee warranty|toilet loo lavatory|bike bicycle|phone telephone|lorry truck|photo photograph
picture|jail prison|plane aeroplane airplane aircraft|fridge refrigerator|mum mother|dad father|
flat apartment|hoover vacuum|pensioner senior|rubbish garbage trash|petrol gasoline|holiday vacation|shop store|
january jan|february feb|march mar|april apr|june jun|july jul|august aug|september sep
sept|october oct|november nov|december dec"""
# Verbs whose noun ends in -er or -or; a list, since "number" is no noun of "numb".
_DOERS = """act actor|bake baker|build builder|command commander|compete competitor|compose composer|
conduct conductor|create creator|design designer|direct director|discover discoverer|drive driver|
edit editor|explore explorer|farm farmer|govern governor|invent inventor|inspect
inspector|lead leader|make maker|manage manager|murder murderer|organise organiser|organize
organizer|own owner|paint painter|perform performer|play player|preach preacher|produce producer|
publish publisher|report reporter|rule ruler|run runner|sculpt sculptor|sell seller|sing singer|
speak speaker|supply supplier|support supporter|teach teacher|train trainer|translate
translator|visit visitor|win winner|work worker|write writer author|invade invader|settle settler|
employ employer employee|defend defender|keep keeper|print printer|chair chairman chairwoman|kill killer"""


MIN_STEM_CHARS = 3
_PREFIX = re.compile(r"(?:re|un|over|under|out|fore|mis)(?=[a-z]{4})")


def find_aliases(question: str, analyze: Callable[[str], list[str]]) -> dict[str, str]:
    """Give the stems that stand for a stem of the question.

    Args:
        question: Any text.
        analyze: Gives the stems of a text.

    Returns:
        A stem of the question by each other stem of the same verb; empty if it has none in the table.
    """
    aliases: dict[str, str] = {}
    for word in re.findall(r"[^\W\d_]+", question):
        own = analyze(word)
        others = forms_of(word) if len(own) == 1 else frozenset()
        for stem in analyze(" ".join(sorted(others))):
            if stem != own[0]:
                aliases.setdefault(stem, own[0])
    return aliases


def add_aliases(stems: frozenset[str], aliases: Mapping[str, str]) -> frozenset[str]:
    """Give the stems of a text and those of the question that they stand for."""
    known = stems & aliases.keys()
    return stems.union(aliases[stem] for stem in known) if known else stems


def forms_of(word: str) -> frozenset[str]:
    """Give a word and what stands for it, whatever regular ending it has; nothing if unknown."""
    table, word = _table(), word.lower()
    for form in (word, *_without_ending(word)):
        if form in table:
            return table[form]
    if (prefix := _PREFIX.match(word)) and word[prefix.end() :] in table:  # rebind, rebound
        return frozenset(f"{prefix[0]}{form}" for form in table[word[prefix.end() :]])
    return frozenset()


def _without_ending(word: str) -> Iterator[str]:
    for ending in ("s", "es", "ed", "ing"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= MIN_STEM_CHARS:
            yield from (stem, f"{stem}e")


@cache
def _table() -> Mapping[str, frozenset[str]]:
    """Give all forms by each: those of its groups, and of the groups that share one with these."""
    groups: dict[str, set[str]] = defaultdict(set)
    for group in "|".join((_IRREGULAR, _SAME, _DOERS)).split("|"):
        for form in group.split():
            groups[form].update(group.split())
    return {
        form: frozenset().union(*(groups[one] for one in near)) for form, near in groups.items()
    }
