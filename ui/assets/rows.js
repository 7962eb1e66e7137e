// The keys of the list. Tab goes to one of its rows, the one that had the focus last, and through its
// box, title and menu; arrows, Home and End go to the other rows.
let current = null; // that row

const rowOf = (id) => list.querySelector(`[data-article="${CSS.escape(id)}"]`);
function makeCurrent(item) {
  for (const [row, index] of [[current, -1], [item, 0]]) {
    row?.querySelectorAll('input, button').forEach((node) => (node.tabIndex = index));
  }
  current = item;
}
// After the rows were drawn anew.
function keepCurrent() {
  makeCurrent((current && rowOf(current.dataset.article)) || list.querySelector('.lib-item'));
}
function followFocus(event) {
  const item = event.target.closest('.lib-item');
  if (item && item !== current) makeCurrent(item);
}
function moveAlong(event) {
  const items = [...list.querySelectorAll('.lib-item')];
  const at = items.indexOf(event.target.closest('.lib-item'));
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (at < 0 || !items[to]) return;
  event.preventDefault();
  items[to].querySelector('.' + event.target.className).focus();
}
