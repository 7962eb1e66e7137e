// What stands over the library and the chats: on low screens and phones the choice between the two,
// and where they slide in a way to close them. Knows neither's content.
const bar = element.querySelector('.side-top');
const choice = el('div', 'side-choice');
const shut = button('side-x', '✕', say('side.close'));
const panes = ['library', 'chats'].map((name) => {
  const node = button('', say(`side.${name}`));
  node.onclick = () => choose(name);
  return [name, node];
});
choice.setAttribute('role', 'group');
choice.setAttribute('aria-label', say('side.choice'));
choice.append(...panes.map(([, node]) => node));
bar.append(choice, shut);

function choose(name) {
  document.body.classList.toggle('side-chats', name === 'chats');
  for (const [other, node] of panes) node.setAttribute('aria-pressed', String(other === name));
}
shut.onclick = () => {
  document.dispatchEvent(new CustomEvent('citewell:uncover', { detail: 'side' }));
  document.querySelector('.top .menu')?.focus();
};
window.citewellSide?.abort(); // a remount must not double the listeners on document
const ended = (window.citewellSide = new AbortController());
document.addEventListener('citewell:library', () => choose('library'), { signal: ended.signal });
choose('library');
