// Each chat has an address, `?chat=ID`, so Back and Forward move between chats and a tab can be
// kept. On a small screen Back first closes what slid over the chat.
const WAIT_MS = 5000;
let isPlaced = false; // the address says which chat is shown
let visiting = 0; // when Back or Forward asked the server for a chat; 0 if they wait for none
let isUncovering = false; // the entry of a cover that was closed is on its way out

const addressed = () => new URL(location).searchParams.get('chat') || '';
function addressOf(id) {
  const address = new URL(location);
  if (id) address.searchParams.set('chat', id);
  else address.searchParams.delete('chat');
  return address.href;
}
// Show a chat, or an empty one; with its address once the server has said what it is.
function visit(id) {
  trigger('pick', { id });
}
function follow() {
  if (visiting && Date.now() - visiting < WAIT_MS) return;
  if (addressed() === value.current) return;
  visiting = Date.now();
  visit(addressed());
}
// `isGone`: the chat that was shown is no longer there, so nobody wants to go back to it.
function place({ isGone = false } = {}) {
  if (visiting && Date.now() - visiting > WAIT_MS) visiting = 0; // no answer came
  if (visiting) {
    if (value.named == null) return; // not yet the answer
    visiting = 0;
    if (value.named !== addressed()) return follow(); // Back was pressed again meanwhile
    isGone = true;
  }
  if (isUncovering || (isPlaced && addressed() === value.current)) return;
  if (isPlaced && !isGone) history.pushState({}, '', addressOf(value.current));
  else history.replaceState({}, '', addressOf(value.current));
  isPlaced = true;
}
function nameTab() {
  const title = value.chats.find((chat) => chat.id === value.current)?.title;
  document.title = title ? `${title} · Citewell` : 'Citewell';
}

// ---- what slides over the chat has an entry of its own, which Back takes away
const covers = { 'side-open': '(max-width: 1180px)', 'sv-open': SHEET };
const isFit = (screen) => matchMedia(screen).matches;
const isCovered = () =>
  Object.entries(covers).some(([name, screen]) => document.body.classList.contains(name) && isFit(screen))
  || (isFit(covers['sv-open']) && !/settings|doctor/.test(location.hash + location.search) && isUnderPopup());
function uncover() { // what lies on top
  const sheet = document.querySelector(':popover-open');
  if (sheet) return sheet.hidePopover();
  const topmost = document.querySelector('dialog[open]') ? 'dialog'
    : document.body.classList.contains('side-open') ? 'side' : 'article';
  document.dispatchEvent(new CustomEvent('citewell:uncover', { detail: topmost }));
}
if (history.state?.isCover) history.replaceState({}, '');

window.citewellAddress?.abort(); // a remount must not double the listeners
const leaving = (window.citewellAddress = new AbortController());
function placeCover() {
  if (isCovered() && !history.state?.isCover) history.pushState({ isCover: true }, '');
  else if (!isCovered() && history.state?.isCover && !isUncovering) {
    isUncovering = true;
    history.back();
  }
}
const covering = new MutationObserver(placeCover);
covering.observe(document.body, { attributeFilter: ['class'] });
covering.observe(document.querySelector('#head'), { attributeFilter: ['open'], subtree: true });
leaving.signal.addEventListener('abort', () => covering.disconnect());
document.addEventListener('toggle', placeCover, { capture: true, signal: leaving.signal }); // of a popover
window.addEventListener('popstate', () => {
  if (isUncovering) {
    isUncovering = false;
    place();
    return placeCover(); // something else may have opened meanwhile
  }
  if (history.state?.isCover) history.replaceState({}, ''); // Forward, to what is closed
  else if (isCovered()) uncover();
  follow();
}, { signal: leaving.signal });
document.addEventListener('citewell:new-chat', () => visit(''), { signal: leaving.signal });
