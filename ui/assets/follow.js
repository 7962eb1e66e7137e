// A new question is shown, however far up the person had scrolled, and its answer as it is written:
// to its end, but never so far that the question is gone. Whoever scrolls or presses something stays.
const AIR = 12; // over the question
const SETTLED_MS = 2000; // without a change after an answer: whatever scrolls then, nothing pulls it back
let isFollowing = false;
let settling = 0;

function follow() {
  const log = document.querySelector('#chat [role=log]');
  const question = [...document.querySelectorAll('#chat .user-row')].at(-1);
  if (!isFollowing || !log || !question) return;
  clearTimeout(settling);
  if (!document.querySelector('#ask .stop-button')) settling = setTimeout(() => (isFollowing = false), SETTLED_MS);
  const top = log.scrollTop + question.getBoundingClientRect().top - log.getBoundingClientRect().top - AIR;
  const to = Math.floor(Math.max(0, Math.min(log.scrollHeight - log.clientHeight, top)));
  if (Math.abs(log.scrollTop - to) > 1) log.scrollTo({ top: to, behavior: 'instant' });
}
const stay = (event) => {
  if (event.target.closest?.('#chat')) isFollowing = false;
};
const SCROLL_KEYS = ['Tab', 'PageUp', 'PageDown', 'Home', 'End', 'ArrowUp', 'ArrowDown', ' '];
const here = { capture: true, passive: true, signal: abort.signal };
for (const kind of ['wheel', 'touchmove', 'pointerdown']) document.addEventListener(kind, stay, here);
document.addEventListener('keydown', (event) => SCROLL_KEYS.includes(event.key) && stay(event), here);
addEventListener('resize', follow, here);
