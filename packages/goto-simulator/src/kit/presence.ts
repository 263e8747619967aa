/** What a room's page says, by what the server answers. */
export interface PresenceWords {
  readonly in: string
  readonly waiting: string
  readonly ended: string
  readonly gone: string
  readonly [state: string]: string
}

/**
 * The script of a room's page: says every two seconds that the tab is there, and when it goes. The page has `state`,
 * `people-section`, `people` and, for who may end it, a button `end`; a button with `data-post` posts there who is
 * sitting at the page.
 *
 * @param me what is posted each time, as it is
 * @param folder addresses `<folder>/_presence`, `_leave` and `_end` take it
 */
export function presenceScript(me: object, words: PresenceWords, folder: string): string {
  const known = (value: object) => JSON.stringify(value).replaceAll('<', '\\u003c')
  return `
const me = ${known(me)};
const words = ${known(words)};
const state = document.getElementById('state');
const people = document.getElementById('people');
const section = document.getElementById('people-section');
const end = document.getElementById('end');
const headers = { 'content-type': 'application/json' };
const post = (path) => fetch(path, { method: 'POST', headers, body: JSON.stringify(me) });
let timer;
async function tick() {
  try {
    const answer = await post('${folder}/_presence');
    const now = await answer.json();
    if (now.participantId) me.participantId = now.participantId;
    if (state.textContent !== words[now.state]) state.textContent = words[now.state];
    section.hidden = now.state !== 'in';
    people.replaceChildren(...(now.people ?? []).map((name) => Object.assign(document.createElement('li'), { textContent: name })));
    for (const button of document.querySelectorAll('[data-post]')) {
      const label = now.buttons?.[button.id];
      button.hidden = label === undefined;
      if (label !== undefined && button.textContent !== label) button.textContent = label;
    }
    if (now.state === 'ended' || now.state === 'gone') { if (end) end.disabled = true; return; }
  } catch {
    state.textContent = 'The connection was lost. Trying again…';
  }
  timer = setTimeout(tick, 2000);
}
addEventListener('pagehide', () => {
  clearTimeout(timer);
  navigator.sendBeacon('${folder}/_leave', new Blob([JSON.stringify(me)], { type: 'application/json' }));
});
addEventListener('pageshow', (event) => { if (event.persisted) tick(); });
for (const button of document.querySelectorAll('[data-post]'))
  button.addEventListener('click', async () => { clearTimeout(timer); await post(button.dataset.post); tick(); });
end?.addEventListener('click', async () => {
  clearTimeout(timer);
  await post('${folder}/_end');
  tick();
});
tick();
`
}
