import { zip } from 'fflate'
import { splitRows } from './csv.ts'
import {
  FORMAT,
  type Manifest,
  type PackFile,
  type PublicKey,
  paths,
  type Signed,
  VERSION,
} from './format.ts'
import { linkOf, rowHash, sha256 } from './hash.ts'

/** A file to be packed; text is written as UTF-8. What ends with `.csv` is a table, each row of which gets a hash. */
export interface Content {
  readonly path: string
  readonly data: string | Uint8Array
}

/** Makes a JSON Web Signature (RFC 7515, compact, RS256) of a payload, with the key's id in its header. */
export type Sign = (payload: Signed) => string

/** ZIP knows no time before 1980 and no zone: every file of every pack has this one, and the manifest says when it was made. */
const ZIP_TIME = new Date(1980, 0, 1)

/**
 * @param about all of the manifest but its files
 * @param contents in the order of the chain; no path twice, and none of {@link paths}
 * @param keys with the one that signs
 * @returns the ZIP file, and the hash of its manifest
 */
export async function writePack(
  about: Omit<Manifest, 'format' | 'version' | 'files'>,
  contents: readonly Content[],
  { sign, keys }: { readonly sign: Sign; readonly keys: readonly PublicKey[] },
): Promise<{ zip: Uint8Array; manifestSha256: string }> {
  const files: PackFile[] = []
  const entries: Record<string, Uint8Array> = {}
  for (const { path, data } of contents) {
    if (path in entries || Object.values<string>(paths).includes(path))
      throw new Error(`${path} is there twice`)
    const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data
    const hash = await sha256(bytes)
    const rows = path.endsWith('.csv') ? await Promise.all(splitRows(textOf(bytes)).map(rowHash)) : undefined
    const link = await linkOf(files.at(-1)?.link ?? '', path, hash)
    files.push({ path, bytes: bytes.length, sha256: hash, link, ...(rows && { rows }) })
    entries[path] = bytes
  }
  const manifest: Manifest = { format: FORMAT, version: VERSION, ...about, files }
  const json = new TextEncoder().encode(`${JSON.stringify(manifest, null, 1)}\n`)
  const manifestSha256 = await sha256(json)
  const signature = sign({ format: FORMAT, manifestSha256, madeAt: about.madeAt, host: about.platform.host })
  entries[paths.manifest] = json
  entries[paths.signature] = new TextEncoder().encode(`${signature}\n`)
  entries[paths.keys] = new TextEncoder().encode(`${JSON.stringify({ keys }, null, 1)}\n`)
  return { zip: await zipped(entries), manifestSha256 }
}

/** In threads of its own, so that who waits for something else does not wait for this. */
const zipped = (entries: Record<string, Uint8Array>) =>
  new Promise<Uint8Array>((resolve, reject) =>
    zip(entries, { mtime: ZIP_TIME }, (error, data) => (error ? reject(error) : resolve(data))),
  )

/** With its byte order mark, if it has one: the rows are hashed as they stand there. */
const textOf = (bytes: Uint8Array) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
