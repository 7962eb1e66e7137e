// The line over the question box: how many articles are asked, when it is not all of them.
const line = element.querySelector('.scope');
const text = el('span');
const askAll = button('scope-all', say('scope.all'));
line.append(text, askAll);

window.citewellScopeLine?.abort(); // a remount must not double the listeners on document
const gone = (window.citewellScopeLine = new AbortController());
function show() {
  const { selected, total } = window.citewellScope || { selected: 0, total: 0 };
  line.hidden = selected >= total;
  text.textContent = line.hidden ? '' : say(selected ? 'scope.some' : 'scope.none', { selected, total });
}
askAll.onclick = () => {
  document.dispatchEvent(new CustomEvent('citewell:ask-all'));
  document.querySelector('#ask textarea')?.focus();
};
document.addEventListener('citewell:scope', show, { signal: gone.signal });
show();
