import { hash, verify } from '@node-rs/argon2'

// OWASP's first choice for argon2id: 19 MiB, 2 passes, 1 lane (about 11 ms).
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** A hash that no password has: verifying it takes as long as a real one. */
const NOBODY = hash('nobody has this password', OPTIONS)

export function hashPassword(password: string): Promise<string> {
  return hash(password, OPTIONS)
}

/** Takes the same time for a person who does not exist, so that addresses can't be found out. */
export async function isPassword(
  passwordHash: string | null | undefined,
  password: string,
): Promise<boolean> {
  const matches = await verify(passwordHash ?? (await NOBODY), password)
  return matches && Boolean(passwordHash)
}
