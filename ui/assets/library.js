// The library pane: rows with scope boxes, pages loaded while scrolling, what can be done with an
// article. Data becomes text only through textContent. What is ticked is kept by the server.
const root = element.querySelector('.lib');
const PAGE = 100;
const MAX_PAGE = 500;
const PRESS_MS = 250;
const PROPOSE_MS = 300;

let value = { articles: [], matching: 0, total: 0, selected: 0, matching_selected: 0, failures: [], folders: [] };
let isLoaded = false;
let turn = 0; // of loading: what an earlier turn brings is out of date
let isLoading = false;
let proposing = 0; // timer: an empty chat proposes questions of the articles that are chosen
let told = Promise.resolve(); // the last change of the selection

// ---- fixed parts, made once so that focus and scroll stay where they are
const head = el('div', 'lib-head');
const all = el('input');
const allText = el('span');
const allLabel = el('label', 'lib-all');
const tools = el('div', 'lib-tools');
const list = el('ul', 'lib-list');
const shared = el('p', 'lib-shared');
const more = button('lib-more-rows', say('library.more'));
root.setAttribute('aria-label', say('library.title'));
head.append(el('h2', '', say('library.title')), el('span', 'lib-count'), folderAdd, whole);
all.type = 'checkbox';
allLabel.append(all, allText);
tools.append(allLabel, foldButton);
list.setAttribute('aria-label', say('library.list'));
list.tabIndex = -1;
const keys = rowKeys(list, 'article');
if (root.classList.contains('shared')) shared.textContent = say('library.shared');
root.replaceChildren(head, shared, add, input, address, uploads, failures, filter, tools, fold, state, notes, list, menu);

// ---- the server
async function call(method, path, body) {
  const options = { method, headers: body ? { 'Content-Type': 'application/json' } : {} };
  if (body) options.body = JSON.stringify(body);
  const response = await fetch(api(path), options);
  const answer = await response.json();
  if (!response.ok) throw new Error(`${sentence(answer.error)} ${sentence(answer.hint)}`);
  return answer;
}
const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?…]$/.test(text) ? '' : '.');
function complain(error) {
  note(error instanceof TypeError || error instanceof SyntaxError ? say('library.failed') : error.message, { isBad: true });
}
async function fetchPage(offset, limit) {
  for (;;) {
    const before = told;
    await before;
    const query = new URLSearchParams({ ...wanted(), sort: sort.value, offset, limit });
    const found = await call('GET', 'api/library?' + query);
    if (before === told) return found; // else a box was ticked meanwhile, of which it knows nothing
  }
}
// As many rows as are shown, from the first, in as few requests as the server allows.
async function fetchShown() {
  const count = Math.max(PAGE, value.articles.length);
  const found = await fetchPage(0, Math.min(count, MAX_PAGE));
  while (found.articles.length < Math.min(count, found.matching)) {
    const at = found.articles.length;
    const { articles } = await fetchPage(at, Math.min(count - at, MAX_PAGE));
    if (!articles.length) break; // some were deleted meanwhile
    found.articles.push(...articles);
  }
  return found;
}
// Load the list again from its start: with as many rows as there are if it `isSame`, else from the top.
async function reload({ isSame = false } = {}) {
  const now = (turn += 1);
  try {
    const found = await (isSame ? fetchShown() : fetchPage(0, PAGE));
    if (now !== turn) return;
    value = found;
    draw();
    if (!isSame) list.scrollTop = 0;
  } catch (error) {
    complain(error);
  }
}
async function loadMore() {
  if (isLoading || value.articles.length >= value.matching) return;
  isLoading = true;
  const now = turn;
  try {
    const found = await fetchPage(value.articles.length, PAGE);
    if (now !== turn) return;
    const known = new Set(value.articles.map((article) => article.id));
    const fresh = found.articles.filter((article) => !known.has(article.id));
    value = { ...found, articles: [...value.articles, ...fresh] };
    more.parentElement.before(...fresh.map(row));
    count();
    nearing.unobserve(more); // it tells only changes: is the end of the list still near?
    nearing.observe(more);
  } catch (error) {
    complain(error);
  } finally {
    isLoading = false;
  }
}
more.onclick = loadMore;
const nearing = new IntersectionObserver(
  (seen) => seen.some((entry) => entry.isIntersecting) && loadMore(),
  { root: list, rootMargin: '600px' },
);
nearing.observe(more);

// ---- rows
function row(article) {
  const item = el('li', 'lib-item');
  const box = el('input', 'lib-box');
  item.dataset.article = article.id;
  box.type = 'checkbox';
  box.checked = article.is_selected;
  box.setAttribute('aria-label', say('library.select_one', article));
  box.onchange = () => {
    article.is_selected = box.checked;
    item.classList.toggle('off', !box.checked);
    value.selected += box.checked ? 1 : -1;
    value.matching_selected += box.checked ? 1 : -1;
    tell({ ids: [article.id], is_selected: box.checked });
    count();
  };
  const open = button('lib-open');
  open.append(auto(el('span', 'lib-title', article.title)), aboutLine(article));
  open.title = [article.title, article.publisher, article.source, say('library.read_title')].filter(Boolean).join('\n');
  open.onclick = () => read(article, open);
  const actions = button('lib-more', '⋯', say('library.menu', article));
  actions.setAttribute('aria-haspopup', 'menu');
  actions.onclick = () => openMenu(actions, say('library.menu', article), [
    { text: say('library.read'), act: () => read(article, open) },
    { text: say('library.cut'), act: () => read(article, actions, { view: 'chunks' }) },
    { text: say('library.ask_only'), act: () => askOnly(article) },
    ...(article.can_reread ? [{ text: say('library.reread'), act: () => reread(article) }] : []),
    ...(article.can_change ? [{ text: say('library.delete'), act: () => remove(article, item), name: 'lib-del' }] : []),
  ]);
  item.classList.toggle('off', !box.checked);
  item.append(box, open, actions);
  for (const node of [box, open, actions]) node.tabIndex = -1; // but for the row that Tab goes to
  return item;
}
function aboutLine(article) {
  const line = el('span', 'lib-src');
  const isSample = article.is_sample && value.samples < value.total;  // marked beside others only
  const tag = say(article.is_own ? 'library.own' : 'library.sample');
  if (article.is_own || isSample) line.append(el('span', 'lib-tag', tag), ' ');
  line.append(auto(el('span', 'lib-outlet', article.publisher || article.source)));
  const day = dateOf(article.published_at, 'short');
  if (day) line.append(el('span', 'lib-day', ` · ${day}`));
  return line;
}
function draw() {
  const focused = list.contains(document.activeElement) && document.activeElement.closest('.lib-item');
  const name = focused && document.activeElement.className;
  list.replaceChildren(...value.articles.map(row));
  if (!value.matching && value.total) list.append(el('li', 'lib-none', say('library.no_match')));
  if (!value.total && isLoaded) list.append(el('li', 'lib-none', say('library.empty')));
  const last = el('li', 'lib-last');
  last.append(more);
  list.append(last);
  tools.hidden = !value.total;
  folderAdd.hidden = !value.folders.length;
  input.accept = value.accept || '';
  keys.keep();
  if (focused) keys.rowOf(focused.dataset.article)?.querySelector('.' + name)?.focus({ preventScroll: true });
  drawFailures();
  count();
}
function count() {
  const { matching, matching_selected: ticked } = value;
  all.checked = matching ? ticked === matching : value.total > 0 && value.selected === value.total;
  all.disabled = !matching;
  all.indeterminate = ticked > 0 && ticked < matching;
  allLabel.title = isFiltered() ? say('library.select_shown') : '';
  allText.textContent = say('library.selected', value);
  head.querySelector('.lib-count').textContent = value.total ? value.total.toLocaleString('en') : '';
  more.parentElement.hidden = value.articles.length >= matching;
  drawFilters(value);
  if (!isLoaded) return;
  window.citewellScope = { selected: value.selected, total: value.total };
  document.dispatchEvent(new CustomEvent('citewell:scope'));
}

// ---- selection
function tell(change) {
  const send = () => call('POST', 'api/library/selection', change);
  told = told.then(send).then(proposeOthers).catch(complain);
}
function proposeOthers() {
  clearTimeout(proposing);
  if (document.querySelector('#chat .hello')) proposing = setTimeout(() => trigger('changed', {}), PROPOSE_MS);
}
all.onchange = () => {
  const isSelected = all.checked;
  const ticked = isSelected ? value.matching : 0;
  value.selected += ticked - value.matching_selected;
  value.matching_selected = ticked;
  for (const article of value.articles) article.is_selected = isSelected;
  tell({ matching: wanted(), is_selected: isSelected });
  for (const item of list.querySelectorAll('.lib-item')) {
    item.classList.toggle('off', !isSelected);
    item.querySelector('input').checked = isSelected;
  }
  count();
};
document.addEventListener('citewell:ask-all', () => {
  tell({ matching: NOTHING, is_selected: true });
  reload({ isSame: true });
}, { signal: drops.signal });

// Where there is a keyboard one can type at once; that of a phone would cover half of the page.
function beginTyping() {
  const isIdle = matchMedia('(hover: hover)').matches && document.activeElement === document.body;
  if (isIdle) document.querySelector('#ask textarea')?.focus();
}
function show() {
  if (!props.value || (isLoaded && props.value.made_at < value.made_at)) return; // of two events the older may end last
  turn += 1;
  value = JSON.parse(JSON.stringify(props.value)); // ours to change
  if (!isLoaded) beginTyping();
  isLoaded = true;
  draw();
}
// Others may have changed the library meanwhile. Only what differs is drawn, so that focus stays.
async function follow() {
  if (document.hidden || isUploading || isLoading || menu.matches(':popover-open')) return;
  const now = turn;
  const rows = Math.min(MAX_PAGE, Math.max(PAGE, value.articles.length));
  let found = await fetchPage(0, rows).catch(() => null);
  if (list.matches(':active')) return setTimeout(follow, PRESS_MS); // a click is lost if its row is drawn anew
  const what = ({ articles, matching, total, selected }) =>
    JSON.stringify([articles.slice(0, rows), matching, total, selected]);
  if (!found || now !== turn || what(found) === what(value)) return;
  if (value.articles.length > rows) found = await fetchShown().catch(() => null);
  if (!found || now !== turn) return;
  const isWhole = found.articles.length === found.matching; // else rows leave it when others come
  const gone = value.articles.filter(({ id }) =>
    (isWhole || found.matching < value.matching) && !found.articles.some((article) => article.id === id));
  value = found;
  draw();
  for (const { id } of gone) tellRemoved(id);
  trigger('changed', {});
}
document.addEventListener('citewell:new-chat', follow, { signal: drops.signal });
document.addEventListener('visibilitychange', follow, { signal: drops.signal });
window.addEventListener('focus', follow, { signal: drops.signal });
watch('value', show);
draw();
show();
