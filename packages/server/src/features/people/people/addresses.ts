import { toEmail } from '../../../domain/email.ts'
import { InvalidInputError } from '../../../domain/errors.ts'
import { withoutInvisible } from '../../../domain/words.ts'

/** Addresses that are read from one text. */
export const MAX_ADDRESSES = 5_000
/** Longer words are no address, whatever is around it. */
const MAX_WORD = 1000
/** Characters of an unreadable word that are shown. */
const SHOWN = 100

/** What stands where an address should. */
export interface Address {
  /** Of the text, from 1. */
  readonly line: number
  /** As it is stored; what was found when it is no address. */
  readonly email: string
  readonly isReadable: boolean
}

/**
 * Reads e-mail addresses however they are listed: one per line, with commas between, columns of a table, as mail
 * programs copy them. Each is read whole or not at all, never as a part of a longer word.
 *
 * @returns each once, as it is stored, and what looks like an address and is none
 * @throws {InvalidInputError} at `/text`: `enroll-no-address`, `enroll-too-many`
 */
export function readAddresses(text: string): Address[] {
  const found = findAddresses(text)
  if (found.length === 0) throw InvalidInputError.at('/text', 'enroll-no-address')
  if (found.length > MAX_ADDRESSES)
    throw InvalidInputError.at('/text', 'enroll-too-many', { found: found.length, max: MAX_ADDRESSES })
  const seen = new Set<string>()
  return found.filter(({ email }) => !seen.has(email) && seen.add(email))
}

/** The same without limits; empty for a text without any. */
export function findAddresses(text: string): Address[] {
  return text.split(/\r\n?|[\n\v\f\u0085\u2028\u2029]/).flatMap((row, index) => {
    const entries = entriesOf(tokensOf(tidy(row)))
    return entries.flatMap(readEntry).map((found) => ({ line: index + 1, ...found }))
  })
}

type Found = Pick<Address, 'email' | 'isReadable'>
type TokenKind = 'separator' | 'angle' | 'comment' | 'bracket' | 'quoted' | 'word'
interface Token {
  readonly kind: TokenKind
  /** Without what encloses it. */
  readonly text: string
}

const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  amp: '&',
}

/** A line with links of all kinds (Markdown, HTML, Outlook's) written as `text <address>`. */
function tidy(typed: string): string {
  const row = typed.replace(/[＠﹫]/g, '@')
  if (!row.includes('@')) return ''
  return withoutInvisible(row)
    .replace(/&(?:(lt|gt|quot|apos|nbsp|amp)|#(\d{1,6})|#x([\da-f]{1,5}));/gi, (_, name, decimal, hex) =>
      name
        ? (ENTITIES[name.toLowerCase()] ?? '')
        : characterOf(decimal ? Number(decimal) : Number(`0x${hex}`)),
    )
    .replace(/^(?:\s*>)+/, '') // a quotation in a mail
    .replace(
      /<a\s[^<>]{0,400}href=["']?(mailto:[^"'\s<>]{1,400})[^<>]{0,400}>([^<>]{0,400})<\/a>/gi,
      '$2 <$1>',
    )
    .replace(/\[([^[\]]{0,400})\]\(<?(mailto:[^()\s<>]{1,400})>?[^()]{0,400}\)/gi, '$1 <$2>')
    .replace(/\[(mailto:[^[\]\s]{1,400})\]/gi, '<$1>')
}

function characterOf(code: number): string {
  return code > 31 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
}

/**
 * A word goes on as long as nothing separates: marks that can be in no address stay in it, so that it is refused and
 * not cut there.
 */
const TOKEN = new RegExp(
  [
    /(?<separator>[,;\t，；、،؛])/,
    /<(?<angle>[^<>]{0,400})>/,
    /\((?<comment>[^()]{0,400})\)/,
    /(?<![^\s,;\t([<>])"(?<quoted>(?:[^"\\]|\\.){0,400})"(?![^\s,;\t)\]<>])/,
    /(?<!\S@)\[(?<bracket>[^[\]]{0,400})\]/,
    /(?<word>(?:&\w{1,20};|"(?:[^"\\]|\\.){0,400}"(?=@)|(?<=@)\[[^[\]]{0,100}\]|[^\s,;，；、،؛()[\]<]|<(?![^<>]{0,400}>))+)/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'gu',
)

function tokensOf(row: string): Token[] {
  return [...row.matchAll(TOKEN)].flatMap(({ groups = {} }) =>
    Object.entries(groups).flatMap(([kind, text]) =>
      text === undefined ? [] : [{ kind: kind as TokenKind, text }],
    ),
  )
}

/** What belongs to one person: up to a separator, or to an address in angle brackets. */
function entriesOf(tokens: readonly Token[]): Token[][] {
  const entries: Token[][] = [[]]
  for (const token of tokens) {
    if (token.kind !== 'separator') entries.at(-1)?.push(token)
    if (token.kind === 'separator' || isTarget(token)) entries.push([])
  }
  return entries.filter((entry) => entry.length > 0)
}

function isTarget({ kind, text }: Token): boolean {
  return kind === 'angle' && text.includes('@') && !/^\/?[a-z]+[\s/]/i.test(text)
}

function readEntry(entry: readonly Token[]): Found[] {
  const target = entry.find(isTarget)
  if (target) {
    const address = readWord(target.text.trim())
    // A name that is an address itself has to be the same one: a link that leads elsewhere is nobody's.
    const names = entry
      .filter(({ kind, text }) => kind === 'word' && text.includes('@'))
      .map(({ text }) => readWord(text))
    const other = names.find((name) => name.isReadable && name.email !== address.email)
    return other ? [unread(`${other.email} <${address.email}>`)] : [address]
  }
  const found = entry.flatMap(readToken)
  if (found.length > 0) return found
  return entry.filter(({ kind }) => kind === 'comment').flatMap(({ text }) => readInside(text))
}

function readToken({ kind, text }: Token): Found[] {
  if (kind === 'comment' || !text.includes('@')) return []
  return kind === 'word' ? readWords(text) : readInside(text)
}

/** Of quotes and brackets, which can hold a list themselves. */
function readInside(text: string): Found[] {
  if (!text.includes('@')) return []
  return entriesOf(tokensOf(text.replaceAll('\\"', '"'))).flatMap(readEntry)
}

/** Mostly one; some people put a stroke between two. */
function readWords(word: string): Found[] {
  const whole = readWord(word)
  const parts = word.split(/[|/]/).filter(Boolean)
  return !whole.isReadable && parts.length > 1 && parts.every((part) => readWord(part).isReadable)
    ? parts.map(readWord)
    : [whole]
}

const PAIRS = ["''", '``', '**', '__', '~~', '||', '{}']
const QUOTES = '“”„‟«»‹›‘’‚‛「」『』〈〉《》【】"'
const BEFORE = new RegExp(`^[${QUOTES}•‣▪●○■◦·–—→✓✔☐]+`, 'u')
const STOPS = '.!?:。！？'
/** Begins where a row of marks begins: else each mark of a long row would look for the end. */
const AFTER = new RegExp(`(?:(?<![${QUOTES}])[${QUOTES}]+|(?<![${STOPS}…])[${STOPS}]+)$`, 'u')
const PREFIX = /^(?:smtp|e-?mail|posta|pec|to|cc|bcc|from|a|da|ccn):/i

/** A word without the marks around it that writing puts there. */
function readWord(word: string): Found {
  if (word.length > MAX_WORD) return unread(word)
  let bare = word
  for (let before = ''; before !== bare; ) {
    before = bare
    bare = bare.replace(BEFORE, '').replace(PREFIX, '')
    if (!/(?:\.\.|…)$/.test(bare)) bare = bare.replace(AFTER, '') // dots stand for more that was cut off
    const isPaired = PAIRS.includes(`${bare.at(0)}${bare.at(-1)}`)
    if (isPaired && bare.length > 2) bare = bare.slice(1, -1)
    if (/^mailto:/i.test(bare)) bare = targetOf(bare)
  }
  const email = toEmail(bare)
  return email === undefined ? unread(word) : { email, isReadable: true }
}

function targetOf(link: string): string {
  const [address = ''] = link.slice('mailto:'.length).split('?')
  try {
    return decodeURIComponent(address)
  } catch {
    return address
  }
}

function unread(found: string): Found {
  return { email: found.length > SHOWN ? `${found.slice(0, SHOWN)}…` : found, isReadable: false }
}
