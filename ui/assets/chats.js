// The list of chats: open, rename, delete, search. The server knows whose they are.
const root = element.querySelector('.chats');
const SEARCH_FROM = 8;
const SURE_MS = 4000;
const SEARCH_MS = 200;
let value = { chats: [], current: '', text: '' };
let renaming = null; // id of the chat whose title is being typed

const head = el('h2', '', say('chats.title'));
const search = el('input', 'chats-q');
const list = el('ul', 'chats-list');
search.type = 'search';
search.placeholder = say('chats.search');
search.setAttribute('aria-label', say('chats.search_name'));
root.setAttribute('aria-label', say('chats.title'));
root.replaceChildren(head, search, list);

function row(chat) {
  const item = el('li', 'chats-item');
  item.classList.toggle('on', chat.id === value.current);
  if (renaming === chat.id) {
    item.append(titleField(chat));
    return item;
  }
  const open = button('chats-open', null);
  open.append(auto(el('span', 'chats-name', chat.title)), el('span', 'chats-when', whenOf(chat.used_at)));
  open.title = chat.title;
  if (chat.id === value.current) open.setAttribute('aria-current', 'true');
  open.onclick = () => {
    document.body.classList.remove('side-open');
    if (chat.id !== value.current) trigger('pick', { id: chat.id });
  };
  const rename = button('chats-act icon pencil', null, say('chats.rename', { title: chat.title }));
  rename.title = say('chats.rename_title');
  rename.onclick = () => {
    renaming = chat.id;
    draw();
    list.querySelector('input').select();
  };
  item.append(open, rename, deleteButton(chat));
  return item;
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
    list.querySelector(`[data-chat="${CSS.escape(chat.id)}"] .chats-open`)?.focus();
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
  let timer = 0;
  const calm = () => {
    remove.classList.remove('sure');
    remove.textContent = '';
    remove.setAttribute('aria-label', say('chats.delete', { title: chat.title }));
  };
  remove.title = say('chats.delete_title');
  remove.onclick = () => {
    clearTimeout(timer);
    if (remove.classList.contains('sure')) {
      value.chats = value.chats.filter((other) => other.id !== chat.id);
      draw();
      trigger('drop', { id: chat.id });
      return;
    }
    remove.classList.add('sure');
    remove.textContent = say('chats.sure');
    remove.setAttribute('aria-label', say('chats.sure_name', { title: chat.title }));
    timer = setTimeout(calm, SURE_MS);
  };
  remove.onblur = calm;
  return remove;
}
function whenOf(moment) {
  const then = new Date(moment);
  const isToday = then.toDateString() === new Date().toDateString();
  if (isToday) return then.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  const isThisYear = then.getFullYear() === new Date().getFullYear();
  return then.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', ...(isThisYear ? {} : { year: 'numeric' }) });
}
function draw() {
  list.replaceChildren(...value.chats.map((chat) => {
    const item = row(chat);
    item.dataset.chat = chat.id;
    return item;
  }));
  if (!value.chats.length) list.append(el('li', 'chats-none', say(value.text ? 'chats.no_match' : 'chats.none')));
  if (value.is_cut) list.append(el('li', 'chats-none', say('chats.more')));
  search.hidden = value.chats.length < SEARCH_FROM && !value.text && !search.value;
}

let timer = 0;
search.oninput = () => {
  clearTimeout(timer);
  timer = setTimeout(() => trigger('find', { text: search.value }), SEARCH_MS);
};

watch('value', () => {
  if (!props.value) return;
  value = props.value;
  if (!value.text && document.activeElement !== search) search.value = '';
  if (!renaming) draw();
});
if (props.value) value = props.value;
draw();
