import { PreconditionRequiredError, StaleError } from '../domain/errors.ts'

const MAX_VERSION = 2_147_483_647

/** The version that a change was made on, from `If-Match: "7"` or the whole tag `"7-…"` of a GET. @throws {PreconditionRequiredError} when it is missing */
export function expectedVersion(headers: { 'if-match'?: string | undefined }): number {
  const match = /^(?:W\/)?"(\d+)(?:-[\w-]+)?"$/.exec(headers['if-match'] ?? '')
  if (!match) throw new PreconditionRequiredError('if-match-needed')
  const version = Number(match[1])
  if (version > MAX_VERSION) throw new StaleError('changed-meanwhile') // none of ours: versions are int4
  return version
}

/** The row that a versioned update gave back. @throws {StaleError} when there was none: somebody was faster */
export function assertUpdated<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new StaleError('changed-meanwhile')
  return row
}

export function etag(version: number): string {
  return `"${version}"`
}
