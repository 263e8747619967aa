/** What the test has made: it ends here, and not later with something else, when it is missing. */
export function present<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('the test has not made what it asks for')
  return value
}
