// How an answer was found: what was searched, read and cited, how long it took, what was left out.
const WORTH_SAYING_S = 1;
const SHOWN_BY_BAR = ['answers less well', 'was not cited by the model'];

async function showTrace(number, beside) {
  openPop(beside, say('trace.title'), el('p', 'pop-note', '…'));
  pop.focus();
  let answer;
  try {
    const response = await fetch(api(`api/chats/${value().chat}/answers/${number}`));
    if (!response.ok) throw new Error(response.status);
    answer = await response.json();
  } catch {
    openPop(beside, say('trace.title'), el('p', 'pop-note', say('tools.failed')));
    return;
  }
  if (pop.matches(':popover-open')) openPop(beside, say('trace.title'), ...traceNodes(answer));
}
function traceNodes(answer) {
  const cited = new Set(answer.sentences.flatMap((sentence) => sentence.citations.map((c) => c.passage)));
  const nodes = answer.trace ? [steps(answer.trace, answer.passages.length, cited.size)] : [];
  const facts = el('dl', 'trace-facts');
  const fact = (name, text) => facts.append(el('dt', '', say(name)), auto(el('dd', '', text)));
  if (answer.query !== answer.question) fact('trace.query', answer.query);
  if (cited.size && answer.model !== 'extractive') fact('trace.model', answer.model);
  if (answer.seconds.total >= WORTH_SAYING_S) {
    fact('trace.seconds', say('trace.total_s', { seconds: answer.seconds.total.toFixed(1) }));
  }
  if (facts.children.length) nodes.push(facts);
  const left = answer.trace?.unused || [];
  if (left.length) nodes.push(el('h3', '', say('trace.unused', { count: left.length })), unusedTable(left));
  return nodes;
}
// From all there is down to what is cited: each line is a part of the one above it.
function steps({ chunks_searched: searched, matched, read }, found, cited) {
  const list = el('ol', 'trace-steps');
  for (const [step, count] of Object.entries({ searched, matched, read, found, cited })) {
    const item = list.appendChild(el('li'));
    item.append(el('b', '', count.toLocaleString('en')), el('span', '', say('trace.' + step, { count })));
  }
  return list;
}
// The nearest first: how near its best sentence came is a bar. Those without one are told together.
function unusedTable(unused) {
  const table = el('table', 'trace-unused');
  const head = table.createTHead().insertRow();
  for (const name of ['passage', 'share']) {
    const cell = head.appendChild(el('th', '', say('trace.' + name)));
    cell.scope = 'col';
  }
  const body = table.createTBody();
  const scored = unused.filter(({ share }) => share != null).sort((a, b) => b.share - a.share);
  for (const { title, reason, share } of scored) {
    const row = body.insertRow();
    const name = row.insertCell();
    name.append(auto(el('span', '', title)));
    if (!SHOWN_BY_BAR.includes(reason)) name.append(el('small', '', say('trace.unused_why', { reason })));
    const percent = Math.round(100 * share);
    const bar = el('span', 'trace-bar');
    bar.append(el('span'));
    bar.firstChild.style.width = percent + '%';
    row.insertCell().append(bar, el('span', '', say('trace.percent', { percent })));
  }
  const rest = unused.filter(({ share }) => share == null);
  for (const reason of new Set(rest.map((passage) => passage.reason))) {
    const passages = rest.filter((passage) => passage.reason === reason);
    const cell = body.insertRow().insertCell();
    cell.colSpan = 2;
    const titles = [...new Set(passages.map(({ title }) => title))].join(' · ');
    cell.append(el('span', '', say('trace.rest', { count: passages.length, reason })), auto(el('small', '', titles)));
  }
  if (!scored.length) head.remove();
  return table;
}
