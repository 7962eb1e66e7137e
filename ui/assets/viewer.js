// The source pane: the sources of an answer as a list, opening one of them and going back.
// Every text from an article or a model is written with textContent.
const root = element.querySelector('.sv');
const articles = new Map(); // what was fetched, by id
const MAX_KEPT = 30;
let active = null; // id of the span that is open
let view = 'list';
let shown = null; // the article that is open and what of it, see `show`
let opener = null; // what to give the focus back to

window.citewellViewer?.abort(); // a remount must not double the listeners on document
const abort = (window.citewellViewer = new AbortController());
const on = (type, listener, options) =>
  document.addEventListener(type, listener, { signal: abort.signal, ...options });
const state = () => props.value || { turn: 0, turns: {}, spans: {}, articles: {} };
const aboutOf = (id) => state().articles[id] || { title: say('sources.deleted'), source: '' };
const spansOf = (turn, kind) =>
  Object.entries(state().spans)
    .filter(([, span]) => span.turn === turn && span.kind === kind)
    .sort((a, b) => a[1].number - b[1].number);
// Classes on chat nodes are lost when the chat draws again, so rules light the open chip and hide
// the nearest passages in the chat where this pane lists them.
const [lit, listed] = [1, 2].map(() => document.head.appendChild(el('style')));
abort.signal.addEventListener('abort', () => [lit, listed].forEach((rule) => rule.remove()));

const turnOf = ({ chat, turn }) => `${chat} ${turn}`;
const fileOf = (source) => (source || '').split(/[/\\]/).pop();
const outletOf = (about) => about.publisher || fileOf(about.source);
const pageOf = (page) => page && say('sources.page', { page });
function sourceOf(about, page) {
  return [outletOf(about), about.author, dateOf(about.published_at), pageOf(page)].filter(Boolean).join(' · ');
}

// ---- list of sources
let drawn = null; // the chat and turn that are listed
function drawList() {
  const place = view === 'list' && drawn === turnOf(state()) ? placeInList() : null;
  drawn = turnOf(state());
  view = 'list';
  lit.textContent = '';
  closeFind();
  const turn = state().spans[active]?.turn || state().turn;
  const status = state().turns[turn]?.status;
  const cited = spansOf(turn, 'cite');
  const isCited = ([, passage]) => cited.some(([, cite]) => cite.passage === passage.number);
  const found = status === 'notice' ? [] : spansOf(turn, 'passage').filter((entry) => !isCited(entry));
  const head = el('div', 'sv-head');
  const count = cited.length ? String(cited.length) : '';
  head.append(el('h2', '', say('sources.title')), el('span', 'sv-count', count), ...sheetButtons());
  const body = el('div', 'sv-body');
  if (status === 'abstained') {
    body.append(el('p', 'sv-note', say(found.length ? 'sources.nearest' : 'sources.none_answers')));
  } else if (status === 'notice') {
    body.append(el('p', 'sv-note', say('sources.nothing')));
  } else if (!cited.length && !found.length) {
    body.append(welcome());
  }
  body.append(...pictures(cited), ...groups(cited));
  if (found.length) body.append(...foundParts(found, status, cited.length));
  root.replaceChildren(head, body);
  place?.();
  const isListed = status === 'abstained' && found.length;
  listed.textContent = isListed ? `@media (min-width: 861px) { #chat .near-list:has([value^="t${turn}-"]) > :not(.near-beside) { display: none; }
    #chat .near-list:has([value^="t${turn}-"]) > .near-beside { display: block; } }` : '';
}
// Keeps what a person has reached while an answer grows: the focus, the scroll, the fold.
function placeInList() {
  const [focus, top] = [document.activeElement, root.querySelector('.sv-body')?.scrollTop];
  const isUnfolded = root.querySelector('.sv-more')?.open;
  const key = focus.dataset.span;
  const selector = key ? `[data-span="${CSS.escape(key)}"]` : focus.classList[0] ? `.${focus.classList[0]}` : focus.localName;
  const isFocused = root.contains(focus);
  return () => {
    const more = root.querySelector('.sv-more');
    if (more && isUnfolded) more.open = true;
    root.querySelector('.sv-body').scrollTop = top;
    if (isFocused) root.querySelector(selector)?.focus({ preventScroll: true });
  };
}
function welcome() {
  const box = el('div', 'sv-empty');
  const more = el('p', '', say('sources.welcome_more'));
  box.append(el('span', 'sv-demo', '1'), el('b', '', say('sources.welcome')), more);
  return box;
}
function foundParts(found, status, isAnswered) {
  if (status === 'abstained') return groups(found);
  if (!isAnswered && status === 'running') return [el('p', 'sv-note', say('sources.reading')), ...groups(found)];
  const more = el('details', 'sv-more');
  more.append(el('summary', '', say(isAnswered ? 'sources.also_found' : 'sources.found', { count: found.length })), ...groups(found));
  return [more];
}
function groups(entries) {
  return [...new Set(entries.map(([, span]) => span.article))].map((id) => {
    const group = el('div', 'sv-group');
    const top = el('div', 'sv-gh');
    top.append(auto(el('div', 'sv-title', aboutOf(id).title)), el('span', 'sv-src', sourceOf(aboutOf(id))));
    top.title = `${aboutOf(id).title}\n${sourceOf(aboutOf(id))}`; // long names are cut
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
  const foot = el('span', 'sv-foot');
  foot.append(...relevance(span.score), el('span', 'sv-src', pageOf(span.page) || ''));
  text.append(auto(el('span', 'sv-quote', span.quote)), foot);
  if (span.lacks) text.append(auto(el('span', 'sv-lacks', say('answer.lacking', { what: span.lacks }))));
  if (span.steers) text.append(el('span', 'sv-steers', say('sources.steers')));
  node.append(number, text);
  return node;
}

// ---- opening and closing
function sheetButtons() { // of a small screen, where the pane is a sheet over the chat
  const shut = button('sv-x', '✕', say('sources.close'));
  shut.onclick = close;
  const tall = button('sv-tall-on', '↕', say('sources.tall'));
  const tell = () => tall.setAttribute('aria-pressed', String(document.body.classList.contains('sv-tall')));
  tall.onclick = () => {
    document.body.classList.toggle('sv-tall');
    tell();
  };
  tell();
  return [tall, shut];
}
function backButton() {
  const node = button('sv-back', '‹ ' + say('sources.title'));
  node.onclick = () => {
    const key = active;
    drawList();
    root.querySelector(`.sv-card[data-span="${CSS.escape(key || '')}"]`)?.focus();
  };
  return node;
}
function close() {
  document.body.classList.remove('sv-open');
  leaveRoom();
  if (view === 'list' && root.contains(document.activeElement)) document.querySelector('#head .srcs')?.focus();
  if (view === 'article') {
    const again = active && document.querySelector(`#chat [value="${CSS.escape(active)}"]`);
    drawList();
    if (opener?.closest('#side')) document.dispatchEvent(new CustomEvent('citewell:library')); // where one came from
    (opener?.isConnected ? opener : again)?.focus({ preventScroll: true });
    hideCard(); // which the focus brings up
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
  const place = el('span', '', `${at + 1} / ${entries.length}`);
  nav.append(step('↑', say(`sources.previous_${span.kind}`), at - 1), place, step('↓', say(`sources.next_${span.kind}`), at + 1));
  return nav;
}
async function load(path) {
  const response = await fetch(api(path)).catch(() => null);
  if (!response) throw new Error(say('sources.unreachable'));
  if (response.status === 404) throw Object.assign(new Error(say('sources.gone')), { isGone: true });
  if (!response.ok) throw new Error(say('sources.failed', { status: String(response.status) }));
  return response.json().catch(() => {
    throw new Error(say('sources.unreachable'));
  });
}
async function loadArticle(id, isCut) {
  const path = 'api/articles/' + encodeURIComponent(id);
  if (!articles.has(id)) {
    const article = await load(path);
    if (articles.size >= MAX_KEPT) articles.clear();
    articles.set(id, prepare(article));
  }
  const article = articles.get(id);
  if (isCut) article.chunks ??= (await load(path + '/chunks')).chunks;
  return article;
}
function open(key, from, isKeyboard) {
  const span = state().spans[key];
  if (!span) return;
  show({ key, span, id: span.article, from, isKeyboard });
}
// Where the pane is a sheet from below, what was pressed in the chat stays in sight above it.
function showClaim(key) {
  const chip = key && document.querySelector(`#chat [value="${CSS.escape(key)}"]`);
  if (!chip || !matchMedia(SHEET).matches) return;
  const claim = (chip.closest('.claim') || chip).getBoundingClientRect();
  makeRoom(innerHeight - document.querySelector('#src-col').offsetHeight, claim.bottom, claim.top - 8);
}
function light(key) {
  const chip = `.cite[value="${CSS.escape(key || '')}"]`;
  lit.textContent =
    `#chat ${chip}{background:var(--accent)!important;color:var(--on-accent)!important}` +
    `#chat .claim:has(${chip}){background:var(--hl)}`;
}
// `what` is `{ id, title, from }`, for a span also `{ key, span }`; its `view` may be 'chunks'.
async function show(what) {
  const { key = null, span = null, id, from, isKeyboard } = what;
  shown = what;
  active = key;
  view = 'article';
  opener = from || document.activeElement;
  light(key);
  hideCard();
  closeFind();
  document.body.classList.add('sv-open');
  showClaim(key);
  const body = el('div', 'sv-body');
  body.tabIndex = 0;
  body.setAttribute('role', 'region');
  const title = what.title || aboutOf(id).title;
  body.setAttribute('aria-label', say('sources.article', { title }));
  body.append(el('p', 'sv-note', say('sources.loading')));
  const top = el('div', 'sv-art');
  top.append(auto(el('h3', '', title)), el('span', 'sv-src', sourceOf(aboutOf(id))));
  const head = el('div', 'sv-head');
  const finding = findButton(body);
  head.append(backButton(), finding, ...(span ? [stepper(span, key)] : []), ...sheetButtons());
  root.replaceChildren(head, top, body);
  if (isKeyboard) focusShown(body);
  let article;
  try {
    article = await loadArticle(id, what.view === 'chunks');
  } catch (error) {
    if (error.isGone) drawGone(body, span, error.message);
    else body.replaceChildren(el('p', 'sv-note', error.message), againButton(what));
    return;
  }
  if (!body.isConnected) return; // something else was opened meanwhile
  body.setAttribute('aria-label', say('sources.article', { title: article.title }));
  top.replaceChildren(...articleTop(article, what));
  body.replaceChildren(...articleBody(article, what));
  finding.disabled = false;
  bringIntoView(body, body.querySelectorAll('mark.on'));
}
// Of an article that is no longer there the chat has kept what it quotes.
function drawGone(body, span, message) {
  body.replaceChildren(el('p', 'sv-note', message));
  if (!span) return;
  const quote = auto(el('blockquote'));
  quote.append(el('mark', 'on', span.quote));
  body.append(el('p', 'sv-note', say('sources.kept')), quote);
}
function againButton(what) {
  const node = button('sv-plain', say('sources.again'));
  node.onclick = () => show({ ...what, from: opener, isKeyboard: true });
  return node;
}
