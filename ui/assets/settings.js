// The settings dialog, after `header.js`: what this person prefers, and the doctor's report.
// A change is saved at once; what cannot be saved is shown as it was.
const dialog = find('.set');
const said = dialog.querySelector('.set-said');
const tabs = [...dialog.querySelectorAll('[role=tab]')];
const panes = { settings: find('#set-settings'), doctor: find('#set-doctor') };
let known = null; // the last answer of api/preferences
panes.settings.inert = true; // until there is one: it would undo a choice made before it came

const input = (name) => panes.settings.querySelector(`input[name=${name}]`);
const inputs = (name) => [...panes.settings.querySelectorAll(`input[name=${name}]`)];
const valueOf = (name) => known.preferences[name] ?? known.server[name];

function tell(key, values, isBad = false) {
  said.textContent = key ? say(key, values) : '';
  said.classList.toggle('bad', isBad);
}

async function request(path, options = {}) {
  let response;
  try {
    response = await fetch(api(path), options);
  } catch {
    throw new Error(say('settings.unreachable'));
  }
  const answer = await response.json();
  if (!response.ok) throw new Error(`${answer.error}; ${answer.hint}`);
  return answer;
}

function describeGenerator(offer) {
  const names = { extractive: say('settings.quotes'), local: say('settings.local') };
  const name = names[offer.name] ?? offer.name.replace(/^local:.*[/\\]/, 'local:');
  return [name, say(offer.leaves_machine ? 'settings.away_more' : `settings.${offer.kind}_more`)];
}

function drawGenerators() {
  const group = panes.settings.querySelector('.set-writers');
  group.replaceChildren(group.firstElementChild);
  for (const [at, offer] of known.generators.entries()) {
    const [name, more] = describeGenerator(offer);
    const row = el('label', 'set-writer');
    const radio = el('input');
    Object.assign(radio, { type: 'radio', name: 'generator', value: offer.name });
    const words = el('span');
    const title = el('b', '', name);
    title.id = `set-writer-${at}`;
    if (offer.name === known.server.generator)
      title.append(' ', el('i', '', say('settings.as_server')));
    const line = el('span', 'set-more', more);
    line.id = `set-writer-more-${at}`;
    radio.setAttribute('aria-labelledby', title.id);
    radio.setAttribute('aria-describedby', line.id);
    words.append(title, line);
    row.append(radio, words);
    group.append(row);
  }
  if (known.generators.length === 1) group.append(el('p', 'set-more', say('settings.more_generators')));
}
// What is wrong with a field stands beside it.
function complainOf(field, text) {
  const line = panes.settings.querySelector('.set-error');
  line.textContent = text;
  field.setAttribute('aria-invalid', String(Boolean(text)));
}

function draw(answer) {
  const isFirst = !known;
  known = answer;
  panes.settings.inert = false;
  if (isFirst) drawGenerators();
  for (const radio of inputs('generator')) radio.checked = radio.value === valueOf('generator');
  input('strict').checked = valueOf('strict');
  input('top_k').value = valueOf('top_k');
  complainOf(input('top_k'), '');
  for (const radio of inputs('theme')) radio.checked = radio.value === (valueOf('theme') ?? '');
  showTheme(known.preferences.theme);
  showPerson(known.name);
}

async function save(changes) {
  tell('');
  try {
    const body = JSON.stringify(changes);
    const headers = { 'content-type': 'application/json' };
    draw(await request('api/preferences', { method: 'PATCH', headers, body }));
    tell('settings.saved');
  } catch (error) {
    if (known) draw(known);
    tell('settings.not_saved', { reason: error.message }, true);
  }
}

panes.settings.onchange = ({ target }) => {
  if (target.name === 'strict') save({ strict: target.checked });
  else if (target.name === 'theme') save({ theme: target.value || null });
  else if (target.name === 'generator') save({ generator: target.value });
  else if (target.checkValidity()) save({ top_k: target.valueAsNumber });
  if (target.name === 'top_k') complainOf(target, target.checkValidity() ? '' : say('settings.top_k_wrong'));
};
panes.settings.querySelector('.set-reset').onclick = () =>
  save({ generator: null, strict: null, top_k: null, theme: null });
find('.theme').onclick = () => {
  const chosen = body.classList.contains('dark') ? 'light' : 'dark';
  showTheme(chosen);
  save({ theme: chosen });
};

function showChecks(checks) {
  const unwell = checks.filter((check) => !check.ok).length;
  const list = el('ul', 'set-checks');
  for (const check of checks.toSorted((a, b) => a.ok - b.ok)) {
    const row = el('li', check.ok ? 'ok' : 'bad');
    const mark = el('span', 'set-mark', check.ok ? '✓' : '!');
    mark.setAttribute('role', 'img');
    mark.setAttribute('aria-label', say(check.ok ? 'settings.doctor_ok' : 'settings.doctor_bad'));
    row.append(mark, el('b', '', check.name), el('span', 'set-value', check.value));
    if (!check.ok && check.hint) row.append(el('span', 'set-hint', check.hint));
    list.append(row);
  }
  const sum = unwell ? say('settings.doctor_unwell', { count: unwell }) : say('settings.doctor_well');
  const again = button('set-again', say('settings.doctor_again'));
  again.onclick = examine;
  const foot = el('p', 'set-foot');
  foot.append(el('span', '', sum), again);
  panes.doctor.replaceChildren(foot, list);
}

async function examine() {
  panes.doctor.replaceChildren(el('p', 'set-wait', say('settings.doctor_looking')));
  try {
    showChecks((await request('api/doctor')).checks);
  } catch (error) {
    panes.doctor.replaceChildren(el('p', 'set-wait', error.message));
  }
}

function choose(name) {
  for (const tab of tabs) {
    const isChosen = tab.id === `set-tab-${name}`;
    tab.setAttribute('aria-selected', String(isChosen));
    tab.tabIndex = isChosen ? 0 : -1;
  }
  for (const [key, pane] of Object.entries(panes)) pane.hidden = key !== name;
  tell('');
  if (name === 'doctor') examine();
}
for (const [at, tab] of tabs.entries()) {
  tab.onclick = () => choose(Object.keys(panes)[at]);
  tab.onkeydown = (event) => {
    if (!['ArrowLeft', 'ArrowRight'].includes(event.key)) return;
    const other = tabs[1 - at];
    other.click();
    other.focus();
  };
}

function openSettings(tab = 'settings') {
  choose(tab);
  if (dialog.open) return;
  if (known) draw(known); // without what was typed last time and not kept
  dialog.showModal();
}
on('citewell:uncover', (event) => event.detail === 'dialog' && dialog.close());
find('.gear').onclick = () => openSettings();
dialog.querySelector('.set-x').onclick = () => dialog.close();
dialog.onclick = (event) => {
  if (event.target === dialog) dialog.close(); // beside it
};
// An address that ends in #settings, ?settings, #doctor or ?doctor opens it.
function openAsAsked() {
  const asked = ['settings', 'doctor'].find(
    (name) => location.hash === `#${name}` || new URLSearchParams(location.search).has(name));
  if (asked) openSettings(asked);
}
dialog.onclose = () => {
  const address = new URL(location);
  if (['#settings', '#doctor'].includes(address.hash)) address.hash = '';
  for (const name of ['settings', 'doctor']) address.searchParams.delete(name);
  history.replaceState(history.state, '', address);
};
window.addEventListener('hashchange', openAsAsked, { signal: abort.signal });

request('api/preferences').then(draw, (error) => tell('settings.not_saved', { reason: error.message }, true));
openAsAsked();
