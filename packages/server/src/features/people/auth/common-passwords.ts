import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** 100 kB, read when somebody first chooses a password. */
const FILE = new URL('./common-passwords.txt.gz', import.meta.url)

let known: ReadonlySet<string> | undefined

/** Whether a word, in small letters, is among the most used passwords that have leaked anywhere. */
export function isCommonPassword(word: string): boolean {
  known ??= new Set(gunzipSync(readFileSync(FILE)).toString('utf8').split('\n').filter(Boolean))
  return known.has(word)
}
