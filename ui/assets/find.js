// Find in the article that is open. Matches are highlighted without touching its nodes, so cited
// spans stay marked as they are; a browser that cannot do that selects the match instead.
const MAX_LIT = 2000; // a letter may stand a hundred thousand times in an article
const ASIDE = '.sv-page, .sv-mk, .sv-cut, .sv-chunk-top'; // what is not the article's text
const TEXT_BLOCK = 'p, li, th, td, h4, h5, h6, pre, blockquote';
const canLight = Boolean(window.CSS?.highlights && window.Highlight);
let finder = null; // the bar that is open

function closeFind() {
  if (canLight) ['sv-find', 'sv-find-on'].forEach((name) => CSS.highlights.delete(name));
  finder?.remove();
  finder = null;
}
function findButton(body) {
  const node = button('sv-find-open', null, say('sources.find'));
  node.title = say('sources.find_title');
  node.disabled = true; // until the article is there
  node.append(lens());
  node.onclick = () => {
    if (!finder) body.before(openFind(body, node));
    finder.querySelector('input').focus();
  };
  return node;
}
function lens() {
  const make = (tag, attributes) => {
    const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    return node;
  };
  const svg = make('svg', { viewBox: '0 0 20 20', 'aria-hidden': 'true' });
  svg.append(make('circle', { cx: 8.5, cy: 8.5, r: 5 }), make('path', { d: 'M12.3 12.3 17 17' }));
  return svg;
}
// The article's text as it is shown, and where each of its text nodes begins in it.
function shownText(body) {
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  const nodes = [];
  let text = '';
  let block = null;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.parentElement.closest(ASIDE)) continue;
    const home = node.parentElement.closest(TEXT_BLOCK);
    if (home !== block) text += '\0'; // nothing is found across two paragraphs or cells
    block = home;
    nodes.push({ node, start: text.length });
    text += node.data;
  }
  return { text, nodes };
}
function patternOf(words) {
  const escaped = words.trim().replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return escaped && new RegExp(escaped.replace(/\s+/g, '\\s+'), 'giu');
}
function rangeOf(nodes, [start, end]) {
  let low = 0;
  let high = nodes.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (nodes[middle].start <= start) low = middle;
    else high = middle - 1;
  }
  const range = new Range();
  range.setStart(nodes[low].node, start - nodes[low].start);
  while (low + 1 < nodes.length && nodes[low + 1].start < end) low += 1;
  range.setEnd(nodes[low].node, end - nodes[low].start);
  return range;
}
function openFind(body, opener) {
  const shown = shownText(body);
  let matches = [];
  let at = 0;
  finder = el('div', 'sv-find');
  finder.setAttribute('role', 'search');
  const field = el('input');
  field.type = 'text';
  field.autocomplete = 'off';
  field.spellcheck = false;
  field.maxLength = 200;
  field.placeholder = say('sources.find');
  field.setAttribute('aria-label', say('sources.find'));
  const count = el('span', 'sv-find-count');
  count.setAttribute('aria-live', 'polite');
  const light = (name, ranges) => CSS.highlights.set(name, new Highlight(...ranges));
  const go = (to) => {
    at = matches.length ? (to + matches.length) % matches.length : 0;
    const values = { at: at + 1, count: matches.length };
    count.textContent = matches.length ? say('sources.find_count', values) : field.value.trim() && say('sources.find_none');
    previous.disabled = next.disabled = matches.length < 2;
    const current = matches.slice(at, at + 1).map((match) => rangeOf(shown.nodes, match));
    if (canLight) light('sv-find-on', current);
    else getSelection().setBaseAndExtent(...selectionOf(current[0], body));
    bringIntoView(body, current);
  };
  const search = () => {
    const pattern = patternOf(field.value);
    const found = pattern ? shown.text.matchAll(pattern) : [];
    matches = Array.from(found, (match) => [match.index, match.index + match[0].length]);
    if (canLight) light('sv-find', matches.slice(0, MAX_LIT).map((match) => rangeOf(shown.nodes, match)));
    go(0);
  };
  const leave = () => {
    closeFind();
    opener.focus();
  };
  const step = (sign, label, by) => {
    const node = button('sv-plain', sign, say(label));
    node.onclick = () => go(at + by);
    return node;
  };
  const previous = step('‹', 'sources.find_previous', -1);
  const next = step('›', 'sources.find_next', 1);
  const end = button('sv-plain', '✕', say('sources.find_close'));
  end.onclick = leave;
  previous.disabled = next.disabled = true;
  field.oninput = search;
  finder.onkeydown = (event) => {
    if (event.isComposing) return;
    if (event.key === 'Enter' && event.target === field) go(at + (event.shiftKey ? -1 : 1));
    if (event.key !== 'Escape') return;
    event.stopPropagation(); // it closes the bar, not the pane
    leave();
  };
  finder.append(field, count, previous, next, end);
  return finder;
}
const selectionOf = (range, body) =>
  range ? [range.startContainer, range.startOffset, range.endContainer, range.endOffset] : [body, 0, body, 0];

// Only while the focus is in the pane or on what opened it: a single letter must not act elsewhere.
on('keydown', (event) => {
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && event.target.tagName !== 'INPUT';
  const opening = root.querySelector('.sv-find-open');
  const isHere = root.contains(event.target) || event.target === opener || event.target.matches?.('#chat .cite, #chat .near');
  if (event.key !== 'f' || !isPlain || !isHere || !opening) return;
  event.preventDefault();
  opening.click();
});
