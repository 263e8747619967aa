import { Problem } from '../api/client.ts'

/** A refusal, sorted to where it belongs: sentences at their fields, and one for the whole form. */
export function sortProblem(
  error: unknown,
  fields: readonly string[],
): { atFields: Record<string, string>; whole: unknown } {
  if (!(error instanceof Problem)) return { atFields: {}, whole: error }
  const known = error.fields
    .map(({ pointer, detail }) => ({ name: pointer.split('/').slice(1).join('.'), detail }))
    .filter(({ name }) => fields.includes(name))
  const atFields = Object.fromEntries(known.map(({ name, detail }) => [name, detail]))
  return { atFields, whole: known.length === error.fields.length && known.length > 0 ? undefined : error }
}
