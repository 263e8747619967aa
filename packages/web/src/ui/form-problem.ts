import { Problem } from '../api/client.ts'
import { sentencesByField } from './pointers.ts'

/** What a refusal says of the fields of a form. */
export function errorsOf(error: unknown): Record<string, string> {
  return error instanceof Problem ? sentencesByField(error.fields) : {}
}
