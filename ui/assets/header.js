// The bar on top: theme, new chat, who is signed in, and on small screens the doors to the library
// and the sources.
const find = (selector) => element.querySelector(selector);
const body = document.body;

window.citewellHeader?.abort(); // a remount must not double the listeners on document
const abort = (window.citewellHeader = new AbortController());
const on = (type, listener) => document.addEventListener(type, listener, { signal: abort.signal });

const box = () => document.querySelector('#ask textarea');
find('.skip').onclick = (event) => {
  event.preventDefault(); // the address stays
  box()?.focus();
};

const menu = find('.menu');
function openLibrary(isOpen) {
  body.classList.toggle('side-open', isOpen);
  menu.setAttribute('aria-expanded', String(isOpen));
}

menu.onclick = () => {
  openLibrary(!body.classList.contains('side-open'));
  if (body.classList.contains('side-open')) focusShown(document.querySelector('#side .side-x'));
};
find('.srcs').onclick = () => {
  if (body.classList.toggle('sv-open')) focusShown(document.querySelector('#sources .sv-x'));
};
find('.new').onclick = () => {
  document.dispatchEvent(new CustomEvent('citewell:new-chat'));
  if (matchMedia('(hover: hover)').matches) box()?.focus();
};

// What was chosen is also kept here, so that the next page never flashes the other theme.
const systemDark = matchMedia('(prefers-color-scheme: dark)');
let theme = null; // 'light', 'dark', or null for the system's
function showTheme(chosen) {
  theme = chosen;
  body.classList.toggle('dark', theme ? theme === 'dark' : systemDark.matches);
  try {
    if (theme) localStorage.setItem('citewell-theme', theme);
    else localStorage.removeItem('citewell-theme');
  } catch {
    // storage is off: the server remembers the choice
  }
}
systemDark.addEventListener('change', () => theme || showTheme(null), { signal: abort.signal });

// Fetching anything while signed out, here or in another tab, leads to signing in again.
const fetchAnything = (window.citewellFetch ??= window.fetch);
window.fetch = async (...asked) => {
  const response = await fetchAnything(...asked);
  const here = location.pathname + location.search;
  if (response.status === 401) location.assign(api(here === '/' ? 'login' : `login?next=${encodeURIComponent(here)}`));
  return response;
};

function showPerson(name) {
  find('.who').hidden = !name;
  find('.who-name').textContent = name ?? '';
  find('.who-name').title = name ? say('header.signed_in', { name }) : '';
}

on('click', (event) => {
  // What was pressed may be gone by now.
  const isInside = event.composedPath().some((node) => node.matches?.('#side, .menu, .toast-wrap, .sv-x'));
  if (body.classList.contains('side-open') && !isInside) openLibrary(false);
});
on('citewell:uncover', (event) => event.detail === 'side' && openLibrary(false));
on('citewell:library', () => matchMedia('(max-width: 1180px)').matches && openLibrary(true));
on('keydown', (event) => {
  if (event.key !== 'Escape' || isUnderPopup()) return; // one layer at a time
  const toasts = document.querySelectorAll('.toast-close');
  toasts.forEach((close) => close.click());
  if (toasts.length) event.preventDefault();
  else if (body.classList.contains('side-open')) {
    event.preventDefault();
    openLibrary(false);
    menu.focus();
  }
});
