/** Fewest characters of a password. No other rule about its characters: length is what counts. */
export const PASSWORD_MIN = 10

export type PasswordFlaw = 'password-too-short' | 'password-too-common' | 'password-like-person'

// The beginnings of passwords that are tried first, longer than the minimum or made longer by repeating.
const COMMON = [
  '1234567890',
  '0123456789',
  '9876543210',
  'qwertyuiop',
  '1q2w3e4r5t',
  'password',
  'passw0rd',
  'iloveyou',
  'welcome',
  'letmein',
  'changeme',
  'benvenuto',
  'ciao',
  'juventus',
  'administrator',
]
const WORDS_FROM = 4

/**
 * What is wrong with a password as its person's.
 *
 * @returns undefined for a good one
 */
export function flawOf(
  password: string,
  person: { email: string; firstName: string; lastName: string },
): PasswordFlaw | undefined {
  if ([...password].length < PASSWORD_MIN) return 'password-too-short'
  const plain = password.toLowerCase()
  if (new Set(plain).size < 4 || withoutEnd(plain, COMMON)) return 'password-too-common'
  const own = [person.email, ...person.email.split(/[@.+_-]/), person.firstName, person.lastName]
    .map((word) => word.toLowerCase())
    .filter((word) => word.length >= WORDS_FROM)
  return withoutEnd(plain, own) ? 'password-like-person' : undefined
}

/** Whether a password is nothing but such a word, some digits and signs around it, or the word again. */
function withoutEnd(password: string, words: readonly string[]): boolean {
  return words.some((word) => password.includes(word) && /^[\d\W_]{0,6}$/.test(password.replaceAll(word, '')))
}
