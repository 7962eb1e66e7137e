// The library pane's filters: what the list is asked for, what is set, and one way back to all of it.
const FILTER_FROM = 8; // fewer articles are seen at a glance
const FILTER_MS = 200;
const SORTS = ['newest', 'title', 'published_newest', 'published_oldest', 'source'];
const NOTHING = { text: '', source: '', published_from: '', published_to: '' };

const filter = el('input', 'lib-q');
const foldButton = button('lib-tune', say('library.fold'));
const fold = el('div', 'lib-fold');
const state = el('div', 'lib-state');
const stateText = el('span');
const clear = button('lib-clear', say('library.clear'), say('library.clear_name'));
const only = button('lib-only');
const source = el('select');
const from = dateBox();
const to = dateBox();
const sort = el('select');

filter.type = 'search';
filter.placeholder = say('library.filter');
filter.setAttribute('aria-label', say('library.filter_name'));
fold.id = 'lib-fold';
fold.hidden = true;
foldButton.setAttribute('aria-controls', fold.id);
foldButton.setAttribute('aria-expanded', 'false');
state.setAttribute('role', 'status');
state.append(stateText, only, clear);
source.append(new Option(say('library.source_all'), ''));
sort.append(...SORTS.map((key) => new Option(say(`library.sort_${key}`), key)));
fold.append(
  labelled('library.source', source), labelled('library.sort', sort),
  labelled('library.from', from), labelled('library.to', to),
);

function dateBox() {
  const box = el('input');
  box.type = 'date';
  box.min = '0001-01-01';
  box.max = '9999-12-31';
  return box;
}
function labelled(key, box) {
  const label = el('label', 'lib-field');
  label.append(el('span', '', say(key)), box);
  return label;
}
function wanted() {
  return { text: filter.value, source: source.value, published_from: from.value, published_to: to.value };
}
function isFiltered() {
  return Object.values(wanted()).some(Boolean);
}
function clearFilters() {
  filter.value = source.value = from.value = to.value = '';
}
function drawFilters(value) {
  filter.hidden = value.total < FILTER_FROM && !isFiltered();
  foldButton.hidden = filter.hidden && fold.hidden;
  const isSet = source.value || from.value || to.value || sort.value !== SORTS[0];
  foldButton.classList.toggle('on', Boolean(isSet));
  state.hidden = !isFiltered();
  stateText.textContent = state.hidden ? '' : say('library.shown', value);
  const { matching, matching_selected: ticked, selected, total } = value;
  only.hidden = !matching || matching === total || (ticked === matching && selected === matching);
  only.textContent = only.hidden ? '' : say('library.only', { count: matching });
}
async function fillSources() {
  const { sources } = await call('GET', 'api/sources');
  const chosen = source.value;
  const options = sources.map((one) => new Option(say('library.source_count', one), one.name));
  source.replaceChildren(source.options[0], ...options);
  source.value = chosen;
  if (source.value !== chosen) source.value = '';
}

let filterTimer = 0;
filter.oninput = () => {
  clearTimeout(filterTimer);
  filterTimer = setTimeout(() => reload(), FILTER_MS);
};
source.onchange = from.onchange = to.onchange = sort.onchange = () => reload();
foldButton.onclick = () => {
  fold.hidden = !fold.hidden;
  foldButton.setAttribute('aria-expanded', String(!fold.hidden));
  if (!fold.hidden) fillSources().catch(complain);
};
only.onclick = () => {
  tell({ matching: wanted(), is_selected: true, only: true });
  reload({ isSame: true });
  document.querySelector('#ask textarea')?.focus();
};
clear.onclick = () => {
  clearFilters();
  reload();
  filter.focus();
};
