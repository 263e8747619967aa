import type { Product } from './model.ts'

/** The script of a room page: says every two seconds that the tab is there, and when it goes. */
export function roomScript(me: { code: string; name: string; email: string }, product: Product): string {
  const known = JSON.stringify({ code: me.code, name: me.name, email: me.email }).replaceAll('<', '\\u003c')
  return `
const me = ${known};
const words = {
  in: 'You are in the ${product}',
  waiting: 'The organizer has not started the ${product} yet. You will be let in as soon as it begins.',
  ended: 'The ${product} has ended',
  gone: 'This ${product} does not exist any more',
};
const state = document.getElementById('state');
const people = document.getElementById('people');
const section = document.getElementById('people-section');
const end = document.getElementById('end');
const headers = { 'content-type': 'application/json' };
let timer;
async function tick() {
  try {
    const answer = await fetch('/room/_presence', { method: 'POST', headers, body: JSON.stringify(me) });
    const now = await answer.json();
    if (now.participantId) me.participantId = now.participantId;
    if (state.textContent !== words[now.state]) state.textContent = words[now.state];
    section.hidden = now.state !== 'in';
    people.replaceChildren(...(now.people ?? []).map((name) => Object.assign(document.createElement('li'), { textContent: name })));
    if (now.state === 'ended' || now.state === 'gone') { if (end) end.disabled = true; return; }
  } catch {
    state.textContent = 'The connection was lost. Trying again…';
  }
  timer = setTimeout(tick, 2000);
}
addEventListener('pagehide', () => {
  clearTimeout(timer);
  navigator.sendBeacon('/room/_leave', new Blob([JSON.stringify(me)], { type: 'application/json' }));
});
addEventListener('pageshow', (event) => { if (event.persisted) tick(); });
end?.addEventListener('click', async () => {
  clearTimeout(timer);
  await fetch('/room/_end', { method: 'POST', headers, body: JSON.stringify(me) });
  tick();
});
tick();
`
}
