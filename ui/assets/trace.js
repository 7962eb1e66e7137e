// How an answer was found: what was searched, read and cited, how long it took, what was left out.
async function showTrace(number, beside) {
  openPop(beside, say('trace.title'), el('p', 'pop-note', '…'));
  let answer;
  try {
    const response = await fetch(api(`api/chats/${value().chat}/answers/${number}`));
    if (!response.ok) throw new Error(response.status);
    answer = await response.json();
  } catch {
    openPop(beside, say('trace.title'), el('p', 'pop-note', say('tools.failed')));
    return;
  }
  openPop(beside, say('trace.title'), ...traceNodes(answer));
}
function traceNodes(answer) {
  const cited = new Set(answer.sentences.flatMap((sentence) => sentence.citations.map((c) => c.passage)));
  const nodes = [];
  if (answer.trace) {
    const { chunks_searched: searched, matched, read } = answer.trace;
    const steps = Object.entries({ searched, matched, read, cited: cited.size });
    nodes.push(el('p', 'trace-steps', steps.map(([step, count]) => say('trace.' + step, { count })).join(' · ')));
  }
  const facts = el('dl', 'trace-facts');
  const fact = (name, text) => facts.append(el('dt', '', say(name)), auto(el('dd', '', text)));
  fact('trace.query', answer.query);
  fact('trace.model', answer.model === 'extractive' ? say('trace.verbatim') : answer.model);
  const seconds = ['search', 'first_sentence', 'total'].filter((step) => answer.seconds[step] != null)
    .map((step) => say(`trace.${step}_s`, { seconds: answer.seconds[step].toFixed(answer.seconds[step] < 10 ? 2 : 0) }));
  fact('trace.seconds', seconds.join(' · '));
  nodes.push(facts);
  if (answer.trace?.unused.length) {
    const list = el('ul', 'trace-unused');
    for (const title of new Set(answer.trace.unused.map((one) => one.title))) {
      const item = el('li');
      item.append(auto(el('b', '', title)));
      for (const { passage, reason } of answer.trace.unused.filter((one) => one.title === title)) {
        item.append(el('span', '', say('trace.unused_why', { passage, reason })));
      }
      list.append(item);
    }
    nodes.push(el('h3', '', say('trace.unused')), list);
  }
  return nodes;
}
