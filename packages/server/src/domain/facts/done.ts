import type { PersonId } from '../ids.ts'

/** Something that was done to a thing; the verb of its kind is in the past tense, such as `course-changed`. */
export interface Done<Kind extends string, Id extends string = string> {
  readonly kind: Kind
  /** The thing. */
  readonly id: Id
  /** Who did it; left out = it happened by itself. */
  readonly by?: PersonId | undefined
  /** What is another than before, for the audit log. Never a secret: say `{ clientSecret: 'changed' }`. */
  readonly changes?: object
  /** What the thing belongs to, where it is gone and can't be asked any more. */
  readonly within?: readonly string[]
}
