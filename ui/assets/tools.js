// The buttons around an answer: copy, export, verdict, asking anew, editing, follow-ups. Each that
// needs more than a click opens one small popover beside its button.
const value = () => props.value || { chat: '', turns: {} };

window.citewellTools?.abort(); // a remount must not double the listeners on document
const abort = (window.citewellTools = new AbortController());
const pop = document.body.appendChild(el('div', 'pop'));
pop.id = 'pop';
pop.popover = 'auto'; // closes on Escape or a click elsewhere, and gives the focus back
pop.setAttribute('role', 'dialog');
abort.signal.addEventListener('abort', () => pop.remove());

function openPop(beside, title, ...nodes) {
  const head = el('div', 'pop-head');
  const close = button('pop-x', '✕', say('tools.close'));
  close.onclick = () => pop.hidePopover();
  head.append(el('h2', '', title), close);
  pop.setAttribute('aria-label', title);
  pop.replaceChildren(head, ...nodes);
  if (!pop.matches(':popover-open')) pop.showPopover();
  const at = beside.getBoundingClientRect();
  const isLow = at.bottom + pop.offsetHeight + 12 > innerHeight;
  pop.style.left = Math.max(8, Math.min(at.left, innerWidth - pop.offsetWidth - 8)) + 'px';
  pop.style.top = (isLow ? Math.max(8, at.top - pop.offsetHeight - 6) : at.bottom + 6) + 'px';
}
const link = (path, text) => {
  const node = el('a', 'pop-link', text);
  node.href = api(path);
  node.download = '';
  return node;
};

const actions = {
  async copy(number, node) {
    const response = await fetch(api(`api/chats/${value().chat}/answers/${number}`));
    if (!response.ok) return;
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
    if (value().turns[number]?.verdict === 'dislike') {
      judge(number, 'dislike', '');
      return;
    }
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
  },
  retry(number) {
    askAnew({ number, question: '', wide: false });
  },
  wider(number) {
    askAnew({ number, question: '', wide: true });
  },
  edit(number, node) {
    const field = el('textarea', 'pop-text');
    field.rows = 3;
    field.maxLength = 4000;
    field.value = value().turns[number]?.question || '';
    field.setAttribute('aria-label', say('tools.edit'));
    const ask = button('pop-main', say('tools.ask'));
    ask.onclick = () => {
      if (!field.value.trim()) return;
      pop.hidePopover();
      askAnew({ number, question: field.value, wide: false });
    };
    field.onkeydown = (event) => {
      if (event.key === 'Enter' && !event.shiftKey) {
        event.preventDefault();
        ask.click();
      }
    };
    openPop(node, say('tools.edit'), field, el('p', 'pop-note', say('tools.edit_note')), ask);
    field.focus();
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
// What was pressed goes with the old answer, so the focus moves on to the next question; not on a
// touch screen, where that would bring up the keyboard.
function askAnew(what) {
  trigger('again', what);
  if (!matchMedia('(hover: none)').matches) document.querySelector('#ask textarea')?.focus({ preventScroll: true });
}
let refocused = ''; // what has the focus, once the chat is drawn again
function judge(number, verdict, reason) {
  refocused = `#chat .act[value="${verdict}:${number}"]`;
  const isSame = value().turns[number]?.verdict === verdict;
  trigger('judge', { number, verdict: isSame ? '' : verdict, reason });
}
// A new question is shown, however far up the person had scrolled; Gradio follows only at the end.
let asked = 0;
const following = new MutationObserver(() => {
  const node = refocused && document.activeElement === document.body && document.querySelector(refocused);
  if (node) node.focus({ preventScroll: true });
  if (node || document.activeElement?.matches('input, textarea')) refocused = '';
  const count = document.querySelectorAll('#chat .user-row').length;
  if (count > asked) {
    const log = document.querySelector('#chat [role=log]');
    log?.scrollTo({ top: log.scrollHeight, behavior: 'instant' });
  }
  asked = count;
});
following.observe(document.body, { subtree: true, childList: true });
abort.signal.addEventListener('abort', () => following.disconnect());

// What changed, for those who listen.
const live = document.body.appendChild(el('div', 'heard'));
live.setAttribute('role', 'status');
abort.signal.addEventListener('abort', () => live.remove());
function tell(text) {
  live.textContent = '';
  requestAnimationFrame(() => {
    live.textContent = text;
  });
}
document.addEventListener('click', (event) => {
  const node = event.target.closest?.('#chat .act[value]');
  const [action, ...rest] = node?.value.split(':') || [];
  if (!actions[action]) return;
  event.preventDefault();
  const argument = rest.join(':');
  actions[action](action === 'follow' ? argument : Number(argument), node);
}, { signal: abort.signal });
