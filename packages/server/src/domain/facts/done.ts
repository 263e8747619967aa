import type { PersonId } from '../ids.ts'

interface Deed<Kind extends string> {
  readonly kind: Kind
  /** Who did it; left out = it happened by itself. */
  readonly by?: PersonId | undefined
  /** What is another than before, for the audit log. Never a secret: say `{ clientSecret: 'changed' }`. */
  readonly changes?: object
  /** How it was before: anything that has fields of the same names. */
  readonly was?: object | undefined
}

/** Something that was done to a thing; the verb of its kind is in the past tense, such as `course-changed`. */
export interface Done<Kind extends string, Id extends string = string> extends Deed<Kind> {
  readonly id: Id
  /** What the thing belongs to, where it is gone and can't be asked any more. */
  readonly within?: readonly string[]
}

/** The same, done to several things of a kind at once. */
export interface DoneToMany<Kind extends string, Id extends string = string> extends Deed<Kind> {
  readonly ids: readonly Id[]
}

/** One thing or several. */
export type About = { readonly id: string } | { readonly ids: readonly string[] }

export function idsOf(about: About): readonly string[] {
  return 'ids' in about ? about.ids : [about.id]
}
