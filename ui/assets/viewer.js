// The source pane: sources of an answer, the article with its marked spans, the hover card, copy
// and shortcuts. Every text from an article or a model is written with textContent.
// Offsets are code points, so text is cut with Array.from: JavaScript counts UTF-16.
const root = element.querySelector('.sv');
const articles = new Map();
let active = null; // id of the span that is open
let view = 'list';
let opener = null; // what to give the focus back to

window.citewellViewer?.abort(); // a remount must not double the listeners on document
const abort = (window.citewellViewer = new AbortController());
const on = (type, listener, options) =>
  document.addEventListener(type, listener, { signal: abort.signal, ...options });
const state = () => props.value || { turn: 0, turns: {}, spans: {}, articles: {} };
const aboutOf = (id) => state().articles[id] || { title: 'Deleted article', source: '' };
const spansOf = (turn, kind) =>
  Object.entries(state().spans)
    .filter(([, span]) => span.turn === turn && span.kind === kind)
    .sort((a, b) => a[1].number - b[1].number);
// Classes on chat nodes are lost when the chat draws again, so the open chip is lit by a rule.
const lit = document.head.appendChild(el('style'));
abort.signal.addEventListener('abort', () => lit.remove());

function sourceOf(about, page) {
  const file = (about.source || '').split(/[/\\]/).pop();
  const parts = [about.publisher || file, about.author, dateOf(about.published_at), page && 'page ' + page];
  return parts.filter(Boolean).join(' · ');
}

// ---- list of sources
function drawList() {
  view = 'list';
  lit.textContent = '';
  const turn = state().spans[active]?.turn || state().turn;
  const status = state().turns[turn]?.status;
  const cited = spansOf(turn, 'cite');
  const isCited = ([, passage]) => cited.some(([, cite]) => covers(passage, cite));
  const found = status === 'notice' ? [] : spansOf(turn, 'passage').filter((entry) => !isCited(entry));
  const head = el('div', 'sv-head');
  head.append(el('h2', '', 'Sources'), el('span', 'sv-count', cited.length ? String(cited.length) : ''), closeButton());
  const body = el('div', 'sv-body');
  if (status === 'abstained') {
    body.append(el('p', 'sv-note', found.length ? 'No passage answers this. These came nearest.' : 'No passage answers this.'));
  } else if (status === 'notice') {
    body.append(el('p', 'sv-note', 'Nothing to show for this question.'));
  } else if (!cited.length && !found.length) {
    body.append(welcome());
  }
  body.append(...groups(cited));
  if (found.length) body.append(...foundParts(found, status, cited.length));
  root.replaceChildren(head, body);
}
function covers(passage, cite) {
  return passage.article === cite.article && passage.start <= cite.start && cite.end <= passage.end;
}
function welcome() {
  const box = el('div', 'sv-empty');
  box.append(el('span', 'sv-demo', '1'), el('b', '', 'See it in the article'));
  box.append(el('p', '', 'Sentences end in numbers. Hover over one to read the quote, click it to open the article at exactly those words.'));
  return box;
}
function foundParts(found, status, isAnswered) {
  if (status === 'abstained') return groups(found);
  if (!isAnswered && status === 'running') return [el('p', 'sv-note', 'Passages found, now being read'), ...groups(found)];
  const more = el('details', 'sv-more');
  more.append(el('summary', '', `Also found, not cited (${found.length})`), ...groups(found));
  return [more];
}
function groups(entries) {
  return [...new Set(entries.map(([, span]) => span.article))].map((id) => {
    const group = el('div', 'sv-group');
    const top = el('div', 'sv-gh');
    top.append(auto(el('div', 'sv-title', aboutOf(id).title)), el('span', 'sv-src', sourceOf(aboutOf(id))));
    group.append(top);
    for (const [key, span] of entries.filter(([, other]) => other.article === id)) group.append(card(key, span));
    return group;
  });
}
function card(key, span) {
  const node = button('sv-card');
  node.dataset.span = key;
  const number = span.kind === 'cite' ? el('span', 'sv-n', span.number) : el('span', 'sv-dot');
  const text = el('span', 'sv-text');
  text.append(auto(el('span', 'sv-quote', span.quote)));
  if (span.page) text.append(el('span', 'sv-src', 'page ' + span.page));
  node.append(number, text);
  return node;
}

// ---- opening and closing
function closeButton() {
  const node = button('sv-x', '✕', 'Close sources');
  node.onclick = close;
  return node;
}
function backButton() {
  const node = button('sv-back', '‹ Sources');
  node.onclick = () => {
    const key = active;
    drawList();
    root.querySelector(`.sv-card[data-span="${CSS.escape(key || '')}"]`)?.focus();
  };
  return node;
}
function close() {
  document.body.classList.remove('sv-open');
  if (view === 'article') {
    const again = active && document.querySelector(`#chat [value="${CSS.escape(active)}"]`);
    drawList();
    (opener?.isConnected ? opener : again)?.focus({ preventScroll: true });
  }
}
function stepper(span, key) {
  const entries = spansOf(span.turn, span.kind);
  const at = entries.findIndex(([other]) => other === key);
  const nav = el('span', 'sv-nav');
  const step = (sign, label, to) => {
    const node = button('', sign, label);
    node.disabled = !entries[to];
    node.onclick = () => {
      open(entries[to][0], opener);
      const same = root.querySelector(`.sv-nav [aria-label="${label}"]`);
      (same.disabled ? root.querySelector('.sv-body') : same).focus();
    };
    return node;
  };
  const what = span.kind === 'cite' ? 'citation' : 'passage';
  nav.append(step('↑', `Previous ${what}`, at - 1), el('span', '', `${at + 1} / ${entries.length}`), step('↓', `Next ${what}`, at + 1));
  return nav;
}
async function fetchArticle(id) {
  if (articles.has(id)) return articles.get(id);
  const response = await fetch(new URL('api/articles/' + encodeURIComponent(id), document.baseURI));
  if (response.status === 404) throw new Error('This article is no longer in the library.');
  if (!response.ok) throw new Error(`The article could not be loaded (${response.status}).`);
  const article = await response.json();
  if (articles.size > 30) articles.clear();
  articles.set(id, article);
  return article;
}
function open(key, from, isKeyboard) {
  const span = state().spans[key];
  if (!span) return;
  const chip = CSS.escape(key);
  show({ key, span, id: span.article, from, isKeyboard });
  lit.textContent =
    `#chat .cite[value="${chip}"]{background:var(--accent)!important;color:var(--on-accent)!important}` +
    `#chat .claim:has(.cite[value="${chip}"]){background:var(--hl)}`;
}
async function show({ key = null, span = null, id, from, isKeyboard }) {
  active = key;
  view = 'article';
  opener = from || document.activeElement;
  lit.textContent = '';
  hideCard();
  document.body.classList.add('sv-open');
  const head = el('div', 'sv-head');
  head.append(backButton(), ...(span ? [stepper(span, key)] : [el('span', 'sv-count')]), closeButton());
  const top = el('div', 'sv-art');
  const body = el('div', 'sv-body');
  body.tabIndex = 0;
  body.setAttribute('role', 'region');
  body.setAttribute('aria-label', 'Article: ' + aboutOf(id).title);
  top.append(auto(el('h3', '', aboutOf(id).title)), el('span', 'sv-src', sourceOf(aboutOf(id))));
  body.append(el('p', 'sv-note', 'Loading…'));
  root.replaceChildren(head, top, body);
  if (isKeyboard) body.focus({ preventScroll: true });
  let article;
  try {
    article = await fetchArticle(id);
  } catch (error) {
    body.replaceChildren(el('p', 'sv-note', error.message));
    return;
  }
  if (!body.isConnected) return; // something else was opened meanwhile
  top.replaceChildren(auto(el('h3', '', article.title)), el('span', 'sv-src', sourceOf(article)));
  body.setAttribute('aria-label', 'Article: ' + article.title);
  const others = span ? Object.entries(state().spans).filter(([, other]) =>
    other.article === id && other.turn === span.turn && other.kind === 'cite') : [];
  const marks = span ? [...others.filter(([other]) => other !== key), [key, span]] : [];
  body.replaceChildren(...articleNodes(article, marks, key));
  bringIntoView(body);
}

// ---- the article
function articleNodes(article, marks, key) {
  const headings = new Set(article.sections.map((section) => section.start));
  const nodes = [];
  let page = 0;
  for (const [at, para] of article.paras.entries()) {
    while (page < article.pages.length && article.pages[page] <= para.start) {
      page += 1;
      if (article.pages[page] === undefined || article.pages[page] > para.start) nodes.push(el('div', 'sv-page', 'page ' + page));
    }
    const next = article.paras[at + 1]?.start ?? Infinity;
    const here = marks.filter(([, span]) => span.start < next && span.end > para.start);
    const node = auto(el(headings.has(para.start) ? 'h4' : 'p'));
    if (here.length) fillMarked(node, para, here, key);
    else node.textContent = para.text;
    nodes.push(node);
  }
  return nodes;
}
function fillMarked(node, para, marks, key) {
  const points = Array.from(para.text);
  const cuts = new Set([0, points.length]);
  for (const [, span] of marks) {
    for (const offset of [span.start - para.start, span.end - para.start]) {
      if (offset > 0 && offset < points.length) cuts.add(offset);
    }
  }
  const edges = [...cuts].sort((a, b) => a - b);
  for (let i = 0; i + 1 < edges.length; i += 1) {
    const text = points.slice(edges[i], edges[i + 1]).join('');
    const start = para.start + edges[i];
    const hits = marks.filter(([, span]) => span.start <= start && start < span.end);
    if (!hits.length) node.append(text);
    else node.append(el('mark', hits.some(([other]) => other === key) ? 'on' : '', text));
  }
}
function bringIntoView(body) {
  const marks = [...body.querySelectorAll('mark.on')];
  if (!marks.length) return;
  requestAnimationFrame(() => {
    const top = marks[0].getBoundingClientRect().top - body.getBoundingClientRect().top + body.scrollTop;
    const height = marks.at(-1).getBoundingClientRect().bottom - marks[0].getBoundingClientRect().top;
    const to = top - Math.max(20, (body.clientHeight - height) / 3);
    const isFar = Math.abs(to - body.scrollTop) > 2 * body.clientHeight; // smooth would take seconds
    body.scrollTo({ top: to, behavior: isCalm() || isFar ? 'instant' : 'smooth' });
  });
}
