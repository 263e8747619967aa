import type { ByteRange } from '../../../storage/storage.ts'

/** A part of a file as a request asks for it: from a byte on, to another or to the end; or its last bytes. */
export type AskedRange =
  | { readonly from: number; readonly to: number | undefined }
  | { readonly last: number }

/**
 * Reads `Range` of a request. Several parts at once, other units and what is no range are taken as the whole, as RFC 9110
 * lets a server do.
 */
export function readRange(header: string | undefined): AskedRange | undefined {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? []
  if (from === '') return to === '' ? undefined : { last: Number(to) }
  if (to !== '' && Number(to) < Number(from)) return undefined
  return { from: Number(from), to: to === '' ? undefined : Number(to) }
}

/** The same, no longer than so many bytes: who wants more asks again. */
export function shortened(range: AskedRange, maxBytes: number): AskedRange {
  if ('last' in range) return range
  const most = range.from + maxBytes - 1
  return { from: range.from, to: Math.min(range.to ?? most, most) }
}

/** As it stands in a request. */
export function writeRange(range: AskedRange): string {
  return 'last' in range ? `bytes=-${range.last}` : `bytes=${range.from}-${range.to ?? ''}`
}

/** The bytes of a file of a size. @returns undefined when it has none of them */
export function bytesOf(range: AskedRange, size: number): ByteRange | undefined {
  const from = 'last' in range ? Math.max(0, size - range.last) : range.from
  const to = 'last' in range ? size - 1 : Math.min(range.to ?? size - 1, size - 1)
  return from > to || from >= size ? undefined : { from, to }
}
