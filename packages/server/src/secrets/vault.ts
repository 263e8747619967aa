import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { AppError } from '../domain/errors.ts'
import { StartupError } from '../startup-error.ts'

/** Where a sealed value lives. It opens there and nowhere else. */
export interface Slot {
  readonly platformId: string
  readonly table: string
  readonly column: string
  readonly rowId: string
}

interface Key {
  readonly id: string
  readonly bytes: Buffer
}

/** A sealed value that no key of the ring opens: 500. The message is for who runs the server. */
export class UnreadableSecretError extends AppError {
  readonly status = 500

  constructor(message: string, keyId: string, options?: ErrorOptions) {
    super('secret-not-readable', { key: keyId }, options)
    this.message = message
  }
}

const IV_BYTES = 12
const TAG_BYTES = 16

/**
 * Encrypts secrets at rest: AES-256-GCM, with the newest key of a ring, bound to the row that holds
 * them. Format: `v1.<key id>.<iv>.<ciphertext>.<tag>`, base64url.
 */
export class Vault {
  readonly #keys: readonly [Key, ...Key[]]

  /**
   * @param ring `id:base64` pairs of 32-byte keys, separated by commas, newest first
   * @throws {StartupError} for a ring that is not like that
   */
  constructor(ring: string) {
    const [newest, ...older] = ring.split(',').map(parseKey)
    if (!newest) throw new StartupError(`LECTERN_SECRET_KEYS holds no key. ${HOW_TO}`)
    this.#keys = [newest, ...older]
  }

  /** Of all keys of the ring, newest first. */
  get keyIds(): string[] {
    return this.#keys.map(({ id }) => id)
  }

  seal(plaintext: string, slot: Slot): string {
    const [key] = this.#keys
    const iv = randomBytes(IV_BYTES)
    const cipher = createCipheriv('aes-256-gcm', key.bytes, iv, { authTagLength: TAG_BYTES })
    cipher.setAAD(Buffer.from(associatedData(slot)))
    const sealed = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()])
    return [
      'v1',
      key.id,
      ...[iv, sealed, cipher.getAuthTag()].map((part) => part.toString('base64url')),
    ].join('.')
  }

  /** @throws {UnreadableSecretError} when the value was changed, belongs to another slot, or its key is not in the ring */
  open(sealed: string, slot: Slot): string {
    const [version, keyId, iv, ciphertext, tag] = sealed.split('.')
    if (version !== 'v1' || iv === undefined || ciphertext === undefined || tag === undefined) {
      throw new UnreadableSecretError(
        `The sealed value in ${slot.table}.${slot.column} is not of format v1.`,
        keyId ?? '',
      )
    }
    const key = this.#keys.find((candidate) => candidate.id === keyId)
    if (!key) {
      throw new UnreadableSecretError(
        `The key "${keyId}" that sealed ${slot.table}.${slot.column} is not in LECTERN_SECRET_KEYS. Add it behind the newest key.`,
        keyId ?? '',
      )
    }
    try {
      const decipher = createDecipheriv('aes-256-gcm', key.bytes, Buffer.from(iv, 'base64url'), {
        authTagLength: TAG_BYTES,
      })
      decipher.setAAD(Buffer.from(associatedData(slot)))
      decipher.setAuthTag(Buffer.from(tag, 'base64url'))
      const opened = [decipher.update(Buffer.from(ciphertext, 'base64url')), decipher.final()]
      return Buffer.concat(opened).toString('utf8')
    } catch (cause) {
      throw new UnreadableSecretError(
        `The key "${keyId}" of LECTERN_SECRET_KEYS does not open ${slot.table}.${slot.column}: it is another key of that name, or the value was changed.`,
        keyId ?? '',
        { cause },
      )
    }
  }

  /** True when the value was not sealed with the newest key. */
  isStale(sealed: string): boolean {
    return sealed.split('.')[1] !== this.#keys[0].id
  }
}

/** A new ring with one new key, as the environment variable takes it. */
export function newKeyRing(now: Date): string {
  return `k${now.toISOString().slice(0, 10).replaceAll('-', '')}:${randomBytes(32).toString('base64')}`
}

const HOW_TO =
  'Expected: id:base64 of 32 bytes, several separated by commas, newest first. "npm run keys:new" prints one.'

function parseKey(text: string): Key {
  const [id, encoded] = text.trim().split(':')
  const bytes = Buffer.from(encoded ?? '', 'base64')
  if (!id || !/^[\w-]+$/.test(id) || bytes.length !== 32) {
    throw new StartupError(
      `LECTERN_SECRET_KEYS holds a key that is not as it must be (id "${id ?? ''}", ${bytes.length} bytes). ${HOW_TO}`,
    )
  }
  if (bytes.every((byte) => byte === bytes[0])) {
    throw new StartupError(
      'LECTERN_SECRET_KEYS holds a key that anyone could guess. Set it to what "npm run keys:new" prints.',
    )
  }
  return { id, bytes }
}

function associatedData(slot: Slot): string {
  return [slot.platformId, slot.table, slot.column, slot.rowId].join('/')
}
