// A question that is being typed outlives a reload of the page, and a server that went away.
const DRAFT = 'citewell-draft'; // of this tab alone, and gone with it
const RESTORE_MS = 10000;
const SENT_MS = 1000; // until the box is empty
const box = () => document.querySelector('#ask textarea');
function keepDraft(text) {
  try {
    if (text.trim()) sessionStorage.setItem(DRAFT, text);
    else sessionStorage.removeItem(DRAFT);
  } catch { /* no storage is allowed here */ }
}
// The box is there some time after the page, and the page fills it in itself at first.
function restoreDraft(from = performance.now()) {
  let draft = null;
  try {
    draft = sessionStorage.getItem(DRAFT);
  } catch { /* no storage is allowed here */ }
  const field = box();
  if (!draft || field?.value || performance.now() - from > RESTORE_MS) return;
  if (!field) return void setTimeout(() => restoreDraft(from), 100);
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set.call(field, draft);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
document.addEventListener('input', (event) => {
  if (event.target === box()) keepDraft(event.target.value);
}, { signal: gone.signal });
addEventListener('pagehide', () => box() && keepDraft(box().value), { signal: gone.signal }); // what was sent is no draft
// Sent, it is no draft any more; nor is it anybody else's.
document.addEventListener('keydown', (event) => {
  if (event.target === box() && event.key === 'Enter') setTimeout(() => box() && keepDraft(box().value), SENT_MS);
}, { signal: gone.signal });
document.addEventListener('click', (event) => {
  if (event.target.closest?.('a[href$="logout"], form[action$="logout"]')) keepDraft('');
}, { capture: true, signal: gone.signal });
// The box takes no more than it may hold, and would say nothing of the rest.
document.addEventListener('paste', (event) => {
  const field = event.target;
  const pasted = event.clipboardData?.getData('text').length || 0;
  if (field !== box() || field.maxLength < 0) return;
  const left = field.maxLength - field.value.length + field.selectionEnd - field.selectionStart;
  if (pasted > left) document.dispatchEvent(new CustomEvent('citewell:tell', { detail: say('chat.cut', { most: field.maxLength }) }));
}, { signal: gone.signal });
restoreDraft();
