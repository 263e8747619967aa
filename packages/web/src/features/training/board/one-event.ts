import { Problem } from '../../../api/client.ts'
import type { DraftedOperation } from './draft.ts'
import { saveChange } from './queries.ts'
import type { BoardChange } from './types.ts'

const AT = '/operations/0'

/**
 * Saves what a form does to one event, so that it can be taken back for ten seconds.
 *
 * @throws {Problem} that names the fields of the form, as saving the event by itself would
 */
export async function saveOne(operation: DraftedOperation, quiet: boolean): Promise<BoardChange> {
  try {
    return await saveChange([operation], quiet)
  } catch (error) {
    throw error instanceof Problem ? ofOneEvent(error) : error
  }
}

/** What is refused of a change that has one operation, as that event’s own. */
export function ofOneEvent(problem: Problem): Problem {
  const fields = problem.fields.map((field) => ({
    ...field,
    pointer: field.pointer.startsWith(AT) ? field.pointer.slice(AT.length) : field.pointer,
  }))
  const { code, suggestions } = problem
  const body = { code, detail: problem.message, suggestions: [...suggestions] }
  const errors = fields.filter(({ pointer }) => pointer !== '')
  if (code !== 'planning-conflicts') return new Problem(problem.status, { ...body, errors })
  const [first] = fields
  const own = { ...body, code: first?.code ?? code, detail: first?.detail ?? problem.message, errors }
  return new Problem(statuses[own.code] ?? problem.status, own)
}

/** What a form answers by more than its sentence. */
const statuses: Readonly<Record<string, number>> = { 'changed-meanwhile': 412, 'event-not-found': 404 }
