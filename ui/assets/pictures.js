// Small pictures of an answer's sources: how near a passage is, who said it, and when.
const MIN_GAP = 8.6; // per cent of the line's width, so that each dot is a target of its own
const MIN_LABEL_GAP = 24;
const MAX_OUTLETS = 5;

function relevance(score) {
  const percent = Math.round(100 * Math.max(0, Math.min(1, score || 0)));
  const name = el('span', 'sv-rel-name', say('sources.relevance_name'));
  name.ariaHidden = 'true';
  const bar = el('span', 'sv-rel');
  name.title = bar.title = say('sources.relevance_more', { percent });
  bar.setAttribute('role', 'img');
  bar.setAttribute('aria-label', say('sources.relevance', { percent }));
  bar.append(el('span'));
  bar.firstChild.style.width = percent + '%';
  return [name, bar];
}
function pictures(cited) {
  const shown = [timeline(cited), spread(cited)].filter(Boolean);
  if (!shown.length) return [];
  const box = el('div', 'sv-pictures');
  box.append(...shown);
  return [box];
}
function figure(name, title) {
  const node = el('section', name);
  node.setAttribute('aria-label', title);
  node.append(el('div', 'sv-pic-title', title));
  return node;
}

// ---- who: shown when there is more than one
function spread(cited) {
  const counts = new Map();
  for (const [, span] of cited) {
    const outlet = outletOf(aboutOf(span.article));
    if (outlet) counts.set(outlet, (counts.get(outlet) || 0) + 1);
  }
  if (counts.size < 2) return null;
  const rows = [...counts].sort((a, b) => b[1] - a[1]);
  const rest = rows.splice(MAX_OUTLETS).reduce((sum, [, count]) => sum + count, 0);
  if (rest) rows.push([say('sources.others'), rest]);
  const most = Math.max(...rows.map(([, count]) => count));
  const node = figure('sv-spread', say('sources.spread'));
  const list = node.appendChild(el('ul'));
  for (const [outlet, count] of rows) {
    const row = list.appendChild(el('li'));
    const bar = el('span', 'sv-bar');
    bar.append(el('span'));
    bar.firstChild.style.width = (100 * count) / most + '%';
    bar.setAttribute('role', 'img');
    bar.setAttribute('aria-label', say('sources.citations', { count }));
    const number = el('span', 'sv-bar-n', count);
    number.ariaHidden = 'true';
    row.append(auto(el('span', 'sv-bar-name', outlet)), bar, number);
  }
  return node;
}

// ---- when: shown when the cited articles are of more than one day
function timeline(cited) {
  const first = new Map(cited.toReversed().map(([key, span]) => [span.article, { key, span }]));
  const dots = [...first.values()]
    .map((dot) => ({ ...dot, about: aboutOf(dot.span.article) }))
    .filter(({ about }) => /^\d{4}-\d\d-\d\d$/.test(about.published_at || ''))
    .sort((a, b) => a.about.published_at.localeCompare(b.about.published_at) || a.span.number - b.span.number);
  if (new Set(dots.map(({ about }) => about.published_at)).size < 2) return null;
  const places = spacedOut(dots.map(({ about }) => Date.parse(about.published_at)));
  const node = figure('sv-time', say('sources.timeline'));
  const [begin, end] = [dots[0], dots.at(-1)].map(({ about }) => Date.parse(about.published_at));
  node.firstChild.append(el('span', 'sv-apart', apart(end - begin)));
  const line = node.appendChild(el('ol'));
  let labelled = -Infinity;
  dots.forEach(({ key, span, about }, place) => {
    const item = line.appendChild(el('li'));
    item.style.insetInlineStart = places[place] + '%';
    const date = dateOf(about.published_at);
    const dot = button('sv-when', span.number, say('sources.dot', { date, title: about.title, number: span.number }));
    dot.title = `${date} · ${about.title}`;
    dot.dataset.span = key;
    item.append(dot);
    const isNew = about.published_at !== dots[place - 1]?.about.published_at;
    if (!isNew || places[place] - labelled < MIN_LABEL_GAP) return;
    labelled = places[place];
    item.append(el('span', 'sv-date', dateOf(about.published_at, 'short')));
  });
  return node;
}
// Two dots a day apart stand as far from each other as two that are years apart.
const DAY_MS = 86400000;
function apart(length) {
  const days = Math.round(length / DAY_MS);
  if (days < 60) return say('sources.days_apart', { count: days });
  if (days < 700) return say('sources.months_apart', { count: Math.round(days / 30.44) });
  return say('sources.years_apart', { count: Math.round(days / 365.25) });
}
// Place moments, in order, between 0 and 100, true to time but never too near each other.
function spacedOut(moments) {
  const last = moments.length - 1;
  const gap = Math.min(MIN_GAP, 100 / last);
  const length = moments[last] - moments[0];
  const places = moments.map((moment) => (100 * (moment - moments[0])) / length);
  for (let i = 1; i <= last; i += 1) places[i] = Math.max(places[i], places[i - 1] + gap);
  places[last] = Math.min(places[last], 100);
  for (let i = last - 1; i >= 0; i -= 1) places[i] = Math.min(places[i], places[i + 1] - gap);
  return places;
}
