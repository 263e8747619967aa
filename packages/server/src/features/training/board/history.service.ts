import type { Phrase } from '@lectern/texts/server'
import type { z } from 'zod'
import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import { ConflictError, NotFoundError } from '../../../domain/errors.ts'
import { differences, type EventSnapshot, type SnapshotField } from '../../../domain/event-snapshot.ts'
import type { ChangeId, EventId, PersonId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { formatList, formatWall, phrase } from '../../../messages/messages.ts'
import { listPeopleByIds, nameOf } from '../../people/people/people.service.ts'
import { listAllAccounts } from '../../rooms/accounts/accounts.service.ts'
import { listChangesOfEvent } from '../event-changes/event-changes.service.ts'
import { getEditable as getEditableEvent, getEvent } from '../events/events.service.ts'
import { getEditable } from '../sessions/session-briefs.service.ts'
import type { EventHistory } from './board-changes.schemas.ts'
import { type BoardChangeView, carryOutChange } from './board-changes.service.ts'
import { toOperation } from './undo.service.ts'

type History = z.output<typeof EventHistory>
type ChangeRow = Awaited<ReturnType<typeof listChangesOfEvent>>[number]

const SHOWN = 100

const texts: Readonly<Record<SnapshotField, Phrase>> = {
  name: 'change-word-name',
  startsWall: 'change-word-startsWall',
  endsWall: 'change-word-endsWall',
  timeZone: 'change-word-timeZone',
  accountId: 'change-word-accountId',
  spareAccountId: 'change-word-spareAccountId',
  place: 'change-word-place',
  instructorIds: 'change-word-instructorIds',
  description: 'change-word-description',
  breaks: 'change-word-breaks',
  joinOpensMinutes: 'change-word-joinOpensMinutes',
  showsRecording: 'change-word-showsRecording',
  roomOptions: 'change-word-roomOptions',
  breakoutMembers: 'change-word-breakoutMembers',
}

/** What was done to an event, newest first and in words, for its planners. */
export async function listHistory(ctx: Ctx, actor: Actor, eventId: EventId): Promise<History> {
  const event = await getEvent(ctx, actor, eventId)
  await getEditable(ctx, actor, event.sessionId)
  const rows = await listChangesOfEvent(ctx, ctx.db, eventId, SHOWN)
  const words = await wordsFor(ctx, actor, rows)
  const isOver = event.endsAt <= ctx.now().toISOString()
  return {
    items: rows.map((row) => ({
      changeId: row.changeId,
      at: row.madeAt.toISOString(),
      by: row.madeBy && {
        id: row.madeBy,
        name: nameOf({ firstName: row.firstName ?? '', lastName: row.lastName ?? '' }),
      },
      action: row.action,
      words: words(row),
      events: row.events ?? 1,
      undone: row.undoneBy !== null,
      canPutBack: !isOver && row.before !== null && row.after !== null,
    })),
  }
}

/**
 * What one change made of an event becomes again what it was before, whatever was done to it since. A change of its own,
 * which is looked at first and can be taken back.
 *
 * @throws {NotFoundError} `change-not-found`, {ConflictError} `put-back-nothing`
 */
export async function putBack(
  ctx: Ctx,
  actor: Actor,
  { eventId, changeId }: { eventId: EventId; changeId: ChangeId },
  { version, save }: { version: number; save: boolean },
): Promise<BoardChangeView> {
  await getEditableEvent(ctx, actor, eventId)
  const find = async (inner: Ctx, trx: Trx) => {
    const rows = (await listChangesOfEvent(inner, trx, eventId, SHOWN)).filter(
      (row) => row.changeId === changeId,
    )
    const [before, after] = [rows.at(-1)?.before, rows[0]?.after]
    if (!before || !after) throw new NotFoundError('change-not-found')
    const operations = toOperation({ eventId, before, after: { ...after, version } }, actor)
    if (operations.length === 0) throw new ConflictError('put-back-nothing')
    return operations
  }
  return carryOutChange(ctx, actor, save, find)
}

/** Says of a change what is another, with names in place of ids. */
async function wordsFor(
  ctx: Ctx,
  { reader }: Actor,
  rows: readonly ChangeRow[],
): Promise<(row: ChangeRow) => string[]> {
  const snapshots = rows.flatMap(({ before, after }) => [before, after].filter((one) => one !== null))
  const people = await listPeopleByIds(
    ctx,
    ctx.db,
    snapshots.flatMap(({ instructorIds }) => instructorIds),
  )
  const names = new Map<PersonId, string>(people.map((person) => [person.id, nameOf(person)]))
  const accounts = new Map((await listAllAccounts(ctx)).map(({ id, name }) => [id, name]))
  const gone = phrase('change-word-gone', {}, reader)
  const none = phrase('change-word-none', {}, reader)
  const said = (field: SnapshotField, snapshot: EventSnapshot, other: EventSnapshot) => {
    switch (field) {
      case 'startsWall':
      case 'endsWall': {
        const wall = snapshot[field]
        const isSameDay = wall.slice(0, 10) === other[field].slice(0, 10)
        return isSameDay ? wall.slice(11) : formatWall(wall, reader)
      }
      case 'accountId':
        return snapshot.accountId ? (accounts.get(snapshot.accountId) ?? gone) : none
      case 'instructorIds':
        return snapshot.instructorIds.length > 0
          ? formatList(
              snapshot.instructorIds.map((id) => names.get(id) ?? gone),
              reader,
            )
          : phrase('change-word-as-session', {}, reader)
      case 'name':
      case 'timeZone':
      case 'place':
        return snapshot[field] || none
      default:
        return ''
    }
  }
  return ({ before, after }) => {
    if (!before || !after) return []
    const values = (field: SnapshotField) => ({
      from: said(field, before, after),
      to: said(field, after, before),
    })
    return differences(before, after).map((field) => phrase(texts[field], values(field), reader))
  }
}
