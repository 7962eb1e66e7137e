// The bar on top: theme, new chat, and on small screens the doors to the library and the sources.
const find = (selector) => element.querySelector(selector);
const body = document.body;

window.citewellHeader?.abort(); // a remount must not double the listeners on document
const abort = (window.citewellHeader = new AbortController());
const on = (type, listener) => document.addEventListener(type, listener, { signal: abort.signal });

const menu = find('.menu');
function openLibrary(isOpen) {
  body.classList.toggle('side-open', isOpen);
  menu.setAttribute('aria-expanded', String(isOpen));
}

menu.onclick = () => openLibrary(!body.classList.contains('side-open'));
find('.srcs').onclick = () => body.classList.toggle('sv-open');
find('.new').onclick = () => {
  trigger('fresh', {});
  document.querySelector('#ask textarea')?.focus();
};
find('.theme').onclick = () => {
  const isDark = body.classList.toggle('dark');
  try {
    localStorage.setItem('citewell-theme', isDark ? 'dark' : 'light');
  } catch {
    // storage is off: the choice lasts until the page is left
  }
};

on('click', (event) => {
  const isInside = event.target.closest?.('#side, .menu, .toast-wrap');
  if (body.classList.contains('side-open') && !isInside) openLibrary(false);
});
on('keydown', (event) => {
  if (event.key === 'Escape' && body.classList.contains('side-open')) {
    openLibrary(false);
    menu.focus();
  }
});
