// The keys of a list. Tab goes to one of its rows, the one that had the focus last, and through what
// can be pressed in it; arrows, Home and End go to the other rows.
function rowKeys(list, key) {
  let current = null; // that row
  const rowOf = (id) => list.querySelector(`[data-${key}="${CSS.escape(id)}"]`);
  const rows = () => [...list.querySelectorAll(`[data-${key}]`)];
  const makeCurrent = (item) => {
    for (const [row, index] of [[current, -1], [item, 0]]) {
      row?.querySelectorAll('input, button, a').forEach((node) => (node.tabIndex = index));
    }
    current = item;
  };
  list.addEventListener('focusin', (event) => {
    const item = event.target.closest(`[data-${key}]`);
    if (item && item !== current) makeCurrent(item);
  });
  list.addEventListener('keydown', (event) => {
    const items = rows();
    const at = items.indexOf(event.target.closest(`[data-${key}]`));
    if (at >= 0 && event.key === 'Enter' && event.target.matches('[type=checkbox]')) items[at].querySelector('button').click();
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (at < 0 || !items[to] || event.target.matches('input:not([type=checkbox])')) return;
    event.preventDefault();
    items[to].querySelector('input, button, a').focus(); // which shows what is hidden else
    items[to].querySelector('.' + [...event.target.classList].at(-1))?.focus();
  });
  // After the rows were drawn anew, what is in them without a Tab stop.
  const keep = () => {
    const chosen = list.querySelector('[aria-current]')?.closest(`[data-${key}]`);
    makeCurrent((current && rowOf(current.dataset[key])) || chosen || list.querySelector(`[data-${key}]`));
  };
  return { rowOf, keep };
}
