import type { Phrase } from '@lectern/texts/server'
import type { z } from 'zod'
import type { Conflict, ConflictType } from '../../../domain/conflicts.ts'
import { firstOf } from '../../../domain/message.ts'
import { phrase, type Reader } from '../../../messages/messages.ts'
import type { BoardConflict } from './board.schemas.ts'
import type { Stretch } from './stretch.service.ts'

type ConflictView = z.output<typeof BoardConflict>

/** So many of the other events are named. */
const NAMED = 2

/** Planning is refused by these. All others are for people to decide. */
const blocking: ReadonlySet<ConflictType> = new Set(['account-full', 'account-unusable', 'instructor-busy'])

const texts: Readonly<Record<ConflictType, Phrase>> = {
  'account-full': 'board-conflict-account-full',
  'account-unusable': 'board-conflict-account-unusable',
  'no-organizer': 'board-conflict-no-organizer',
  'room-failed': 'board-conflict-room-failed',
  'instructor-busy': 'board-conflict-instructor-busy',
  'instructor-away': 'board-conflict-instructor-away',
  'instructor-outside-hours': 'board-conflict-instructor-outside-hours',
  'place-busy': 'board-conflict-place-busy',
  'session-overlap': 'board-conflict-session-overlap',
  'no-room': 'board-conflict-no-room',
  'no-instructor': 'board-conflict-no-instructor',
}

/** What is wrong, in the reader’s words. */
export function toConflictView(
  { type, eventIds, personId }: Conflict,
  { names, teachers }: Pick<Stretch, 'names' | 'teachers'>,
  reader: Reader,
): ConflictView {
  const others = eventIds.map((id) => names.get(id) ?? '')
  const person = teachers.find(({ id }) => id === personId)?.name ?? ''
  return {
    type,
    severity: blocking.has(type) ? 'blocks' : 'warns',
    text: phrase(texts[type], { name: person, events: firstOf(others, NAMED), count: others.length }, reader),
    eventIds: [...eventIds],
    personId,
  }
}
