// The list of chats: open, rename, delete, search. The server knows whose they are.
const root = element.querySelector('.chats');
const SEARCH_FROM = 5;
const UNDO_MS = 10000;
const SEARCH_MS = 200;
let value = { chats: [], current: '', text: '', named: null };
let dropping = null; // id of the chat whose deletion the server has not yet told
let awaited = null; // the restoring of it, which must not overtake that
let returning = null; // id of the chat that comes back, to have the focus
let renaming = null; // id of the chat whose title is being typed

const head = el('h2', '', say('chats.title'));
const search = el('input', 'chats-q');
const list = el('ul', 'chats-list');
const keys = rowKeys(list, 'chat');
const notes = el('div', 'chats-notes');
notes.setAttribute('role', 'status');
search.type = 'search';
search.placeholder = say('chats.search');
search.setAttribute('aria-label', say('chats.search_name'));
root.setAttribute('aria-label', say('chats.title'));
list.tabIndex = -1;
root.replaceChildren(head, notes, search, list);

function row(chat) {
  const item = el('li', 'chats-item');
  item.classList.toggle('on', chat.id === value.current);
  if (renaming === chat.id) {
    item.append(titleField(chat));
    return item;
  }
  const open = el('a', 'chats-open');
  open.href = addressOf(chat.id);
  open.append(auto(el('span', 'chats-name', chat.title)), el('span', 'chats-when', whenOf(chat.used_at)));
  if (chat.found) open.append(auto(found(chat.found)));
  open.title = chat.title;
  if (chat.id === value.current) open.setAttribute('aria-current', 'true');
  open.onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // in a new tab or window
    event.preventDefault();
    document.body.classList.remove('side-open');
    if (chat.id !== value.current) visit(chat.id);
  };
  const rename = button('chats-act icon pencil', null, say('chats.rename', { title: chat.title }));
  rename.title = say('chats.rename_title');
  rename.onclick = () => {
    renaming = chat.id;
    draw();
    list.querySelector('input').select();
  };
  const remove = deleteButton(chat);
  for (const node of [open, rename, remove]) node.tabIndex = -1; // but for the row that Tab goes to
  item.append(open, rename, remove);
  return item;
}
// The piece of text in which a search has found the chat, its words marked.
function found(piece) {
  const words = value.text.split(/\s+/).filter(Boolean).map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  const node = el('span', 'chats-found');
  piece.split(new RegExp(`(${words.join('|')})`, 'giu')).forEach((part, place) =>
    node.append(place % 2 ? el('mark', '', part) : part));
  return node;
}
function titleField(chat) {
  const field = el('input', 'chats-field');
  field.value = chat.title;
  field.maxLength = 120;
  field.setAttribute('aria-label', say('chats.new_title'));
  const end = (isKept) => {
    if (renaming !== chat.id) return;
    renaming = null;
    const title = field.value.trim();
    if (isKept && title && title !== chat.title) {
      chat.title = title;
      trigger('rename', { id: chat.id, title, text: search.value });
    }
    draw();
    keys.rowOf(chat.id)?.querySelector('.chats-open')?.focus();
  };
  field.onkeydown = (event) => {
    event.stopPropagation();
    if (event.key === 'Enter') end(true);
    if (event.key === 'Escape') end(false);
  };
  field.onblur = () => end(true);
  return field;
}
function deleteButton(chat) {
  const remove = button('chats-act icon bin', null, say('chats.delete', { title: chat.title }));
  remove.title = say('chats.delete_title');
  remove.onclick = () => {
    value.chats = value.chats.filter((other) => other.id !== chat.id);
    draw();
    dropping = chat.id;
    trigger('drop', { id: chat.id });
    offerUndo(chat, chat.id === value.current);
  };
  return remove;
}
// Only the last deletion is offered; the button has the focus, and stays while it has.
function offerUndo(chat, isShown) {
  const undo = button('chats-undo', say('chats.undo'), say('chats.undo_name', { title: chat.title }));
  const line = el('div', 'chats-note');
  const end = () => {
    if (!line.isConnected) return;
    if (line.matches(':hover, :focus-within')) setTimeout(end, 1000);
    else line.remove();
  };
  line.append(auto(el('span', '', say('chats.deleted', { title: chat.title }))), undo);
  undo.onclick = () => {
    line.remove();
    returning = chat.id;
    list.focus(); // until it is there
    awaited = { id: chat.id, was_shown: isShown };
    setTimeout(restoreAwaited, dropping === chat.id ? UNDO_MS : 0); // it may fail, too
  };
  notes.replaceChildren(line);
  undo.focus();
  setTimeout(end, UNDO_MS);
}
function restoreAwaited() {
  if (awaited) trigger('restore', awaited);
  awaited = null;
}
function whenOf(moment) {
  const then = new Date(moment);
  const isToday = then.toDateString() === new Date().toDateString();
  if (isToday) return then.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  const isThisYear = then.getFullYear() === new Date().getFullYear();
  return then.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', ...(isThisYear ? {} : { year: 'numeric' }) });
}
function draw() {
  const focused = document.activeElement;
  const item = list.contains(focused) && focused.closest('li');
  const [chatId, name] = item ? [item.dataset.chat, [...focused.classList].at(-1)] : [];
  list.replaceChildren(...value.chats.map((chat) => {
    const item = row(chat);
    item.dataset.chat = chat.id;
    return item;
  }));
  if (!value.chats.length) list.append(el('li', 'chats-none', say(value.text ? 'chats.no_match' : 'chats.none')));
  if (value.is_cut) list.append(el('li', 'chats-none', say('chats.more')));
  keys.keep();
  if (name) keys.rowOf(chatId)?.querySelector('.' + name)?.focus();
  search.hidden = value.chats.length < SEARCH_FROM && !value.text && !search.value;
}

function showCurrent() {
  const item = list.querySelector('.on');
  const above = item && item.getBoundingClientRect().top - list.getBoundingClientRect().top;
  if (item && (above < 0 || above + item.offsetHeight > list.clientHeight)) list.scrollTop += above;
}

let timer = 0;
search.oninput = () => {
  clearTimeout(timer);
  timer = setTimeout(() => trigger('find', { text: search.value }), SEARCH_MS);
};

function show() {
  if (!props.value) return draw();
  const before = value.current;
  const first = value.chats[0]?.id;
  value = { current: before, ...props.value };
  if (!value.text && document.activeElement !== search) search.value = '';
  if (!value.chats.some((chat) => chat.id === dropping)) {
    dropping = null;
    restoreAwaited();
  }
  if (!renaming) draw();
  const returned = returning && keys.rowOf(returning);
  if (returned && document.activeElement === list) returned.querySelector('.chats-open').focus();
  if (returned) returning = null;
  if (value.current !== before || value.chats[0]?.id !== first) showCurrent();
  place({ isGone: Boolean(before) && !value.chats.some((chat) => chat.id === before) && !value.text });
  if (!value.text) nameTab();
}
watch('value', show);
show();
