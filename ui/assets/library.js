// The library pane: rows with scope boxes, filter, two-step delete, uploads. Data becomes text
// only through textContent. What is ticked is kept here and told to the server.
const root = element.querySelector('.lib');
const FILTER_FROM = 8;
const DELETE_MS = 4000;
const FILTER_MS = 200;

let value = props.value || { articles: [], matching: 0, total: 0, deselected: [], failures: [], text: '' };
let isLoaded = Boolean(props.value);
let deselected = new Set(value.deselected);
let waiting = []; // uploads not yet finished: {name, note, part, file}
let isUploading = false;

// ---- fixed parts, made once so that focus and scroll stay where they are
const head = el('div', 'lib-head');
const input = el('input', 'lib-file');
const add = button('lib-add', null);
const status = el('div', 'lib-status');
const filter = el('input', 'lib-q');
const all = el('input');
const allText = el('span');
const allLabel = el('label', 'lib-all');
const list = el('ul', 'lib-list');
const failures = el('div', 'lib-failures');
const uploads = el('ul', 'lib-uploads');
head.append(el('h2', '', 'Library'), el('span', 'lib-count'));
input.type = 'file';
input.multiple = true;
input.tabIndex = -1;
input.setAttribute('aria-label', 'Files to add');
add.append(el('b', '', 'Add files'), el('span', '', 'PDF, Markdown, web page, text'));
filter.type = 'search';
filter.placeholder = 'Filter articles';
filter.setAttribute('aria-label', 'Filter articles by title, publisher or file');
all.type = 'checkbox';
allLabel.append(all, allText);
status.setAttribute('role', 'status');
root.replaceChildren(head, add, input, uploads, failures, filter, allLabel, list, status);

// ---- rows
function row(article) {
  const item = el('li', 'lib-item');
  const box = el('input');
  box.type = 'checkbox';
  box.checked = !deselected.has(article.id);
  box.setAttribute('aria-label', 'Search ' + article.title);
  box.onchange = () => {
    choose([article.id], box.checked);
    item.classList.toggle('off', !box.checked);
  };
  const open = button('lib-open', null);
  const title = el('span', 'lib-title', article.title);
  title.dir = 'auto';
  open.append(title, el('span', 'lib-src', sourceOf(article)));
  open.title = 'Read this article';
  open.onclick = () => {
    document.body.classList.remove('side-open');
    document.dispatchEvent(new CustomEvent('citewell:read', { detail: { ...article, from: open } }));
  };
  item.classList.toggle('off', !box.checked);
  item.append(box, open, deleteButton(article));
  return item;
}
function sourceOf(article) {
  const parts = [article.publisher || article.source, dateOf(article.published_at, 'short')];
  return parts.filter(Boolean).join(' · ');
}
function deleteButton(article) {
  const remove = button('lib-del', '✕', 'Delete ' + article.title);
  let timer = 0;
  const calm = () => {
    remove.classList.remove('sure');
    remove.textContent = '✕';
    remove.setAttribute('aria-label', 'Delete ' + article.title);
  };
  remove.title = 'Delete from the library';
  remove.onclick = () => {
    clearTimeout(timer);
    if (remove.classList.contains('sure')) {
      remove.disabled = true;
      trigger('remove', { id: article.id, text: filter.value });
      document.dispatchEvent(new CustomEvent('citewell:removed', { detail: article.id }));
      return;
    }
    remove.classList.add('sure');
    remove.textContent = 'Delete?';
    remove.setAttribute('aria-label', 'Delete ' + article.title + '? Press again to delete it');
    timer = setTimeout(calm, DELETE_MS);
  };
  remove.onblur = () => remove.disabled || calm();
  return remove;
}
function choose(ids, isSelected) {
  for (const id of ids) {
    if (isSelected) deselected.delete(id);
    else deselected.add(id);
  }
  trigger('choose', { ids, is_selected: isSelected, all: false, text: '' });
  count();
}
all.onchange = () => {
  const isSelected = all.checked;
  if (filter.value) {  // only what the filter shows
    for (const article of value.articles) isSelected ? deselected.delete(article.id) : deselected.add(article.id);
    trigger('choose', { ids: [], is_selected: isSelected, all: true, text: filter.value });
    draw();
    return;
  }
  deselected = new Set(isSelected ? [] : value.articles.map((article) => article.id));
  value.outside = isSelected ? 0 : value.total - value.articles.length;
  trigger('choose', { ids: [], is_selected: isSelected, all: true, text: '' });
  draw();
};
function count() {
  const off = deselected.size + (value.outside || 0);
  const selected = Math.max(0, value.total - off);
  const shown = filter.value ? value.articles.length : value.total;
  const ticked = filter.value ? value.articles.filter((article) => !deselected.has(article.id)).length : selected;
  all.checked = shown > 0 && ticked === shown;
  all.indeterminate = ticked > 0 && ticked < shown;
  allText.textContent = `${selected.toLocaleString('en')} of ${value.total.toLocaleString('en')} selected`;
  head.querySelector('.lib-count').textContent = value.total ? value.total.toLocaleString('en') : '';
}
function draw() {
  list.replaceChildren(...value.articles.map(row));
  const hidden = value.matching - value.articles.length;
  if (hidden > 0) list.append(el('li', 'lib-none', `${hidden.toLocaleString('en')} more: filter to find them.`));
  if (!value.matching && value.total) list.append(el('li', 'lib-none', 'No article matches.'));
  if (!value.total && isLoaded) {
    list.append(el('li', 'lib-none', 'No articles yet. Choose files above, or drop them here: they are read, indexed and ready to ask.'));
  }
  filter.hidden = value.total < FILTER_FROM && !filter.value;
  allLabel.hidden = !value.total;
  drawFailures();
  count();
}

// ---- filter
let filterTimer = 0;
filter.oninput = () => {
  clearTimeout(filterTimer);
  filterTimer = setTimeout(() => trigger('show', { text: filter.value }), FILTER_MS);
};

// ---- failures stay until dismissed
function drawFailures() {
  failures.replaceChildren();
  failures.hidden = !value.failures.length;
  if (failures.hidden) return;
  const top = el('div', 'lib-failtop');
  const clear = button('lib-clear', 'Dismiss all');
  clear.onclick = () => dismiss(null);
  top.append(el('b', '', 'Not added'), clear);
  failures.append(top);
  for (const failure of value.failures) {
    const line = el('div', 'lib-fail');
    const text = el('div');
    const name = el('b', '', failure.source);
    name.dir = 'auto';
    text.append(name, el('span', '', failure.reason), el('span', 'lib-hint', failure.hint));
    const close = button('lib-x', '✕', 'Dismiss the message about ' + failure.source);
    close.onclick = () => dismiss(failure.number);
    line.append(text, close);
    failures.append(line);
  }
}
function dismiss(number) {
  value.failures = value.failures.filter((failure) => number !== null && failure.number !== number);
  trigger('dismiss', { number });
  drawFailures();
}

// ---- uploads: one after the other, each with its own row
function drawUploads() {
  uploads.replaceChildren(...waiting.map((upload) => {
    const item = el('li', 'lib-up');
    const name = el('span', 'lib-title', upload.file.name);
    name.dir = 'auto';
    const bar = el('progress');
    bar.max = 1;
    if (upload.part !== null) bar.value = upload.part;
    bar.setAttribute('aria-label', 'Adding ' + upload.file.name);
    item.append(name, el('span', 'lib-src', upload.note), bar);
    return item;
  }));
}
function take(files) {
  for (const file of files) waiting.push({ file, note: 'Waiting…', part: 0 });
  drawUploads();
  if (waiting.length && !isUploading) uploadAll();
}
async function uploadAll() {
  isUploading = true;
  const done = { failed: 0, unchanged: [], too_large: [], lost: [] };
  while (waiting.length) {
    const upload = waiting[0];
    if (value.max_bytes && upload.file.size > value.max_bytes) done.too_large.push(upload.file.name);
    else await send(upload, done);
    waiting.shift();
    drawUploads();
  }
  isUploading = false;
  filter.value = '';
  trigger('added', { ...done, text: '' });
}
function send(upload, done) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    let seen = 0;
    let report = null;
    const read = () => {
      const end = request.responseText.lastIndexOf('\n\n');
      if (request.status !== 200 || end < seen) return;
      for (const block of request.responseText.slice(seen, end).split('\n\n')) {
        const name = /^event: (.*)$/m.exec(block)?.[1];
        const data = JSON.parse(/^data: (.*)$/m.exec(block)?.[1] || 'null');
        if (name === 'report') report = data;
        if (name === 'progress') {
          upload.note = `${data.stage[0].toUpperCase()}${data.stage.slice(1)}… ${data.done} of ${data.total}`;
          upload.part = data.total ? data.done / data.total : null;
        }
      }
      seen = end + 2;
      drawUploads();
    };
    request.open('POST', api('api/articles?name=' + encodeURIComponent(upload.file.name)));
    request.setRequestHeader('Accept', 'text/event-stream');
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.onprogress = (event) => {
      upload.note = 'Uploading…';
      upload.part = event.total ? event.loaded / event.total : null;
      drawUploads();
    };
    request.upload.onload = () => {
      upload.note = 'Reading…';
      upload.part = null;
      drawUploads();
    };
    request.onprogress = read;
    request.onloadend = () => {
      read();
      if (request.status === 413) done.too_large.push(upload.file.name);
      else if (!report) done.lost.push(upload.file.name);
      else {
        done.failed += report.failures.length;
        if (report.unchanged.length) done.unchanged.push(upload.file.name);
      }
      resolve();
    };
    request.send(upload.file);
  });
}
add.onclick = () => input.click();
input.onchange = () => {
  take([...input.files]);
  input.value = '';
};
const pane = element.closest('#side') || element;
pane.ondragover = (event) => {
  if (![...event.dataTransfer.types].includes('Files')) return;
  event.preventDefault();
  pane.classList.add('drop');
};
pane.ondragleave = (event) => pane.contains(event.relatedTarget) || pane.classList.remove('drop');
pane.ondrop = (event) => {
  event.preventDefault();
  pane.classList.remove('drop');
  take([...event.dataTransfer.files]);
};

watch('value', () => {
  if (!props.value) return;
  value = props.value;
  isLoaded = true;
  input.accept = value.accept;
  deselected = new Set(value.deselected);
  value.outside = 0;
  draw();
});
draw();
