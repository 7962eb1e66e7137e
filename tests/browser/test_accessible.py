"""axe-core over every state of the page: no serious or critical violation."""

from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import PHONE, MakePage
from tests.browser.tour import tour

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RUN = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations
  .filter((one) => ['serious', 'critical'].includes(one.impact))
  .flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target} ${node.failureSummary}`))"""


@pytest.mark.parametrize(
    ("options", "is_narrow"),
    [({"color_scheme": "light"}, False), ({"color_scheme": "dark", **PHONE}, True)],
    ids=["light-desktop", "dark-phone"],
)
def test_no_state_of_the_page_has_a_serious_violation(
    make_page: MakePage, options: dict[str, Any], is_narrow: bool
) -> None:
    chat = make_page(**options)
    chat.page.evaluate(AXE)
    found = {}
    for state in tour(chat, is_narrow=is_narrow):
        problems = chat.page.evaluate(RUN)
        if problems:
            found[state] = problems
    assert found == {}
