import { answered, api, Problem } from '../../../api/client.ts'
import { textsNow } from '../../../app/i18n.ts'
import { cancelEvent, deleteEvent } from '../events/queries.ts'
import type { Preview } from '../previews/queries.ts'
import type { BoardChange, BoardOperation } from './types.ts'

/** What a change of several events would do, asked for event by event. */
export async function previewOf(
  operations: readonly BoardOperation[],
  quiet: boolean,
  signal: AbortSignal,
): Promise<BoardChange> {
  const items: BoardChange['items'] = []
  const previews: Preview[] = []
  for (const operation of operations) {
    try {
      previews.push(
        await answered(api.POST('/api/v1/previews', { body: toRequest(operation, quiet), signal })),
      )
      items.push(itemOf(operation, 'possible'))
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error
      items.push({ ...itemOf(operation, 'refused'), conflicts: conflictsOf(error) })
    }
  }
  const mails = previews.flatMap((preview) => preview.mails)
  return {
    saved: false,
    refused: items.filter(({ outcome }) => outcome === 'refused').length,
    items,
    effects: {
      sentences: mails.map(({ title, people }) => textsNow().t('preview.mail', { title, count: people })),
      people: Math.max(0, ...mails.map(({ people }) => people)),
    },
    undo: null,
  }
}

export async function saveAll(operations: readonly BoardOperation[], quiet: boolean): Promise<BoardChange> {
  for (const operation of operations) await save(operation, quiet)
  const items = operations.map((operation) => itemOf(operation, 'possible'))
  return { saved: true, refused: 0, items, effects: { sentences: [], people: 0 }, undo: null }
}

function toRequest(operation: BoardOperation, quiet: boolean) {
  const { op, ...rest } = operation
  return { action: `${op}-event`, ...rest, quiet } as never // as the previews name them
}

async function save(operation: BoardOperation, quiet: boolean): Promise<unknown> {
  const { eventId, version } = operation
  if (operation.op === 'cancel') return cancelEvent(eventId, operation.reason ?? '', quiet)
  if (operation.op !== 'change') return deleteEvent(eventId, quiet)
  const { op: _op, eventId: _eventId, version: _version, ...fields } = operation
  return answered(
    api.PATCH('/api/v1/events/{eventId}', {
      params: { path: { eventId }, header: { 'if-match': `"${version}"` } },
      body: { ...fields, quiet },
    }),
  )
}

function itemOf(
  { op, eventId }: BoardOperation,
  outcome: 'possible' | 'refused',
): BoardChange['items'][number] {
  return { op, eventId, name: '', startsAt: null, endsAt: null, outcome, conflicts: [] }
}

function conflictsOf({ fields, message }: Problem): BoardChange['items'][number]['conflicts'] {
  const isBusy = fields.some(({ pointer }) => pointer === '/instructorIds' || pointer === '/overlapReason')
  const texts = fields.length > 0 ? fields.map(({ detail }) => detail) : [message]
  return texts.map((text) => ({
    type: isBusy ? 'instructor-busy' : 'refused',
    severity: 'blocks',
    text,
    eventIds: [],
    personId: null,
  }))
}
