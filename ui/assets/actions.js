// What can be done with an article of the library, and with the library as a whole.
function read(article, from, how = {}) {
  const isCovered = document.body.classList.contains('side-open'); // the list goes, and the focus with it
  const isKeyboard = isCovered || Boolean(document.activeElement?.matches(':focus-visible'));
  document.body.classList.remove('side-open');
  document.dispatchEvent(new CustomEvent('citewell:read', { detail: { ...article, ...how, from, isKeyboard } }));
}
async function reread(article) {
  const busy = note(say('library.rereading', article), { ms: BUSY_MS });
  try {
    const report = await call('POST', `api/articles/${encodeURIComponent(article.id)}/reread`);
    const isChanged = report.updated.length > 0;
    if (isChanged) tellChanged(article.id);
    note(say(isChanged ? 'library.reread_updated' : 'library.reread_unchanged', article));
    reload({ isSame: true });
  } catch (error) {
    complain(error);
  } finally {
    busy.remove();
  }
}
function tellRemoved(id) {
  document.dispatchEvent(new CustomEvent('citewell:removed', { detail: id }));
}
function tellChanged(id) {
  document.dispatchEvent(new CustomEvent('citewell:changed', { detail: id }));
}
async function askOnly(article) {
  tell({ ids: [article.id], is_selected: true, only: true });
  await reload({ isSame: true });
  document.body.classList.remove('side-open');
  document.querySelector('#ask textarea')?.focus();
}
async function remove(article, item) {
  item.remove();
  try {
    await call('DELETE', `api/articles/${encodeURIComponent(article.id)}`);
    tellRemoved(article.id);
    const undo = {
      text: say('library.undo'), label: say('library.undo_name', article),
      act: () => restore([article], { unticked: article.is_selected ? [] : [article.id] }),
    };
    note(say('library.deleted', article), { undo });
    trigger('changed', {});
  } catch (error) {
    complain(error);
  }
  reload({ isSame: true });
}
async function restore(articles, { unticked = [] } = {}) {
  const busy = articles.length > 1 ? note(say('library.restoring', { count: articles.length }), { ms: BUSY_MS }) : null;
  const back = [];
  let failure = null;
  for (const article of articles) {
    try {
      await call('POST', `api/articles/${encodeURIComponent(article.id)}/restore`);
      back.push(article);
      tellChanged(article.id);
    } catch (error) {
      failure = error;
    }
  }
  busy?.remove();
  if (failure) complain(failure);
  if (unticked.length) tell({ ids: unticked, is_selected: false });
  if (back.length) {
    note(say('library.restored', { count: back.length, ...back[0] }));
    trigger('changed', {});
  }
  await reload({ isSame: true });
  if ([list, whole].includes(document.activeElement) && back.length) keys.rowOf(back[0].id)?.querySelector('.lib-open').focus();
}

// ---- the library as a whole
const whole = button('lib-whole', '⋯', say('library.whole_menu'));
whole.setAttribute('aria-haspopup', 'menu');
whole.title = say('library.whole_menu');
whole.onclick = () => openMenu(whole, say('library.whole_menu'), [
  { text: say('library.removed'), act: listRemoved },
  ...(value.samples && value.samples < value.total ? [{ text: say('library.remove_samples'), act: removeSamples }] : []),
]);
async function listRemoved() {
  try {
    const { articles } = await call('GET', 'api/removed');
    if (!articles.length) return note(say('library.none_removed'));
    openMenu(whole, say('library.removed'), articles.map((article) => ({
      text: say('library.bring_back', article),
      act: () => restore([article]),
    })));
  } catch (error) {
    complain(error);
  }
}
async function removeSamples() {
  try {
    const { ids, deselected: unticked } = await call('DELETE', 'api/samples');
    ids.forEach(tellRemoved);
    const articles = ids.map((id) => ({ id, title: '' }));
    const label = say('library.undo_samples');
    const undo = { text: say('library.undo'), label, act: () => restore(articles, { unticked }) };
    note(say('library.samples_removed', { count: ids.length }), { undo });
    trigger('changed', {});
  } catch (error) {
    complain(error);
  }
  reload({ isSame: true });
}
