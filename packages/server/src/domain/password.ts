/** Fewest characters of a password. No other rule about its characters: length is what counts. */
export const PASSWORD_MIN = 10

export type PasswordFlaw =
  | 'password-too-short'
  | 'password-too-common'
  | 'password-like-person'
  | 'password-like-platform'

/** Shorter words, such as a first name of three letters, stand in too many good passwords. */
const WORDS_FROM = 4
const FEWEST_DIFFERENT = 4
/** So many digits and signs around a word add next to nothing. */
const MOST_AROUND = 6
const SIGN = String.raw`[\p{N}\p{P}\p{S}\s]`
const AROUND = new RegExp(`^(${SIGN}*)(.*?)(${SIGN}*)$`, 'su')
const ONLY_SIGNS = new RegExp(`^${SIGN}{0,${MOST_AROUND}}$`, 'u')
const REPEATED = /^(.+?)\1+$/su
/** What people write for letters. */
const LETTERS: Readonly<Record<string, string>> = {
  0: 'o',
  1: 'i',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  '@': 'a',
  $: 's',
}

/** Of whom a password is, and where. */
interface Surroundings {
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  /** Names of the platform and its host. */
  readonly platform: readonly string[]
  /** Whether a word, in small letters, is among the most used passwords. */
  readonly isCommon: (word: string) => boolean
}

/**
 * What is wrong with a password as its person's.
 *
 * @returns undefined for a good one
 */
export function flawOf(password: string, around: Surroundings): PasswordFlaw | undefined {
  if ([...password].length < PASSWORD_MIN) return 'password-too-short'
  const plain = password.toLowerCase()
  if (new Set(plain).size < FEWEST_DIFFERENT || isKnown(plain, around.isCommon)) return 'password-too-common'
  const { email, firstName, lastName, platform } = around
  if (isMadeOf(plain, [email, firstName, lastName])) return 'password-like-person'
  return isMadeOf(plain, platform) ? 'password-like-platform' : undefined
}

/** Whether a password is a common one: as it is, over and over, with signs for letters, with digits and signs around. */
function isKnown(plain: string, isCommon: (word: string) => boolean): boolean {
  const isWord = (word: string) => word.length >= WORDS_FROM && (isCommon(word) || isCommon(spelled(word)))
  const isWords = (text: string) => isWord(text) || isWord(REPEATED.exec(text)?.[1] ?? '')
  const [, before = '', word = '', after = ''] = AROUND.exec(plain) ?? []
  if (isCommon(plain) || (isWords(word) && isCommon(before + after))) return true
  // A sign may be added, or stand for a letter.
  for (let from = 0; from <= Math.min(before.length, MOST_AROUND); from++)
    for (let cut = 0; cut <= Math.min(after.length, MOST_AROUND - from); cut++)
      if (isWords(plain.slice(from, plain.length - cut))) return true
  return false
}

function spelled(word: string): string {
  return word.replace(/[013457@$]/g, (sign) => LETTERS[sign] ?? sign)
}

/** Whether a password is nothing but words of these texts, together or one over and over, and some digits and signs. */
function isMadeOf(password: string, texts: readonly string[]): boolean {
  const words = texts
    .flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)])
    .map((word) => word.toLowerCase())
    .filter((word) => word.length >= WORDS_FROM)
    .sort((one, other) => other.length - one.length)
  const rest = words.reduce((left, word) => left.replaceAll(word, ''), password)
  return rest !== password && ONLY_SIGNS.test(rest)
}
