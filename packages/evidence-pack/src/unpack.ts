import { unzipSync } from 'fflate'

/** Unpacked; a pack of years has some megabytes. */
const LARGEST_BYTES = 2 ** 30
const MOST_FILES = 20_000

/** A file that is no pack, or too much of one. */
export class Unreadable extends Error {
  readonly code: 'not-a-zip' | 'zip-damaged' | 'too-large'
  constructor(code: 'not-a-zip' | 'zip-damaged' | 'too-large') {
    super(code)
    this.code = code
  }
}

/**
 * The files of a ZIP, by path. It comes from anybody: what says that it is too large is not unpacked, and of a path that
 * is there twice, which programs show differently, both are told.
 *
 * @throws {Unreadable}
 */
export function unpack(zip: Uint8Array): {
  files: ReadonlyMap<string, Uint8Array>
  twice: readonly string[]
} {
  const seen = new Set<string>()
  const twice = new Set<string>()
  let bytes = 0
  let isTooLarge = false
  const takes = ({ name, originalSize }: { name: string; originalSize: number }) => {
    bytes += originalSize
    if (seen.has(name)) twice.add(name)
    seen.add(name)
    isTooLarge ||= bytes > LARGEST_BYTES || seen.size > MOST_FILES
    return !isTooLarge && !name.endsWith('/')
  }
  let entries: Record<string, Uint8Array>
  try {
    entries = unzipSync(zip, { filter: takes })
  } catch {
    throw new Unreadable(isTooLarge ? 'too-large' : startsAsZip(zip) ? 'zip-damaged' : 'not-a-zip')
  }
  if (isTooLarge) throw new Unreadable('too-large')
  const files = new Map(Object.entries(entries))
  // A name such as `__proto__` is no key of an object: it is there, and nobody signed it.
  for (const name of seen) if (!files.has(name) && !name.endsWith('/')) files.set(name, new Uint8Array())
  return { files, twice: [...twice] }
}

/** Every ZIP file begins with `PK`. */
const startsAsZip = ([first, second]: Uint8Array) => first === 0x50 && second === 0x4b
