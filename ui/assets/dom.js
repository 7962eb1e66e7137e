// What every pane needs, put in front of its own script: nodes, names, dates, texts of the page.
// Data becomes text through textContent only.
const el = (tag, name, text) => {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (text != null) node.textContent = text;
  return node;
};
const auto = (node) => {
  node.dir = 'auto'; // right-to-left text reads right to left
  return node;
};
const button = (name, text, label) => {
  const node = el('button', name, text);
  node.type = 'button';
  if (label) node.setAttribute('aria-label', label);
  return node;
};
const api = (path) => new URL(path, document.baseURI).toString();
// What slides in is hidden for some frames; who goes elsewhere meanwhile is left there.
const SLIDE_FRAMES = 60;
function focusShown(node, from = document.activeElement, frames = SLIDE_FRAMES) {
  node?.focus({ preventScroll: true });
  const isWaiting = node?.isConnected && node !== from && document.activeElement === from;
  if (isWaiting && frames) requestAnimationFrame(() => focusShown(node, from, frames - 1));
}
const SHEET = '(max-width: 860px)'; // here panes and popovers are sheets from below
// Over a sheet that begins at `top` the chat is scrolled until `bottom` is in view, as far as `start` stays so.
function makeRoom(top, bottom, start) {
  const log = document.querySelector('#chat [role=log]');
  log.style.paddingBottom = Math.max(0, log.getBoundingClientRect().bottom - top) + 'px';
  const above = start - log.getBoundingClientRect().top;
  log.scrollBy({ top: Math.max(0, Math.min(bottom + 8 - top, above)), behavior: 'instant' });
}
const leaveRoom = () => document.querySelector('#chat [role=log]')?.style.removeProperty('padding-bottom');
// What closes by itself on Escape, and before anything below it.
const isUnderPopup = () => Boolean(document.querySelector(':popover-open, dialog[open]'));
const isCalm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
// A text of texts.json with its {names} filled in; `count` chooses between one and other.
function say(key, values = {}) {
  let text = window.citewellTexts[key];
  if (text === undefined) throw new Error(`texts.json has no ${key}`);
  if (typeof text === 'object') text = values.count === 1 ? text.one : text.other;
  return text.replace(/\{(\w+)\}/g, (_, name) =>
    typeof values[name] === 'number' ? values[name].toLocaleString('en') : values[name]);
}
function dateOf(text, month = 'long') {
  if (!/^\d{4}-\d\d-\d\d$/.test(text || '')) return text || '';
  const options = { day: 'numeric', month, year: 'numeric' };
  return new Date(text + 'T12:00').toLocaleDateString('en-GB', options).replaceAll(' ', '\u00a0');
}
