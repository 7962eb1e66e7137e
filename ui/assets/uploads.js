// The library pane's intake: files, addresses and folders, added one after the other, each with its
// progress; what could not be added stays named until it is dismissed.
const MOST_NOTES = 3;
const NOTED_MS = 20000;
const SHOWN_JOBS = 3;
const SHOWN_FAILURES = 3;
const ADDRESSES = 'api/addresses';
const REFRESH_MS = 3000; // the list follows a long addition this often

const input = el('input', 'lib-file');
const add = button('lib-add');
const address = el('form', 'lib-address');
const addressBox = el('input');
const addressAdd = button('lib-go', say('library.address_add'));
const folderAdd = button('lib-folder', say('library.folder'));
const failures = el('div', 'lib-failures');
const uploads = el('ul', 'lib-uploads');
failures.setAttribute('role', 'alert');
let waiting = []; // not yet finished: {name, path, body, type, note, part}
let isUploading = false;
let refreshed = 0;
const rest = el('li', 'lib-rest');
const restText = el('span');
const cancel = button('lib-clear', say('library.cancel'));
rest.append(restText, cancel);

input.type = 'file';
input.multiple = true;
input.tabIndex = -1;
input.setAttribute('aria-label', say('library.file_box'));
add.append(el('b', '', say('library.add')), el('span', '', say('library.add_what')));
add.title = say('library.file_box');
addressBox.type = 'text';
addressBox.inputMode = 'url';
addressBox.autocomplete = 'off';
addressBox.spellcheck = false;
addressBox.placeholder = say('library.address');
addressBox.setAttribute('aria-label', say('library.address_name'));
addressAdd.type = 'submit';
address.append(addressBox, addressAdd);
folderAdd.setAttribute('aria-haspopup', 'menu');

add.onclick = () => input.click();
input.onchange = () => {
  takeFiles([...input.files]);
  input.value = '';
};
address.onsubmit = (event) => {
  event.preventDefault();
  const url = addressBox.value.trim();
  if (!url) return addressBox.focus();
  addressBox.value = '';
  take([jsonJob(url, ADDRESSES, { url })]);
};
folderAdd.onclick = () => openMenu(folderAdd, say('library.folder_name'), value.folders.map((folder) => ({
  text: folder,
  act: () => take([{ ...jsonJob(folder, 'api/folders', { folder }), isFolder: true }]),
})));

function jsonJob(name, path, body) {
  return { name, path, body: JSON.stringify(body), type: 'application/json' };
}
function takeFiles(files) {
  const upload = Date.now(); // files of one name in it are several files
  take(files.map((file) => ({
    name: file.name,
    path: 'api/articles?' + new URLSearchParams({ name: file.name, upload }),
    body: file,
    type: 'application/octet-stream',
  })));
}
function take(jobs) {
  for (const job of jobs) waiting.push({ ...job, note: say('library.waiting'), part: 0 });
  drawUploads();
  if (waiting.length && !isUploading) addAll();
}
async function addAll() {
  isUploading = true;
  const done = { failed: 0, too_large: [], lost: [] };
  const [added, known] = [[], []];
  const fresh = new Map(); // ids by name
  const old = value.failures;
  refreshed = Date.now();
  while (waiting.length) {
    const job = waiting[0];
    if (value.max_bytes && job.body.size > value.max_bytes) done.too_large.push(job.name);
    else await send(job, done);
    if (job.isAdded) added.push(job.name);
    if (job.isKnown) known.push(job.name);
    if (job.isAdded && job.path !== ADDRESSES) fresh.set(job.name, [...(fresh.get(job.name) || []), ...job.ids]);
    waiting.shift();
    drawUploads();
    if (waiting.length) refresh();
  }
  isUploading = false;
  clearFilters();
  sort.value = SORTS[0];
  for (const failure of old) if (added.includes(failure.source)) dismiss(failure.number);
  trigger('added', done);
  const isFailed = done.failed || done.too_large.length || done.lost.length;
  if (isFailed || known.length) document.dispatchEvent(new CustomEvent('citewell:library')); // where it is said
  if (added.length) note(say('library.added', { count: added.length, name: added[0] }));
  offerToReplace(fresh);
  if (known.length) note(say('library.is_there', { count: known.length, name: known[0] }));
}
// A file of a name that is there may be a newer one of it or another: the name alone does not tell.
async function offerToReplace(fresh) {
  for (const [name, ids] of [...fresh].slice(0, MOST_NOTES)) {
    const query = new URLSearchParams({ text: name });
    const { articles } = await call('GET', 'api/library?' + query).catch(() => ({ articles: [] }));
    const older = articles.filter((one) => one.source === name && one.can_change && !ids.includes(one.id));
    if (!older.length) continue;
    const act = () => older.forEach((one) => remove(one, el('li')));
    const text = say('library.remove_older', { count: older.length });
    note(say('library.same_name', { name }), { undo: { text, label: `${text}: ${name}`, act } });
  }
}
function refresh() {
  if (Date.now() - refreshed < REFRESH_MS) return;
  reload({ isSame: true });
  refreshed = Date.now();
}
function send(job, done) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    let seen = 0;
    let report = null;
    let problem = '';
    const step = (note, part) => {
      Object.assign(job, { note, part });
      drawUploads();
    };
    const read = () => {
      const end = request.responseText.lastIndexOf('\n\n');
      if (request.status !== 200 || end < seen) return;
      for (const block of request.responseText.slice(seen, end).split('\n\n')) {
        const name = /^event: (.*)$/m.exec(block)?.[1];
        const data = JSON.parse(/^data: (.*)$/m.exec(block)?.[1] || 'null');
        if (name === 'report') report = data;
        if (name === 'error') problem = `${sentence(data.error)} ${sentence(data.hint)}`;
        if (data.stage === 'following') refresh();
        if (name === 'progress') step(say(`library.stage_${data.stage}`, data), data.total ? data.done / data.total : null);
      }
      seen = end + 2;
    };
    request.open('POST', api(job.path));
    request.setRequestHeader('Accept', 'text/event-stream');
    request.setRequestHeader('Content-Type', job.type);
    request.upload.onprogress = (event) => step(say('library.uploading'), event.total ? event.loaded / event.total : null);
    request.upload.onload = () => step(say('library.waiting'), null);
    request.onprogress = read;
    request.onloadend = () => {
      read();
      if (request.status === 413) done.too_large.push(job.name);
      else if (problem) note(problem, { isBad: true });
      else if (!report) done.lost.push(job.name);
      else account(job, report, done);
      job.isAdded = !isMany(job, report) && Boolean(report?.added.length || report?.updated.length);
      job.ids = report ? [...report.added, ...report.updated] : [];
      job.isKnown = !isMany(job, report) && Boolean(report?.unchanged.length);
      if (job.path === ADDRESSES && !addressBox.value && (!report || report.failures.length)) addressBox.value = job.name;
      resolve();
    };
    request.send(job.body);
  });
}
function isMany(job, report) { // a folder, a feed or a sitemap
  const ids = report ? [...report.added, ...report.updated, ...report.unchanged] : [];
  return job.isFolder || (job.path === ADDRESSES && ids.length > 1);
}
function account(job, report, done) {
  done.failed += report.failures.length;
  for (const one of report.notes.slice(0, MOST_NOTES)) note(say('library.noted', one), { ms: NOTED_MS });
  if (isMany(job, report)) {
    const [added, updated, unchanged] = [report.added, report.updated, report.unchanged].map((ids) => ids.length);
    note(say('library.folder_done', { name: job.name, added, updated, unchanged }));
  }
}
// Nodes are kept, so that a press on the button is not lost to the next step of progress.
function drawUploads() {
  const shown = waiting.slice(0, SHOWN_JOBS);
  const nodes = shown.map(nodeOf);
  restText.textContent = waiting.length > SHOWN_JOBS ? say('library.and_more', { count: waiting.length - SHOWN_JOBS }) : '';
  if (waiting.length > 1) nodes.push(rest);
  for (const node of [...uploads.children]) if (!nodes.includes(node)) node.remove();
  nodes.forEach((node, at) => uploads.children[at] === node || uploads.insertBefore(node, uploads.children[at] || null));
}
function nodeOf(job) {
  if (!job.node) {
    job.node = el('li', 'lib-up');
    const bar = el('progress');
    bar.max = 1;
    bar.setAttribute('aria-label', say('library.adding', { name: job.name }));
    job.node.append(auto(el('span', 'lib-title', job.name)), el('span', 'lib-src'), bar);
  }
  const [, noteNode, bar] = job.node.children;
  noteNode.textContent = job.note;
  if (job.part === null) bar.removeAttribute('value');
  else bar.value = job.part;
  return job.node;
}
cancel.onclick = () => {
  waiting.length = Math.min(1, waiting.length); // what is being added is finished
  drawUploads();
};

// ---- failures stay until dismissed
let drawn = null; // said once: drawing the same again would have it read out again
function drawFailures() {
  const numbers = value.failures.map((failure) => failure.number).join();
  if (numbers === drawn) return;
  drawn = numbers;
  failures.replaceChildren();
  failures.hidden = !value.failures.length;
  if (failures.hidden) return;
  const top = el('div', 'lib-failtop');
  const dismissAll = button('lib-clear', say('library.dismiss_all'));
  dismissAll.onclick = () => dismiss(null);
  top.append(el('b', '', say('library.not_added')), dismissAll);
  const lines = [...value.failures].reverse().map((failure) => {
    const line = el('div', 'lib-fail');
    const text = el('div');
    text.append(auto(el('b', '', failure.source)), el('span', '', failure.reason), el('span', 'lib-hint', failure.hint));
    const close = button('lib-x', '✕', say('library.dismiss', failure));
    close.onclick = () => dismiss(failure.number);
    line.append(text, close);
    return line;
  });
  failures.append(top, ...lines.slice(0, SHOWN_FAILURES));
  const older = lines.slice(SHOWN_FAILURES);
  if (!older.length) return;
  const fold = el('details');
  fold.append(el('summary', '', say('library.older_failures', { count: older.length })), ...older);
  failures.append(fold);
}
function dismiss(number) {
  if (value.failures.some((failure) => failure.source === addressBox.value)) addressBox.value = '';
  value.failures = value.failures.filter((failure) => number !== null && failure.number !== number);
  const isFocused = failures.contains(document.activeElement);
  trigger('dismiss', { number });
  drawFailures();
  if (isFocused) (failures.querySelector('.lib-x') || add).focus();
}

// ---- files may be dropped anywhere on the page
window.citewellDrops?.abort(); // a remount must not double the listeners on document
const drops = (window.citewellDrops = new AbortController());
const cover = document.body.appendChild(el('div', 'lib-drop'));
cover.append(el('b', '', say('library.drop')));
drops.signal.addEventListener('abort', () => cover.remove());
const hasFiles = (event) => [...(event.dataTransfer?.types || [])].includes('Files');
function onDrop(type, listener) {
  const guarded = (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    event.stopPropagation();
    listener(event);
  };
  document.addEventListener(type, guarded, { signal: drops.signal, capture: true });
}
// What still waits is lost with the page, so that the browser asks before it goes.
window.addEventListener('beforeunload', (event) => waiting.length && event.preventDefault(), { signal: drops.signal });
onDrop('dragenter', () => cover.classList.add('show'));
onDrop('dragover', () => cover.classList.add('show'));
onDrop('dragleave', (event) => event.relatedTarget || cover.classList.remove('show'));
onDrop('drop', (event) => {
  cover.classList.remove('show');
  const items = [...event.dataTransfer.items].filter((item) => item.kind === 'file');
  const isFolder = items.map((item) => Boolean(item.webkitGetAsEntry?.()?.isDirectory)); // which cannot be sent
  if (isFolder.includes(true)) note(say('library.no_folder'), { isBad: true });
  takeFiles([...event.dataTransfer.files].filter((_, at) => !isFolder[at]));
});
