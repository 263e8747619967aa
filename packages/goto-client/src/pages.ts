import { GotoError } from './errors.ts'
import { optionalNumber, optionalObject, readArray, readArrayOrEmpty, readObject } from './read.ts'

/** Rows asked for at a time: the most GoToWebinar gives. */
export const PAGE_SIZE = 200
/** A list of more pages than this (20 000 rows) is an error, never cut in silence. */
export const PAGES_MAX = 100

/** One page of a list. */
export interface Page<T> {
  rows: T[]
  /** Rows of the whole list; undefined when GoTo does not say. */
  total: number | undefined
}

/**
 * Asks for page after page, from 0, until the list is whole; each when it is wanted.
 *
 * @throws {GotoError} `unexpected-response` when there are more than `PAGES_MAX` pages: ask for less
 */
export async function* pagesOf<T>(
  what: string,
  fetchPage: (page: number) => Promise<Page<T>>,
): AsyncGenerator<T[]> {
  let seen = 0
  for (let number = 0; number < PAGES_MAX; number++) {
    const { rows, total } = await fetchPage(number)
    yield rows
    seen += rows.length
    const isLast = total === undefined ? rows.length < PAGE_SIZE : seen >= total
    if (isLast || rows.length === 0) return
  }
  throw new GotoError(`GoTo has more than ${PAGES_MAX} pages of ${what}. Ask for a shorter span.`, {
    kind: 'unexpected-response',
  })
}

/** All rows of a list. @throws {GotoError} as {@link pagesOf} */
export async function collectPages<T>(
  what: string,
  fetchPage: (page: number) => Promise<Page<T>>,
): Promise<T[]> {
  const all: T[] = []
  for await (const rows of pagesOf(what, fetchPage)) all.push(...rows)
  return all
}

/** The dialect of webinars, sessions and attendees: `_embedded` is missing when there are no rows. */
export function readEmbeddedPage<T>(json: unknown, name: string, read: (row: unknown) => T): Page<T> {
  const answer = readObject(json, name)
  const embedded = optionalObject(answer._embedded)
  return {
    rows: readArrayOrEmpty(embedded?.[name], name, read),
    total: optionalNumber(optionalObject(answer.page)?.totalElements),
  }
}

/** The dialect of registrants and recordings; registrants come as a bare list when paging is not understood. */
export function readDataPage<T>(json: unknown, what: string, read: (row: unknown) => T): Page<T> {
  if (Array.isArray(json)) return { rows: readArray(json, what, read), total: json.length }
  const answer = readObject(json, what)
  return { rows: readArrayOrEmpty(answer.data, what, read), total: optionalNumber(answer.total) }
}
