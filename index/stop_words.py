"""English words that say nothing of a text's subject, beyond the 33 that tantivy leaves out itself.

Without these, the words that a question is made of weigh most.
"""

FUNCTION_WORDS = (
    "about after again all also am any anybody anyone anything because been before being between "
    "both can cannot could did do does doing done during each else ever every few from further "
    "get gets give gives given go goes got had has have having he her here hers him his how i its "
    "itself just let many may me might more most much must my name nor now off once only other "
    "ought our out over own per please same say says shall she should so some something tell than "
    "them themselves those through too under until up us very want we were what when where "
    "whether which while who whom whose why would yes you your s t d ll re ve"
).split()
