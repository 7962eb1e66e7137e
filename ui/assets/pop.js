// The small popover of the answers' buttons, and the line that says what has just happened.
const value = () => props.value || { chat: '', turns: {} };

window.citewellTools?.abort(); // a remount must not double the listeners on document
const abort = (window.citewellTools = new AbortController());
const TOLD_MS = 4000;

const pop = document.body.appendChild(el('div', 'pop'));
pop.id = 'pop';
pop.tabIndex = -1;
pop.popover = 'auto'; // closes on Escape or a click elsewhere, and gives the focus back
pop.setAttribute('role', 'dialog');
abort.signal.addEventListener('abort', () => pop.remove());

// An answer is drawn anew as it grows, its buttons too: give the one that stands there now.
function redrawn(node) {
  if (node.isConnected) return node;
  return [...document.querySelectorAll('#chat button')].find((one) => one.value === node.value);
}
let opener = null; // the button that the popover belongs to
function openPop(node, title, ...nodes) {
  const beside = (opener = redrawn(node));
  if (!beside) return pop.hidePopover(); // its answer is gone
  const head = el('div', 'pop-head');
  const close = button('pop-x', '✕', say('tools.close'));
  close.onclick = () => pop.hidePopover();
  head.append(el('h2', '', title), close);
  pop.setAttribute('aria-label', title);
  const isFocused = pop.contains(document.activeElement);
  pop.replaceChildren(head, ...nodes);
  if (isFocused) pop.focus(); // what had it is gone
  if (!pop.matches(':popover-open')) pop.showPopover();
  if (matchMedia(SHEET).matches) {
    const row = beside.closest('.message-row').getBoundingClientRect();
    makeRoom(pop.getBoundingClientRect().top, beside.getBoundingClientRect().bottom, row.top);
  }
  else placePop(beside.getBoundingClientRect());
}
// It stays beside its button when the answer moves.
function keepPlace() {
  const beside = pop.matches(':popover-open') && redrawn(opener);
  if (beside && !matchMedia(SHEET).matches) placePop(beside.getBoundingClientRect());
}
document.addEventListener('scroll', keepPlace, { capture: true, signal: abort.signal });
// Below its button if there is room, else over the sources: never over the answer or the bar.
function placePop(at) {
  const top = document.querySelector('#main').getBoundingClientRect().top + 8;
  const bottom = innerHeight - 8 - pop.offsetHeight;
  const isBelow = at.bottom + 6 <= bottom;
  const left = isBelow ? at.left : document.querySelector('#src-col').getBoundingClientRect().left + 12;
  pop.style.left = Math.max(8, Math.min(left, innerWidth - pop.offsetWidth - 8)) + 'px';
  pop.style.top = Math.max(top, Math.min(at.bottom + 6, bottom)) + 'px';
}
pop.addEventListener('toggle', (event) => event.newState === 'closed' && leaveRoom());

// Over the end of the chat, where there is nothing to press.
const notice = document.body.appendChild(el('div', 'told'));
notice.setAttribute('role', 'status');
abort.signal.addEventListener('abort', () => notice.remove());
let untelling = 0;
function tell(text) {
  clearTimeout(untelling);
  notice.textContent = '';
  const column = document.querySelector('#chat-col').getBoundingClientRect();
  notice.style.left = column.left + column.width / 2 + 'px';
  const under = document.querySelector('.scope:not([hidden])') || document.querySelector('#ask');
  notice.style.bottom = innerHeight - under.getBoundingClientRect().top + 8 + 'px';
  requestAnimationFrame(() => {
    notice.textContent = text;
  });
  untelling = setTimeout(() => {
    notice.textContent = '';
  }, TOLD_MS);
}
document.addEventListener('citewell:tell', (event) => tell(event.detail), { signal: abort.signal });
