import type { z } from 'zod'
import type { NotificationKind } from '../../../domain/notification-rules.ts'
import type { Actor } from '../../../http/actor.ts'
import { phrase } from '../../../messages/messages.ts'
import type { Preview } from '../previews/previews.schemas.ts'
import type { BoardChange } from './board-changes.schemas.ts'

type Effects = NonNullable<z.output<typeof BoardChange>['effects']>

const saidOf: Partial<Record<NotificationKind, Parameters<typeof phrase>[0]>> = {
  changed: 'board-effect-changed',
  planned: 'board-effect-planned',
  cancelled: 'board-effect-cancelled',
  deleted: 'board-effect-deleted',
  restored: 'board-effect-restored',
}

const saidOfRooms = {
  changed: 'board-effect-room-stays',
  created: 'board-effect-room-created',
  'made-anew': 'board-effect-room-made-anew',
  deleted: 'board-effect-room-deleted',
} as const

/**
 * What a change does, in words for a card that is being dragged: people first, then rooms, then who is free.
 *
 * @param told how many people hear of it, each once
 * @param free names of instructors who can teach what moved
 */
export function toEffects(
  { mails, rooms, places }: Pick<z.output<typeof Preview>, 'mails' | 'rooms' | 'places'>,
  { told, free }: { told: number; free: readonly string[] },
  { reader }: Actor,
): Effects {
  const ofMails = mails.map(({ kind, title, people: count }) =>
    phrase(saidOf[kind] ?? 'board-effect-other', { count, title }, reader),
  )
  const ofRooms = rooms.map(({ outcome, count }) => phrase(saidOfRooms[outcome], { count }, reader))
  const promoted = places.find(({ outcome }) => outcome === 'promoted')?.people ?? 0
  return {
    sentences: [
      ...(ofMails.length > 0 ? ofMails : [phrase('board-effect-nobody', {}, reader)]),
      ...(promoted > 0 ? [phrase('board-effect-promoted', { count: promoted }, reader)] : []),
      ...ofRooms,
      ...(free.length > 0
        ? [phrase('board-effect-free', { count: free.length, names: [...free] }, reader)]
        : []),
    ],
    people: told,
    mails: mails.map(({ kind, title, people, names }) => ({ kind, title, people, names })),
    rooms: rooms.map(({ outcome, count }) => ({ outcome, count })),
  }
}
