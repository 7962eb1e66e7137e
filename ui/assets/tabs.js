// The same chat on another page of this person, in this browser or not: what was asked there
// appears here soon. The server names what was said; another name means that there is more.
const LOOK_MS = 5000;
const channel = new BroadcastChannel('citewell');
let told = value().revision;

async function look() {
  const { chat, revision } = value();
  if (!chat || document.hidden || document.querySelector('#ask .stop-button')) return;
  const path = `api/chats/${encodeURIComponent(chat)}/revision`;
  const response = await fetch(api(path)).catch(() => null);
  const found = response?.ok ? (await response.json()).revision : '';
  const isSame = value().chat === chat && value().revision === revision;
  if (found && found !== revision && isSame) trigger('refresh', {});
}
watch('value', () => {
  if (told !== value().revision) channel.postMessage('changed');
  told = value().revision;
});
channel.onmessage = look;
document.addEventListener('visibilitychange', look, { signal: abort.signal });
window.addEventListener('focus', look, { signal: abort.signal });
const looking = setInterval(look, LOOK_MS);
abort.signal.addEventListener('abort', () => {
  clearInterval(looking);
  channel.close();
});
