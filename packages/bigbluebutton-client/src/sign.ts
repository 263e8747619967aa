import { createHash } from 'node:crypto'

/** Documented: the server tells them apart by their length; which are allowed, its administrator decides. */
export const CHECKSUM_ALGORITHMS = ['sha256', 'sha1', 'sha384', 'sha512'] as const
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number]

/** Parameters of a call by their names; those that are undefined are left out. */
export type Params = Readonly<Record<string, string | number | boolean | undefined>>

/** Where a server is, and what its calls are signed with. */
export interface Server {
  /** As an administrator knows it: with or without `/bigbluebutton/` and `/api`. */
  readonly url: string
  readonly secret: string
  /** Default SHA-256. */
  readonly algorithm?: ChecksumAlgorithm | undefined
}

/**
 * The folder in which the calls of a server are: `https://host/bigbluebutton/api` for whatever somebody pasted.
 *
 * @throws {TypeError} for what is no address
 */
export function apiFolder(url: string): string {
  const { origin, pathname } = new URL(url.trim())
  const folder = pathname.replace(/\/+$/, '').replace(/\/api$/, '')
  return `${origin}${folder === '' ? '/bigbluebutton' : folder}/api`
}

/** The address of a call with its checksum: of the call's name, the query exactly as it stands, and the secret. */
export function signedUrl(
  { url, secret, algorithm = 'sha256' }: Server,
  call: string,
  params: Params,
): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(params)) if (value !== undefined) query.set(name, String(value))
  const sent = query.toString()
  const checksum = createHash(algorithm).update(`${call}${sent}${secret}`, 'utf8').digest('hex')
  return `${apiFolder(url)}/${call}?${sent}${sent === '' ? '' : '&'}checksum=${checksum}`
}
