import { splitRows } from './csv.ts'
import { FORMAT, type Manifest, type PackFile, type PublicKey, paths, VERSION } from './format.ts'
import { linkOf, rowHash, sha256 } from './hash.ts'
import { findKey, readKeys, readSignature } from './signature.ts'
import { Unreadable, unpack } from './unpack.ts'

/** The file is something else: no ZIP file, or one that has nothing of a pack. */
type NoPack = 'not-a-zip' | 'another-zip'

/** What is wrong with a pack. `line` counts from 1, the heading included; `text` is cut. */
export type Finding =
  | { readonly code: NoPack | 'zip-damaged' | 'too-large' | 'manifest-missing' | 'manifest-unreadable' }
  | { readonly code: 'format-unknown'; readonly version: string }
  | { readonly code: 'signature-missing' | 'signature-unreadable' | 'key-missing' | 'key-not-of-platform' }
  | { readonly code: 'signature-wrong' | 'manifest-changed' | 'chain-broken' }
  | {
      readonly code: 'file-missing' | 'file-extra' | 'file-twice' | 'file-changed' | 'rows-moved'
      readonly path: string
    }
  | { readonly code: 'row-changed'; readonly path: string; readonly line: number; readonly text: string }
  | { readonly code: 'row-missing'; readonly path: string; readonly line: number }
  | { readonly code: 'more-rows'; readonly path: string; readonly count: number }

export interface Check {
  /** None = every byte is as it was signed. */
  readonly findings: readonly Finding[]
  /** What the pack says of itself; to be believed only without findings. */
  readonly manifest: Manifest | undefined
  /** Of the key that signed: its thumbprint (RFC 7638), and whether it is one of the platform's where those were given. */
  readonly key: { readonly thumbprint: string; readonly isOfPlatform: boolean | undefined } | undefined
}

/** Rows that are named of one file; the others are counted. */
const NAMED_ROWS = 20
const LONGEST_TEXT = 200

/**
 * Says whether a pack is as it was made: needs nothing but its bytes.
 *
 * @param platformKeys the keys that the platform publishes, as JSON Web Key Set; without them the pack's own are taken,
 * which prove that all of it was signed by one key, and not whose that is
 */
export async function checkPack(zip: Uint8Array, platformKeys?: string): Promise<Check> {
  const nothing = { manifest: undefined, key: undefined }
  let pack: ReturnType<typeof unpack>
  try {
    pack = unpack(zip)
  } catch (error) {
    if (error instanceof Unreadable) return { ...nothing, findings: [{ code: error.code }] }
    throw error
  }
  if (!Object.values(paths).some((path) => isOfPack(pack.files, path)))
    return { ...nothing, findings: [{ code: 'another-zip' }] }
  const findings: Finding[] = pack.twice.map((path) => ({ code: 'file-twice', path }))
  const bytes = pack.files.get(paths.manifest)
  if (!bytes) return { ...nothing, findings: [...findings, { code: 'manifest-missing' }] }
  const { key, trouble } = await checkSignature(pack.files, bytes, platformKeys)
  findings.push(...trouble)
  const manifest = readManifest(bytes)
  if ('code' in manifest) return { manifest: undefined, key, findings: [...findings, manifest] }
  findings.push(...(await checkFiles(manifest, pack.files)))
  return { manifest, key, findings }
}

/** Whether a file is no evidence pack at all, so that nothing can have been changed in it. */
export function isNoPack({ findings }: Pick<Check, 'findings'>): boolean {
  return findings.some(({ code }) => code === 'not-a-zip' || code === 'another-zip')
}

/** Others have a `manifest.json` too. */
function isOfPack(files: ReadonlyMap<string, Uint8Array>, path: string): boolean {
  const bytes = files.get(path)
  return bytes !== undefined && (path !== paths.manifest || textOf(bytes).includes(FORMAT))
}

async function checkSignature(
  files: ReadonlyMap<string, Uint8Array>,
  manifest: Uint8Array,
  platformKeys: string | undefined,
): Promise<{ key: Check['key']; trouble: Finding[] }> {
  const text = files.get(paths.signature)
  if (!text) return { key: undefined, trouble: [{ code: 'signature-missing' }] }
  const signature = readSignature(textOf(text))
  if (!signature) return { key: undefined, trouble: [{ code: 'signature-unreadable' }] }
  const own = readKeys(textOf(files.get(paths.keys) ?? new Uint8Array()))
  const given = platformKeys === undefined ? undefined : readKeys(platformKeys)
  const key: PublicKey | undefined = findKey(given ?? own, signature.kid)
  if (!key) {
    const code = given ? 'key-not-of-platform' : 'key-missing'
    return { key: undefined, trouble: [{ code }] }
  }
  const known = { thumbprint: await thumbprintOf(key), isOfPlatform: given ? true : undefined }
  if (!(await signature.isBy(key))) return { key: known, trouble: [{ code: 'signature-wrong' }] }
  const { format, manifestSha256 } = signature.payload
  const isSame = format === FORMAT && manifestSha256 === (await sha256(manifest))
  return { key: known, trouble: isSame ? [] : [{ code: 'manifest-changed' }] }
}

/** RFC 7638. */
const thumbprintOf = ({ e, kty, n }: PublicKey) => sha256(JSON.stringify({ e, kty, n }))

function readManifest(bytes: Uint8Array): Manifest | Finding {
  try {
    const manifest: unknown = JSON.parse(textOf(bytes))
    if (!isObject(manifest) || manifest.format !== FORMAT) return { code: 'manifest-unreadable' }
    if (typeof manifest.version !== 'number' || manifest.version > VERSION)
      return { code: 'format-unknown', version: String(manifest.version) }
    const { files, platform, session } = manifest
    const isWhole =
      Array.isArray(files) &&
      files.every(isPackFile) &&
      isObject(platform) &&
      isObject(session) &&
      typeof manifest.madeAt === 'string'
    return isWhole ? (manifest as unknown as Manifest) : { code: 'manifest-unreadable' }
  } catch {
    return { code: 'manifest-unreadable' }
  }
}

function isPackFile(value: unknown): value is PackFile {
  if (!isObject(value)) return false
  const { path, sha256: hash, link, rows } = value
  const texts = [path, hash, link, ...(Array.isArray(rows) ? rows : [])]
  return texts.every((text) => typeof text === 'string') && (rows === undefined || Array.isArray(rows))
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

async function checkFiles(manifest: Manifest, files: ReadonlyMap<string, Uint8Array>): Promise<Finding[]> {
  const findings: Finding[] = []
  const named = new Set<string>(Object.values(paths))
  let link = ''
  for (const file of manifest.files) {
    named.add(file.path)
    link = await linkOf(link, file.path, file.sha256)
    const bytes = files.get(file.path)
    if (!bytes) findings.push({ code: 'file-missing', path: file.path })
    else if ((await sha256(bytes)) !== file.sha256) findings.push(...(await whatChanged(file, bytes)))
  }
  if (link !== (manifest.files.at(-1)?.link ?? '')) findings.push({ code: 'chain-broken' })
  for (const path of files.keys()) if (!named.has(path)) findings.push({ code: 'file-extra', path })
  return findings
}

/** Of a table the rows, of anything else the file. */
async function whatChanged({ path, rows: signed }: PackFile, bytes: Uint8Array): Promise<Finding[]> {
  if (!signed) return [{ code: 'file-changed', path }]
  const rows = splitRows(textOf(bytes))
  const hashes = await Promise.all(rows.map(rowHash))
  const left = countsOf(signed)
  const others = hashes.flatMap((hash, at) => {
    const count = left.get(hash) ?? 0
    if (count > 0) left.set(hash, count - 1)
    return count > 0 ? [] : [at]
  })
  // What is left was signed and is there no more; a changed row stands where the one it was is missing.
  const gone = signed.flatMap((hash, at) => {
    const count = left.get(hash) ?? 0
    if (count > 0) left.set(hash, count - 1)
    return count > 0 ? [at] : []
  })
  const changed: Finding[] = others.map((at) => ({
    ...{ code: 'row-changed', path, line: at + 1 },
    text: Array.from(rows[at] ?? '')
      .slice(0, LONGEST_TEXT)
      .join(''),
  }))
  const missing = gone
    .filter((at) => !others.includes(at))
    .map((at): Finding => ({ code: 'row-missing', path, line: at + 1 }))
  const findings = [...changed, ...missing]
  if (findings.length === 0)
    return [{ code: signed.length === hashes.length ? 'rows-moved' : 'file-changed', path }]
  const more = findings.length - NAMED_ROWS
  return more > 0 ? [...findings.slice(0, NAMED_ROWS), { code: 'more-rows', path, count: more }] : findings
}

function countsOf(hashes: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const hash of hashes) counts.set(hash, (counts.get(hash) ?? 0) + 1)
  return counts
}

/** With its byte order mark, as rows are hashed. */
const textOf = (bytes: Uint8Array) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
