import { type Html, html, type Page } from './pages.ts'
import { type PresenceWords, presenceScript } from './presence.ts'

/** Who sits at the page of a room. */
export interface Seat {
  readonly title: string
  /** What the room is called there: "meeting". */
  readonly room: string
  /** Undefined = no sentence of theirs. */
  readonly name: string
  /** What they are besides: "the host". */
  readonly role?: string | undefined
  /** Label of the button that ends the room for all, where they may. */
  readonly end?: string | undefined
  /** Ids of further buttons by where they post; the server gives their labels while they make sense. */
  readonly buttons?: Readonly<Record<string, string>> | undefined
  readonly more?: Html
}

/**
 * The page of a room: whoever has it open is inside.
 *
 * @param me what is posted each time, as it is
 * @param folder see `presenceScript`
 */
export function roomPageOf(seat: Seat, me: object, words: PresenceWords, folder: string): Page {
  const buttons = Object.entries(seat.buttons ?? {})
  const hasActions = seat.end !== undefined || buttons.length > 0 || seat.more !== undefined
  return {
    title: seat.title,
    body: html`<h1>${seat.title}</h1>
<p class="live" id="state" role="status">Entering…</p>
<p>You are <b>${seat.name}</b>${seat.role !== undefined && html`. <b>You are ${seat.role}</b>`}.</p>
<section aria-labelledby="people-title" hidden id="people-section">
<h2 id="people-title">In the ${seat.room} now</h2>
<ul id="people"></ul>
</section>
${
  hasActions &&
  html`<div class="actions">
${seat.end !== undefined && html`<button type="button" id="end">${seat.end}</button>`}
${buttons.map(([id, path]) => html`<button type="button" class="plain" id="${id}" data-post="${path}" hidden></button>`)}
${seat.more}
</div>`
}`,
    script: presenceScript(me, words, folder),
  }
}

/**
 * The page on which somebody without an account says who they are; it asks for the same address again.
 *
 * @param keep fields of the address that go along
 */
export function namePageOf(
  title: string,
  {
    lead,
    keep = {},
    withEmail = false,
  }: { lead?: string; keep?: Record<string, string>; withEmail?: boolean } = {},
): Page {
  return {
    title,
    body: html`<h1>${title}</h1>
${lead !== undefined && html`<p>${lead}</p>`}
<form method="get">
${Object.entries(keep).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<label for="name">Your name</label><input id="name" name="name" type="text" autocomplete="name" required maxlength="64">
${withEmail && html`<label for="email">Email (optional)</label><input id="email" name="email" type="email" autocomplete="email" maxlength="200">`}
<div class="actions"><button type="submit">Join</button></div>
</form>`,
  }
}
