// The article: its structure drawn from spans of its text, cited spans marked, what is known of it,
// and how it was cut into chunks.
const KINDS = new Set(['p', 'blockquote', 'pre', 'ul', 'ol', 'li', 'tr', 'th', 'td']);
const TEXTLESS = new Set(['ul', 'ol', 'table', 'tr']); // between their parts stand only separators
const PART_NODES = 24;
const MARK = /^(-|\d{1,9}[.)])(?: |$)/; // what a list item's text begins with

// Offsets count code points, JavaScript counts UTF-16: the two differ once there is an emoji.
function cutter(text) {
  const pairs = []; // the offset of each character that takes two units
  for (const { index } of text.matchAll(/[\ud800-\udbff][\udc00-\udfff]/g)) pairs.push(index - pairs.length);
  const unitOf = (offset) => {
    let [low, high] = [0, pairs.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pairs[middle] < offset) low = middle + 1;
      else high = middle;
    }
    return offset + low;
  };
  return (start, end) => text.slice(unitOf(start), unitOf(end));
}
function prepare(article) {
  const levels = article.blocks.map(({ kind }) => Number(/^h(\d)$/.exec(kind)?.[1] || 9));
  article.cut = cutter(article.text);
  article.topLevel = levels.reduce((least, level) => Math.min(least, level), 9);
  return article;
}
function articleBody(article, what) {
  const { key, span, id } = what;
  const isOther = ([other, { article: where, turn, kind }]) =>
    other !== key && where === id && turn === span.turn && kind === 'cite';
  const marks = span ? [...Object.entries(state().spans).filter(isOther), [key, span]] : [];
  const spans = marks.map(([other, { start, end }]) => ({ start, end, isOn: other === key }));
  if (what.view !== 'chunks') return inParts(draw(article, { marks: spans }));
  const note = el('p', 'sv-note sv-cut', say('sources.cut', { count: article.chunks.length }));
  note.append(' ', viewButton('sources.as_article', what, 'article'));
  return [note, ...inParts(chunkNodes(article, spans))];
}
// The browser lays out only those parts that are near the view: of a long article all of them take
// longer than a person should wait. Until then a part is as high as its text probably will be.
function inParts(nodes) {
  const parts = [];
  for (let at = 0; at < nodes.length; at += PART_NODES) {
    const part = el('div', 'sv-part');
    part.append(...nodes.slice(at, at + PART_NODES));
    const lines = nodes.slice(at, at + PART_NODES).map((node) => Math.ceil(node.textContent.length / 55));
    const height = lines.reduce((sum, count) => sum + 27 * count + 15, 0);
    part.style.containIntrinsicSize = `auto ${height}px`;
    parts.push(part);
  }
  return parts;
}

// ---- structure
function draw(article, { start = 0, end = Infinity, marks = [] } = {}) {
  const nodes = [];
  const open = []; // the blocks that are being filled, from the outermost
  let page = article.pages.filter((at) => at < start).length;
  const close = () => {
    const inner = open.pop();
    write(article, inner, inner.end, marks);
    if (inner.block.kind === 'table') widenCaption(inner.node);
    if (open.length) open.at(-1).at = inner.end;
  };
  for (const block of article.blocks) {
    const part = { block, at: Math.max(block.start, start), end: Math.min(block.end, end) };
    const isWhole = start <= block.start && block.end <= end; // also an empty cell
    if (!isWhole && !article.cut(part.at, part.end).trim()) continue; // not in this stretch
    while (open.length > block.depth) close();
    if (open.length < block.depth) continue; // an empty cell whose row is not in it
    const around = open.at(-1);
    if (around) write(article, around, part.at, marks);
    let begun = 0;
    while (page < article.pages.length && article.pages[page] <= part.at) begun = page += 1;
    if (begun) nodes.push(el('div', 'sv-page', pageOf(begun)));
    const node = nodeOf(block, article);
    part.node = node.querySelector('table') || node;
    if (block.kind === 'th') node.scope = around.node.previousSibling ? 'row' : 'col';
    if (around) around.node.append(node);
    else nodes.push(node);
    open.push(part);
  }
  while (open.length) close();
  return nodes;
}
function nodeOf({ kind }, article) {
  const level = Number(/^h(\d)$/.exec(kind)?.[1]);
  if (level) return auto(el('h' + Math.min(6, 4 + level - article.topLevel)));
  if (kind === 'table') {
    const box = el('div', 'sv-table'); // a wide table scrolls by itself
    box.tabIndex = 0;
    box.setAttribute('role', 'group');
    box.setAttribute('aria-label', say('sources.table'));
    box.append(el('table'));
    return box;
  }
  const node = el(KINDS.has(kind) ? kind : 'p');
  if (kind === 'ul' || kind === 'ol') node.setAttribute('role', 'list'); // Safari drops it with the bullets
  return TEXTLESS.has(kind) ? node : auto(node);
}
// A caption is read as a first row with words in its first cell only.
function widenCaption({ rows }) {
  const [first, ...rest] = rows[0]?.cells || [];
  if (!first || rest.some((cell) => cell.textContent)) return;
  rest.forEach((cell) => cell.remove());
  first.colSpan = [...rows].reduce((most, { cells }) => Math.max(most, cells.length), 1);
}
// Write a block's own text up to an offset; what follows is in a block inside it.
function write(article, part, end, marks) {
  const { block, node, at } = part;
  part.at = end;
  if (TEXTLESS.has(block.kind) || !article.cut(at, end).trim()) return;
  const sign = block.kind === 'li' && at === block.start && MARK.exec(article.cut(at, end))?.[0];
  if (sign) {
    const shown = el('span', sign[0] === '-' ? 'sv-mk sv-dash' : 'sv-mk');
    node.append(shown);
    writeMarked(shown, article, at, at + sign.length, marks);
  }
  writeMarked(node, article, at + (sign?.length || 0), end, marks);
}
function writeMarked(node, article, start, end, marks) {
  const here = marks.filter((mark) => mark.start < end && mark.end > start);
  const cuts = here.flatMap((mark) => [mark.start, mark.end]).filter((at) => at > start && at < end);
  const edges = [...new Set([start, ...cuts, end])].sort((a, b) => a - b);
  for (let i = 0; i + 1 < edges.length; i += 1) {
    const text = article.cut(edges[i], edges[i + 1]);
    const hits = here.filter((mark) => mark.start <= edges[i] && edges[i] < mark.end);
    if (!hits.length) node.append(text);
    else node.append(el('mark', hits.some((mark) => mark.isOn) ? 'on' : '', text));
  }
}
// Scroll so that marks, or ranges, stand in the upper third of the pane; once more when the parts
// around them have got their true height.
function bringIntoView(body, marks, isAgain = false) {
  if (!marks.length) return;
  const first = marks[0].getBoundingClientRect();
  const top = first.top - body.getBoundingClientRect().top + body.scrollTop;
  const height = marks[marks.length - 1].getBoundingClientRect().bottom - first.top;
  const to = top - Math.max(20, (body.clientHeight - height) / 3);
  const isFar = Math.abs(to - body.scrollTop) > 2 * body.clientHeight; // smooth would take seconds
  const isInstant = isCalm() || isFar || isAgain;
  body.scrollTo({ top: to, behavior: isInstant ? 'instant' : 'smooth' });
  if (isInstant && !isAgain) requestAnimationFrame(() => requestAnimationFrame(() => bringIntoView(body, marks, true)));
}

// ---- how it was cut
function chunkNodes(article, marks) {
  const nodes = [];
  let at = 0;
  for (const chunk of article.chunks) {
    nodes.push(...draw(article, { start: at, end: chunk.start, marks }));
    const frame = el('section', 'sv-chunk');
    const label = [
      say('sources.chunk', { number: chunk.number + 1, of: article.chunks.length }),
      chunk.section,
      pageOf(chunk.page),
      say('sources.words', { count: article.cut(chunk.start, chunk.end).trim().split(/\s+/).length }),
      say('sources.chars', { count: chunk.end - chunk.start }),
    ];
    frame.append(el('div', 'sv-chunk-top', label.filter(Boolean).join(' · ')));
    frame.append(...draw(article, { start: chunk.start, end: chunk.end, marks }));
    nodes.push(frame);
    at = chunk.end;
  }
  return [...nodes, ...draw(article, { start: at, marks })];
}

// ---- what is known of it
function linkOf(source) {
  if (!/^https?:\/\//i.test(source) || !URL.canParse(source)) return null;
  const link = el('a', 'sv-link', say('sources.open_original'));
  link.href = source;
  link.target = '_blank';
  link.rel = 'noopener noreferrer';
  return link;
}
function articleTop(article, what) {
  const line = el('span', 'sv-src', sourceOf(article));
  const link = linkOf(article.source);
  if (link) line.append(' · ', link);
  return [auto(el('h3', '', article.title)), line, aboutFold(article, what)];
}
function aboutFold(article, what) {
  const type = article.content_type.replace(/^\w+\//, '');
  const added = new Date(article.added_at).toLocaleDateString('en-CA'); // as dateOf takes it
  const facts = [
    ['author', article.author],
    ['publisher', article.publisher],
    ['published', dateOf(article.published_at)],
    ['type', window.citewellTexts[`sources.type_${type}`] || article.content_type],
    ['language', article.language && nameOfLanguage(article.language)],
    ['words', article.words.toLocaleString('en')],
    ['pages', article.pages.length || ''],
    ['added', dateOf(added)],
    ['source', linkOf(article.source) ? article.source : fileOf(article.source)],
  ];
  const list = el('dl');
  for (const [name, value] of facts.filter(([, given]) => given)) {
    list.append(el('dt', '', say(`sources.fact_${name}`)), auto(el('dd', '', value)));
  }
  if (article.near_copies?.length) {
    const copies = el('dd');
    for (const copy of article.near_copies) {
      const open = auto(button('sv-copy', [copy.title, copy.publisher].filter(Boolean).join(' · ')));
      open.onclick = () => document.dispatchEvent(new CustomEvent('citewell:read', { detail: { ...copy, from: open, isKeyboard: true } }));
      copies.append(open);
    }
    list.append(el('dt', '', say('sources.copies')), copies);
  }
  const fold = el('details', 'sv-about');
  fold.append(el('summary', '', say('sources.about')), list);
  if (what.view !== 'chunks') fold.append(viewButton('sources.as_chunks', what, 'chunks'));
  return fold;
}
function nameOfLanguage(tag) {
  try {
    return new Intl.DisplayNames(['en'], { type: 'language' }).of(tag);
  } catch {
    return tag; // a file may name a language that there is not
  }
}
function viewButton(label, what, to) {
  const node = button('sv-plain', say(label));
  node.onclick = () => show({ ...what, view: to, from: opener, isKeyboard: true });
  return node;
}
