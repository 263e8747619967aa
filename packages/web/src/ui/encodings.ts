/** Encodings in which files of older programs are, the most usual one first. `ibm850` is what DOS wrote. */
export const encodings = [
  'windows-1252',
  'iso-8859-15',
  'windows-1250',
  'macintosh',
  'ibm850',
  'windows-1254',
  'windows-1257',
  'windows-1251',
  'windows-1253',
] as const
export type Encoding = (typeof encodings)[number]

/** A line as it is read in an encoding, and as it would be if the file were what most are. */
export interface ChangedLine {
  /** From 1. */
  readonly line: number
  /** With � where it can't be read. */
  readonly before: string
  readonly after: string
}

/** What a file holds. */
export type FileText =
  | { readonly kind: 'text'; readonly text: string }
  /** Not in UTF-8: somebody has to say which encoding it is in. The likeliest one first. */
  | { readonly kind: 'unsure'; readonly bytes: Uint8Array; readonly likely: readonly Encoding[] }
  | { readonly kind: 'workbook' }
  | { readonly kind: 'other' }

const LATIN_CAPITAL = /^\p{Lu}$/u
/** Letters of the languages that most files are in. */
const USUAL = /^[àáâãäåæçèéêëìíîïñòóôõöøœùúûüßÀÁÂÄÅÆÇÈÉÊÍÑÓÖØÙÚÜ]$/u
/** Letters of Icelandic alone, where Turkish and Baltic files have others. */
const RARE = /^[ðþÐÞýÝ]$/u
/** Signs that texts have between words, or at their ends. */
const SIGNS = /^[’‘“”„–—…•·€£§°ºª«»¡¿©®™´\u00A0]$/u
/** DOS code page 850 from 0x80; browsers do not know it. */
const CP850 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00AD±‗¾¶§÷¸°¨·¹³²■\u00A0'
/** Bytes that are looked at to tell encodings apart. */
const LOOKED_AT = 200_000

/** Reads the bytes of a file as UTF-8 or UTF-16, strictly: nothing is put in place of what can't be read. */
export function readFile(bytes: Uint8Array): FileText {
  if (startsWith(bytes, 0x50, 0x4b, 3, 4) || startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0))
    return { kind: 'workbook' }
  const wide = wideEncoding(bytes)
  if (wide) {
    const text = decodeStrictly(bytes, wide)
    return text === undefined ? { kind: 'other' } : { kind: 'text', text }
  }
  if (bytes.includes(0)) return { kind: 'other' }
  const text = decodeStrictly(bytes, 'utf-8')
  if (text !== undefined) return { kind: 'text', text }
  return { kind: 'unsure', bytes, likely: likelyEncodings(bytes) }
}

/** The text of a file in an encoding; a byte that has no sign in it becomes a control character or �. */
export function decode(bytes: Uint8Array, encoding: Encoding): string {
  if (encoding !== 'ibm850') return new TextDecoder(encoding).decode(bytes)
  let text = ''
  for (const byte of bytes) text += byte < 0x80 ? String.fromCharCode(byte) : CP850.charAt(byte - 0x80)
  return text
}

/** The first lines of a file that are read otherwise in an encoding than in UTF-8. */
export function changedLines(bytes: Uint8Array, encoding: Encoding, max: number): ChangedLine[] {
  const lines = (text: string) => text.split(/\r\n|\r|\n/)
  const before = lines(new TextDecoder('utf-8').decode(bytes))
  const changed: ChangedLine[] = []
  for (const [index, after] of lines(decode(bytes, encoding)).entries()) {
    if (changed.length === max) break
    const was = before[index] ?? ''
    if (was !== after) changed.push({ line: index + 1, before: was, after })
  }
  return changed
}

/** Encodings by how much of what they make of the bytes looks like words. */
function likelyEncodings(bytes: Uint8Array): Encoding[] {
  const part = bytes.subarray(0, LOOKED_AT)
  const scored = encodings.map((encoding) => ({ encoding, score: scoreOf(decode(part, encoding)) }))
  return scored.sort((one, other) => other.score - one.score).map((one) => one.encoding)
}

function scoreOf(text: string): number {
  let score = 0
  for (let at = 0; at < text.length; at++) {
    const sign = text.charAt(at)
    if (sign > '\u007F') score += scoreOfSign(sign, text.charAt(at - 1), text.charAt(at + 1))
  }
  return score
}

function scoreOfSign(sign: string, before: string, after: string): number {
  if (/[\p{Cc}\p{Cn}\p{Co}\uFFFD]/u.test(sign)) return -20
  const isWithin = isLetter(before) && isLetter(after)
  if (!isLetter(sign)) {
    if (sign === '’' && isWithin) return 3 // L’Aquila
    if (isWithin) return -8
    return SIGNS.test(sign) ? 1 : -3
  }
  const neighbors = [before, after].filter(isLetter)
  if (neighbors.some((one) => scriptOf(one) !== scriptOf(sign))) return -8
  // Capitals stand at the beginning of words, or among others.
  if (LATIN_CAPITAL.test(sign) && isLetter(before) && !LATIN_CAPITAL.test(before)) return -6
  if (scriptOf(sign) !== 'latin') return neighbors.some((one) => one > '\u007F') ? 3 : 0
  if (neighbors.length === 2 && neighbors.every((one) => one > '\u007F')) return -2 // words of such letters alone
  return USUAL.test(sign) ? 4 : RARE.test(sign) ? 0 : 3
}

function isLetter(sign: string): boolean {
  return /^\p{L}$/u.test(sign)
}

function scriptOf(letter: string): 'latin' | 'greek' | 'cyrillic' {
  if (/\p{Script=Greek}/u.test(letter)) return 'greek'
  return /\p{Script=Cyrillic}/u.test(letter) ? 'cyrillic' : 'latin'
}

function startsWith(bytes: Uint8Array, ...start: number[]): boolean {
  return start.every((byte, at) => bytes[at] === byte)
}

/** UTF-16, by its mark or by the zeros that it has in every other place. */
function wideEncoding(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (startsWith(bytes, 0xff, 0xfe)) return 'utf-16le'
  if (startsWith(bytes, 0xfe, 0xff)) return 'utf-16be'
  const part = bytes.subarray(0, 1000)
  const zeros = [0, 1].map((odd) => part.filter((byte, at) => at % 2 === odd && byte === 0).length)
  const [even = 0, odd = 0] = zeros
  if (odd > part.length / 4 && even === 0) return 'utf-16le'
  return even > part.length / 4 && odd === 0 ? 'utf-16be' : undefined
}

function decodeStrictly(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
