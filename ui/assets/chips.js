// ---- hover card of a chip
const hover = document.body.appendChild(el('div', 'cite-card'));
hover.id = 'cite-card';
hover.setAttribute('role', 'tooltip');
abort.signal.addEventListener('abort', () => hover.remove());
let hoverTimer = 0;
const HOVER_MS = 140;
function hideCard() {
  clearTimeout(hoverTimer);
  hover.classList.remove('show');
}
function showCard(chip) {
  const span = state().spans[chip.value];
  if (!span) return;
  const about = aboutOf(span.article);
  const quote = auto(el('p', '', say('sources.quote', { quote: span.quote })));
  hover.replaceChildren(auto(el('b', '', about.title)), el('span', 'sv-src', sourceOf(about, span.page)), quote);
  const width = Math.min(380, innerWidth - 16);
  const at = chip.getBoundingClientRect();
  hover.style.width = width + 'px';
  hover.classList.add('show');
  hover.style.left = Math.max(8, Math.min(at.left - 20, innerWidth - width - 8)) + 'px';
  const isLow = at.bottom + hover.offsetHeight + 10 > innerHeight;
  hover.style.top = (isLow ? Math.max(8, at.top - hover.offsetHeight - 8) : at.bottom + 8) + 'px';
}
const chipOf = (event) => event.target.closest?.('#chat .cite');
on('mouseover', (event) => {
  const chip = chipOf(event);
  if (!chip || matchMedia('(hover: none)').matches) return;
  clearTimeout(hoverTimer);
  hoverTimer = setTimeout(() => showCard(chip), HOVER_MS);
});
on('mouseout', (event) => chipOf(event) && hideCard());
on('focusin', (event) => {
  const chip = chipOf(event);
  if (chip?.matches(':focus-visible')) showCard(chip);
});
on('focusout', (event) => chipOf(event) && hideCard());
on('scroll', hideCard, { capture: true, passive: true });

// ---- clicks
on('click', (event) => {
  const opening = event.target.closest?.('#chat .cite, #chat .near, #sources [data-span]');
  if (!opening) return;
  event.preventDefault();
  open(opening.dataset.span || opening.value, opening, event.detail === 0);
});
// ---- keys, and news from the library
on('keydown', (event) => {
  const focus = document.activeElement;
  const isTyping = focus?.matches('input:not([type=checkbox], [type=radio]), textarea, select') || focus?.isContentEditable;
  if (event.key === 'Escape') {
    if (event.defaultPrevented || isUnderPopup()) return;
    if (hover.classList.contains('show')) hideCard();
    else if (!document.querySelector('body.side-open, .toast-close') && document.body.classList.contains('sv-open')) close();
  } else if (event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    document.querySelector('#ask textarea')?.focus();
  }
});
on('citewell:uncover', (event) => event.detail === 'article' && close());
on('citewell:read', (event) => show(event.detail));
const isOpen = (id) => view === 'article' && shown.id === id;
on('citewell:removed', ({ detail: id }) => {
  articles.delete(id);
  if (isOpen(id)) drawGone(root.querySelector('.sv-body'), shown.span, say('sources.gone'));
});
on('citewell:changed', ({ detail: id }) => { // it has another text, or is there again
  articles.delete(id);
  if (isOpen(id)) show({ ...shown, from: opener, isKeyboard: false });
});

let chatShown = state().chat;
let turnShown = turnOf(state());
watch('value', () => {
  const isNewTurn = turnShown !== turnOf(state());
  // Of a question that another page asked in this chat, whoever reads here is not disturbed.
  const isReading = view === 'article' && chatShown === state().chat && root.contains(document.activeElement);
  chatShown = state().chat;
  turnShown = turnOf(state());
  const isLeft = isNewTurn && !isReading;
  if (isLeft || !state().spans[active]) active = null;
  if (view === 'list' || isLeft) drawList();
  nameAll();
});

// ---- names for people who listen: the sanitiser takes them from chips, and Gradio calls every
// message by its raw source
function nameAll() {
  const examples = document.querySelector('#chat .examples[role=list]');
  examples?.setAttribute('role', 'group'); // its buttons are no list items
  document.querySelector('.toast-body.error:not([role=alert])')?.setAttribute('role', 'alert');
  document.querySelector('#ask .submit-button:not([aria-label])')?.setAttribute('aria-label', say('chat.send'));
  document.querySelector('#ask .stop-button:not([aria-label])')?.setAttribute('aria-label', say('chat.stop'));
  for (const chip of document.querySelectorAll('#chat .cite:not([aria-label])')) {
    const span = state().spans[chip.value];
    if (span) chip.setAttribute('aria-label', say('sources.chip', { number: span.number, title: aboutOf(span.article).title }));
  }
  for (const node of document.querySelectorAll('#chat [data-testid="bot"], #chat [data-testid="user"]')) {
    const said = node.querySelector('.follow-ups') ? 'proposed' : node.dataset.testid === 'bot' ? 'answer' : 'question';
    const name = say('sources.' + said);
    if (node.getAttribute('aria-label') !== name) node.setAttribute('aria-label', name);
  }
}
// The whole body: on a slow machine the conversation is mounted after this.
const naming = new MutationObserver(nameAll);
naming.observe(document.body, { subtree: true, childList: true, attributeFilter: ['aria-label'] });
abort.signal.addEventListener('abort', () => naming.disconnect());
drawList();
