/** Says what the file is, in the manifest. */
export const FORMAT = 'lectern-evidence-pack'
/** Of the format; a reader knows those up to its own. */
export const VERSION = 1

/** Files that every pack has and that the manifest does not name, since they come after it. */
export const paths = { manifest: 'manifest.json', signature: 'signature.jws', keys: 'keys.json' } as const

/** One file of a pack, as it was when the pack was made. */
export interface PackFile {
  /** Within the pack, with `/` between folders. */
  readonly path: string
  readonly bytes: number
  /** SHA-256 in hexadecimal. */
  readonly sha256: string
  /** SHA-256 of the link before it (of nothing for the first), the path and `sha256`, with a line feed between. */
  readonly link: string
  /** Of a table: the first half of the SHA-256 of each row, its heading included, without the end of the line. */
  readonly rows?: readonly string[]
}

export interface Manifest {
  readonly format: typeof FORMAT
  readonly version: number
  /** ISO 8601, UTC. */
  readonly madeAt: string
  readonly madeBy: string
  readonly platform: { readonly name: string; readonly host: string }
  readonly session: { readonly id: string; readonly name: string; readonly course: string }
  readonly files: readonly PackFile[]
}

/** What the signature says: a JSON Web Signature (RFC 7515, compact) with this as its payload. */
export interface Signed {
  readonly format: typeof FORMAT
  /** Of `manifest.json`, in hexadecimal. */
  readonly manifestSha256: string
  readonly madeAt: string
  readonly host: string
}

/** A key of `keys.json`, a JSON Web Key Set (RFC 7517). */
export interface PublicKey {
  readonly kid: string
  readonly kty: string
  readonly n: string
  readonly e: string
  readonly alg?: string
}
