import { availableParallelism } from 'node:os'
import { hash, verify } from '@node-rs/argon2'
import { TooManyRequestsError } from '../../../domain/errors.ts'
import { createQueue } from './password-queue.ts'

// OWASP's first choice for argon2id: 19 MiB, 2 passes, 1 lane (about 11 ms).
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Threads are shared with files and look-ups of names: half of them stay free. */
const AT_ONCE = Math.min(2, Math.max(1, Math.floor(availableParallelism() / 2)))
/** More would wait for seconds, and hold their requests open. */
const WAITING = 200
const BUSY_SECONDS = 5

const queue = createQueue({
  atOnce: AT_ONCE,
  waiting: WAITING,
  refuse: () => new TooManyRequestsError('sign-in-busy', { seconds: BUSY_SECONDS }),
})

/** A hash that no password has: verifying it takes as long as a real one. */
const NOBODY = hash('nobody has this password', OPTIONS)

/** @throws {TooManyRequestsError} `sign-in-busy` */
export function hashPassword(password: string): Promise<string> {
  return queue.run(() => hash(password, OPTIONS))
}

/**
 * Takes the same time for a person who does not exist, so that addresses can't be found out.
 *
 * @param before right before this password is hashed; throws to refuse it
 * @throws {TooManyRequestsError} `sign-in-busy`
 */
export function isPassword(
  passwordHash: string | null | undefined,
  password: string,
  before: () => Promise<void> = async () => {},
): Promise<boolean> {
  return queue.run(async () => {
    await before()
    const matches = await verify(passwordHash ?? (await NOBODY), password)
    return matches && Boolean(passwordHash)
  })
}
