// The library pane's short messages, and the menu that opens from a button. Knows no article.
const UNDO_MS = 20000;
const NOTE_MS = 6000;
const BUSY_MS = 600000; // of what ends with the work
const notes = el('div', 'lib-notes');
const menu = el('div', 'lib-menu');
notes.setAttribute('role', 'status');
menu.popover = 'auto';
menu.setAttribute('role', 'menu');

// ---- short messages; one with a button gets the focus; each stays while it is pointed at
function note(text, { undo = null, isBad = false, ms = undo ? UNDO_MS : NOTE_MS } = {}) {
  const bar = el('div', isBad ? 'lib-note bad' : 'lib-note');
  const close = button('lib-x', '✕', say('library.close'));
  const end = () => {
    if (bar.matches(':hover, :focus-within')) return setTimeout(end, 1000);
    return bar.remove();
  };
  bar.append(auto(el('span', '', text)));
  if (undo) {
    const press = button('lib-undo', undo.text, undo.label);
    press.onclick = () => {
      bar.remove();
      list.focus({ preventScroll: true }); // until what was undone is there
      undo.act();
    };
    bar.append(press);
    requestAnimationFrame(() => press.focus());
  }
  close.onclick = () => {
    bar.remove();
    list.focus();
  };
  bar.append(close);
  notes.append(bar);
  if (!isBad) setTimeout(end, ms);
  return bar;
}

// ---- the menu of a row
function openMenu(opener, label, entries) {
  menu.setAttribute('aria-label', label);
  menu.replaceChildren(...entries.map(({ text, act, name }) => {
    const entry = auto(button(name || '', text));
    entry.setAttribute('role', 'menuitem');
    entry.onclick = () => {
      menu.hidePopover();
      act();
    };
    return entry;
  }));
  menu.showPopover();
  const at = opener.getBoundingClientRect();
  const isLow = at.bottom + menu.offsetHeight + 8 > innerHeight;
  menu.style.top = `${isLow ? Math.max(8, at.top - menu.offsetHeight - 4) : at.bottom + 4}px`;
  menu.style.left = `${Math.max(8, Math.min(at.right - menu.offsetWidth, innerWidth - menu.offsetWidth - 8))}px`;
  menu.firstElementChild.focus();
}
menu.onkeydown = (event) => {
  const entries = [...menu.children];
  const at = entries.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (next !== undefined) {
    event.preventDefault();
    entries.at(next % entries.length).focus();
  }
  if (event.key === 'Escape' || event.key === 'Tab') {
    event.preventDefault();
    event.stopPropagation(); // Escape closes only the menu
    menu.hidePopover();
  }
};
