// The buttons around an answer: copy, export, verdict, asking anew, editing, follow-ups.
const link = (path, text) => {
  const node = el('a', 'pop-link', text);
  node.href = api(path);
  node.onclick = (event) => {
    event.preventDefault();
    save(node.href);
  };
  return node;
};
// Fetched here and not by the browser, so that the page can say how the file is called, or what failed.
async function save(address) {
  const response = await fetch(address).catch(() => null);
  if (!response?.ok) {
    pop.append(el('p', 'pop-note', say('tools.failed')));
    return;
  }
  const [, name] = /filename="([^"]+)"/.exec(response.headers.get('content-disposition'));
  const file = el('a');
  file.href = URL.createObjectURL(await response.blob());
  file.download = name;
  file.click();
  setTimeout(() => URL.revokeObjectURL(file.href), 60000);
  pop.hidePopover();
  tell(say('tools.exported', { name }));
}

const actions = {
  async copy(number, node) {
    const response = await fetch(api(`api/chats/${value().chat}/answers/${number}`)).catch(() => null);
    if (!response?.ok) return tell(say('tools.failed'));
    const text = (await response.json()).markdown;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.body.appendChild(el('textarea')); // no clipboard on plain http
      area.value = text;
      area.select();
      document.execCommand('copy');
      area.remove();
    }
    node.classList.add('done');
    tell(say('tools.copied'));
    setTimeout(() => node.classList.remove('done'), 1500);
  },
  export(number, node) {
    const group = (title, end) => {
      const box = el('div', 'pop-group');
      box.append(el('h3', '', title));
      for (const kind of ['md', 'html', 'json']) {
        box.append(link(`api/chats/${value().chat}/export.${kind}${end}`, say('tools.export_' + kind)));
      }
      return box;
    };
    openPop(node, say('tools.export'),
      group(say('tools.export_answer'), `?number=${number}`), group(say('tools.export_chat'), ''));
    pop.querySelector('a').focus();
  },
  like(number) {
    judge(number, 'like', '');
  },
  dislike(number, node) {
    if (value().turns[number]?.verdict === 'dislike') judge(number, 'dislike', '');
    else askWhy(number, node);
  },
  retry(number) {
    askAnew({ number, question: '', wide: false });
  },
  narrower(number) {
    askAnew({ number, question: '', wide: false });
  },
  wider(number) {
    askAnew({ number, question: '', wide: true });
  },
  edit: (number, node) => edit(number, node.closest('.question')),
  unfold(_, node) {
    const isWhole = node.closest('.question').classList.toggle('unfolded');
    node.textContent = say(isWhole ? 'tools.fold' : 'action.unfold_text');
  },
  follow(question) {
    askAnew({ number: null, question, wide: false });
  },
  add() {
    document.querySelector('#lib .lib-add')?.click(); // chooses files
    document.dispatchEvent(new CustomEvent('citewell:library'));
  },
  trace: (number, node) => showTrace(number, node),
};
function askWhy(number, node) {
  const more = el('textarea', 'pop-text');
  more.rows = 2;
  more.maxLength = 900;
  more.placeholder = say('tools.dislike_more');
  more.setAttribute('aria-label', say('tools.dislike_more'));
  const reasons = ['wrong', 'missing', 'place', 'refused'].map((reason) => {
    const label = el('label', 'pop-choice');
    const box = el('input');
    box.type = 'radio';
    box.name = 'reason';
    label.append(box, el('span', '', say('tools.dislike_' + reason)));
    return label;
  });
  const send = button('pop-main', say('tools.send'));
  send.onclick = () => {
    const chosen = reasons.find((label) => label.querySelector('input').checked);
    judge(number, 'dislike', [chosen?.textContent, more.value.trim()].filter(Boolean).join(' — '));
    pop.hidePopover();
  };
  openPop(node, say('tools.dislike'), ...reasons, more, send);
  reasons[0].querySelector('input').focus();
}
// What was pressed goes with the old answer, so the focus moves on to the next question; not on a
// touch screen, where that would bring up the keyboard.
function askAnew(what) {
  isFollowing = true;
  trigger('again', what);
  toTheBox();
}
// What goes once it is pressed, as the button of `askAnew` does.
const GOING = '#chat .examples button, #chat .scroll-down-button-container button, #ask .stop-button';
function toTheBox() {
  if (!matchMedia('(hover: none)').matches) document.querySelector('#ask textarea')?.focus({ preventScroll: true });
}
let judged = null; // what the server was told of an answer and has not yet kept
let refocused = null; // the button that has the focus, also when the chat is drawn again
function judge(number, verdict, reason) {
  const isSame = value().turns[number]?.verdict === verdict;
  refocused = document.querySelector(`#chat .act[value="${verdict}:${number}"]`);
  judged = { chat: value().chat, number, verdict: isSame ? '' : verdict };
  trigger('judge', { number, verdict: judged.verdict, reason });
}
watch('value', () => { // the server has kept it
  if (!judged || judged.chat !== value().chat || value().turns[judged.number]?.verdict !== judged.verdict) return;
  tell(say(judged.verdict ? 'feedback.thanks' : 'feedback.taken_back'));
  judged = null;
});
// The question becomes a field where it stands.
function edit(number, question) {
  const field = el('textarea', 'edit-text');
  field.maxLength = 4000;
  field.value = value().turns[number]?.question || '';
  field.setAttribute('aria-label', say('tools.edit'));
  const row = el('div', 'edit-row');
  const ask = button('edit-ask', say('tools.ask'));
  const cancel = button('edit-cancel', say('tools.cancel'));
  const box = el('div', 'edit');
  const fit = () => {
    field.style.height = 'auto';
    field.style.height = field.scrollHeight + 'px';
  };
  cancel.onclick = () => {
    box.remove();
    question.classList.remove('edited');
    question.querySelector('.pencil').focus();
  };
  ask.onclick = () => {
    if (!field.value.trim()) return;
    askAnew({ number, question: field.value, wide: false });
  };
  field.oninput = fit;
  field.onkeydown = (event) => {
    if (event.isComposing || !['Enter', 'Escape'].includes(event.key) || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation(); // it closes nothing else
    (event.key === 'Enter' ? ask : cancel).click();
  };
  row.append(el('span', 'edit-note', say('tools.edit_note')), cancel, ask);
  box.append(field, row);
  question.append(box);
  question.classList.add('edited');
  fit();
  field.focus();
}

let asked = 0;
const following = new MutationObserver(() => {
  if (refocused && document.activeElement === document.body) redrawn(refocused)?.focus({ preventScroll: true });
  keepPlace();
  const count = document.querySelectorAll('#chat .user-row').length;
  if (count > asked) isFollowing = true;
  asked = count;
  follow();
});
following.observe(document.body, { subtree: true, childList: true });
abort.signal.addEventListener('abort', () => following.disconnect());

document.addEventListener('focusin', (event) => {
  refocused = event.target.closest('#chat button[value]');
}, { signal: abort.signal });
document.addEventListener('pointerdown', () => {
  refocused = null; // a press beside all buttons leaves none with the focus
}, { signal: abort.signal });
document.addEventListener('click', (event) => {
  if (event.target.closest?.(GOING)) toTheBox();
  const node = event.target.closest?.('#chat .act[value]');
  const [action, ...rest] = node?.value.split(':') || [];
  if (!actions[action]) return;
  event.preventDefault();
  const argument = rest.join(':');
  actions[action](action === 'follow' ? argument : Number(argument), node);
}, { signal: abort.signal });
