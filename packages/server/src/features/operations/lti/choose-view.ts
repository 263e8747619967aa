import { escapeHtml } from '../../../http/branded.ts'
import { phrase, type Reader } from '../../../messages/messages.ts'
import type { Offer } from './deep-linking.service.ts'
import { speaker } from './launch-view.ts'
import { button, form } from './pages.ts'

/** Names of fields: what was picked stands in them. */
export const PICK = 'pick-'

/** The page on which an instructor chooses what to put into a course of the LMS, or plans it at once. */
export function chooseBody(
  token: string,
  { wish, sessions, events, courses }: Offer,
  reader: Reader,
  said = '',
): string {
  const say = speaker(reader)
  const type = wish.accept_multiple ? 'checkbox' : 'radio'
  const when = (at: Date | null) => (at ? ` · ${phrase('lms-when', { at }, reader)}` : '')
  const pick = (value: string, label: string, isFirst: boolean) => {
    const name = type === 'radio' ? 'pick' : `${PICK}${value}`
    const checked = isFirst && type === 'radio' ? ' checked' : ''
    return `<label class="pick"><input type="${type}" name="${name}" value="${value}"${checked}><span>${escapeHtml(label)}</span></label>`
  }
  const choices = sessions.flatMap((session, index) => [
    pick(
      `session:${session.id}`,
      `${session.courseName} · ${session.name}${when(session.firstStartsAt)}`,
      index === 0,
    ),
    ...events
      .filter(({ sessionId }) => sessionId === session.id)
      .map(({ id, name, startsAt }) => pick(`event:${id}`, `— ${name}${when(startsAt)}`, false)),
  ])
  const list =
    choices.length > 0
      ? form(
          'choose',
          { token },
          `<fieldset><legend>${say('lms-choose-what')}</legend>${choices.join('')}</fieldset>${button(say('lms-choose-take'))}`,
        )
      : `<p>${say('lms-nothing-to-link')}</p>`
  const options = courses.map(({ id, name }) => `<option value="${id}">${escapeHtml(name)}</option>`).join('')
  const field = (name: string, label: string, kind: string, more = '') =>
    `<label>${label}<input name="${name}" type="${kind}" required${more}></label>`
  const fresh =
    courses.length > 0
      ? `<h2>${say('lms-choose-new')}</h2><p class="quiet">${say('lms-choose-zone', { zone: reader.timeZone })}</p>` +
        form(
          'plan',
          { token },
          `<label>${say('lms-choose-course')}<select name="courseId" required>${options}</select></label>` +
            field('name', say('lms-choose-name'), 'text', ' maxlength="100"') +
            field('startsWall', say('lms-choose-starts'), 'datetime-local') +
            field('endsWall', say('lms-choose-ends'), 'datetime-local') +
            button(say('lms-choose-plan'), true),
        )
      : ''
  const note = said ? `<p class="note" role="alert">${escapeHtml(said)}</p>` : ''
  return `<h1>${say('lms-choose-title')}</h1>${note}${list}${fresh}`
}
