import type { Phrase } from '@lectern/texts/server'
import type { MessageParams } from '../../../domain/message.ts'
import { escapeHtml } from '../../../http/branded.ts'
import { phrase, type Reader } from '../../../messages/messages.ts'
import type { LaunchPage } from './launch-page.service.ts'
import type { Launch } from './launches.service.ts'
import { button, form } from './pages.ts'

/** A word or sentence, as HTML. */
export function speaker(reader: Reader) {
  return (key: Phrase, params: MessageParams = {}) => escapeHtml(phrase(key, params, reader))
}

const attendancePhrases: Readonly<Record<string, Phrase>> = {
  present: 'lms-was-present',
  partly: 'lms-was-partly',
  absent: 'lms-was-absent',
  excused: 'lms-was-excused',
}

/** The page of a launch: small, as it stands in a frame. What is large opens in a window of its own. */
export function launchBody(launch: Launch, page: LaunchPage, reader: Reader, said = ''): string {
  const say = speaker(reader)
  const { token } = launch
  const { link, person, next } = page
  const heading = next?.name ?? link?.eventName ?? link?.sessionName ?? link?.courseName ?? link?.contextTitle
  const lines: string[] = [`<h1>${escapeHtml(heading || say('lms-title'))}</h1>`]
  const within = [link?.courseName, link?.sessionName].flatMap((one) => (one && one !== heading ? [one] : []))
  for (const one of page.isUnlinked ? [] : within) lines.push(`<p class="quiet">${escapeHtml(one)}</p>`)
  if (said) lines.push(`<p class="note" role="status">${escapeHtml(said)}</p>`)
  if (page.trouble) lines.push(`<p class="note" role="status">${escapeHtml(page.trouble)}</p>`)
  if (page.isUnlinked) lines.push(unlinked(page, token, say, reader))
  else lines.push(event(page, token, say))
  if (page.choices.length > 0) lines.push(choices(page, token, say))
  if (page.laterEvents.length > 0) {
    const items = page.laterEvents.map(
      ({ name, startsAt }) =>
        `<li><span>${escapeHtml(name)}</span><span>${say('lms-when', { at: new Date(startsAt) })}</span></li>`,
    )
    lines.push(`<h2>${say('lms-later')}</h2><ul>${items.join('')}</ul>`)
  }
  if (page.past.length > 0 && person) {
    const items = page.past.map(
      ({ event: { name, startsAt }, status }) =>
        `<li><span>${escapeHtml(name)}<br><span class="quiet">${say('lms-when', { at: new Date(startsAt) })}</span></span>` +
        `<strong>${say(attendancePhrases[status] ?? 'lms-was-unknown')}</strong></li>`,
    )
    lines.push(
      `<h2>${say('lms-attendance')}</h2><p>${say('lms-attended', page.attended)}</p><ul>${items.join('')}</ul>`,
    )
  }
  if (person) {
    if (page.lacksAddress) lines.push(addressForm(launch, say))
    const open = form('open', { token }, button(say('lms-open'), true), { inNewWindow: true })
    lines.push(`<h2>${say('lms-whole')}</h2>${open}`)
  } else {
    lines.push(`<p class="note">${say('lms-anonymous')}</p>`)
    lines.push('<p><a href="/learn" target="_blank" rel="noopener">', say('lms-open'), '</a></p>')
  }
  lines.push(form('page', { token }, button(say('lms-refresh'), true), { id: 'refresh' }))
  return lines.join('\n')
}

type Say = ReturnType<typeof speaker>

function event({ next, mayStart, person }: LaunchPage, token: string, say: Say): string {
  if (!next) return `<p>${say('lms-no-event')}</p>`
  const lines = [`<p><strong>${say('lms-when', { at: new Date(next.startsAt) })}</strong></p>`]
  if (next.place) lines.push(`<p>${escapeHtml(next.place)}</p>`)
  if (next.instructors.length > 0)
    lines.push(`<p class="quiet">${say('lms-with', { names: next.instructors.map(({ name }) => name) })}</p>`)
  const enter = (as: string, label: string) =>
    form('enter', { token, eventId: next.id, as }, button(label), { inNewWindow: true })
  const canStart = next.tool !== null && person && (next.start ?? mayStart)
  if (canStart) lines.push(enter('start', say('lms-start')))
  if (next.join && next.tool) {
    const { state, opensAt } = next.join
    if (state === 'before') lines.push(`<p role="status">${say('lms-opens', { at: new Date(opensAt) })}</p>`)
    else lines.push(enter('join', say('lms-join')))
  }
  return lines.join('')
}

function unlinked({ isCopied, linkable }: LaunchPage, token: string, say: Say, reader: Reader): string {
  const why = `<p class="note">${say(isCopied ? 'lms-copied' : 'lms-unlinked')}</p>`
  if (linkable === undefined) return why
  if (linkable.length === 0) return `${why}<p>${say('lms-nothing-to-link')}</p>`
  const options = linkable.map(({ id, name, courseName, firstStartsAt }) => {
    const when = firstStartsAt ? ` · ${phrase('lms-when', { at: firstStartsAt }, reader)}` : ''
    return `<option value="${id}">${escapeHtml(`${courseName} · ${name}${when}`)}</option>`
  })
  const select = `<label>${say('lms-link-to')}<select name="sessionId" required>${options.join('')}</select></label>`
  return why + form('link', { token }, select + button(say('lms-link')))
}

function choices({ choices: sessions }: LaunchPage, token: string, say: Say): string {
  const items = sessions.map(({ id, name, firstStartsAt }) => {
    const when = firstStartsAt
      ? `<br><span class="quiet">${say('lms-when', { at: new Date(firstStartsAt) })}</span>`
      : ''
    const take = form('place', { token, sessionId: id }, button(say('lms-take-place')))
    return `<li><span>${escapeHtml(name)}${when}</span>${take}</li>`
  })
  return `<h2>${say('lms-choose')}</h2><ul>${items.join('')}</ul>`
}

/** Whoever is known by the LMS alone may show an address: then they are whoever they were here before. */
function addressForm({ token, claimedEmail }: Launch, say: Say): string {
  const field = `<label>${say('lms-address')}<input type="email" name="email" required autocomplete="email" maxlength="254" value="${escapeHtml(claimedEmail ?? '')}"></label>`
  return `<h2>${say('lms-address-title')}</h2><p>${say('lms-address-why')}</p>${form('code', { token }, field + button(say('lms-code-send'), true))}${joinForm(token, say)}`
}

/** Whoever signs in here in another way shows by that who they are: with a code, as this page sees no sign-in. */
function joinForm(token: string, say: Say): string {
  const field = `<label>${say('lms-code')}<input name="code" required autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="20"></label>`
  const where = `<p><a href="/profile?lms" target="_blank" rel="noopener">${say('lms-join-where')}</a></p>`
  return `<details><summary>${say('lms-join-title')}</summary><p>${say('lms-join-why')}</p>${where}${form('join', { token }, field + button(say('lms-join-by-code'), true))}</details>`
}

export function codeBody(token: string, reader: Reader, wrong = ''): string {
  const say = speaker(reader)
  const note = wrong ? `<p class="note" role="alert">${escapeHtml(wrong)}</p>` : ''
  const field = `<label>${say('lms-code')}<input name="code" required inputmode="numeric" autocomplete="one-time-code" maxlength="20"></label>`
  return (
    `<h1>${say('lms-code-title')}</h1><p>${say('lms-code-sent')}</p>${note}` +
    form('proof', { token }, field + button(say('lms-code-check'))) +
    form('page', { token }, button(say('lms-back'), true))
  )
}
