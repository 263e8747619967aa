import { InvalidInputError } from './errors.ts'

/** What whoever checks a certificate reads of the person. */
export const shownNames = ['initials', 'name'] as const
export type ShownName = (typeof shownNames)[number]

/** How certificates of a platform look and are numbered. */
export interface CertificateTemplate {
  /** Whoever completes a session gets one. */
  readonly isOn: boolean
  /** Before the year and the number: `C` makes `C-2026-000017`. */
  readonly prefix: string
  /** Empty = nobody signs. */
  readonly signatoryName: string
  readonly signatoryRole: string
  /** A sentence below, such as by whom the academy is accredited. Empty = none. */
  readonly note: string
  readonly shownName: ShownName
}

export const usualTemplate: CertificateTemplate = {
  isOn: true,
  prefix: 'C',
  signatoryName: '',
  signatoryRole: '',
  note: '',
  shownName: 'initials',
}

/** Why one holds no more: what it certified was corrected, another one took its place, or somebody recalled it. */
export const recallCauses = ['corrected', 'renewed', 'by-hand'] as const
export type RecallCause = (typeof recallCauses)[number]

export const certificateStates = ['valid', 'expired', 'recalled'] as const
export type CertificateState = (typeof certificateStates)[number]

/** What it is worth at a moment. One that was recalled is so for good, also after its end. */
export function stateOf(
  certificate: { readonly recalledAt: Date | null; readonly validUntil: Date | null },
  now: Date,
): CertificateState {
  if (certificate.recalledAt) return 'recalled'
  return certificate.validUntil && certificate.validUntil < now ? 'expired' : 'valid'
}

const NUMBER_DIGITS = 6

/** Two years never share a number, and neither do two prefixes. */
export function numberOf(prefix: string, year: number, count: number): string {
  return `${prefix}-${year}-${String(count).padStart(NUMBER_DIGITS, '0')}`
}

/** Without what can be taken for another letter: it is also typed from paper. Five bits each. */
const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
export const CODE_LENGTH = 26

/** @param bytes random, as many as {@link CODE_LENGTH}: 130 bits that nobody guesses */
export function codeOf(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, CODE_LENGTH), (byte) => LETTERS[byte % LETTERS.length]).join('')
}

/** As people copy it from paper: lowercase, with spaces or hyphens between. @returns undefined = can't be one */
export function readCode(text: string): string | undefined {
  const code = text.toUpperCase().replace(/[\s-]/g, '')
  return code.length === CODE_LENGTH && [...code].every((one) => LETTERS.includes(one)) ? code : undefined
}

/** The first letter of each part of a name, whatever the script: `M. R.` */
export function initialsOf(name: string): string {
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  return name
    .split(/[\s-]+/)
    .filter(Boolean)
    .map((part) => [...segmenter.segment(part)][0]?.segment.toLocaleUpperCase() ?? '')
    .map((letter) => `${letter}.`)
    .join(' ')
}

/** Bits of one list of what is recalled: the fewest that a list may have, so that nobody is known by which one is asked for. */
export const LIST_BITS = 131_072

/** Where a certificate stands in the lists: which one, and which of its bits. */
export function placeInLists(index: number): { readonly list: number; readonly bit: number } {
  return { list: Math.floor(index / LIST_BITS), bit: index % LIST_BITS }
}

/** A list's bits, the first one on the left of the first byte (W3C Bitstring Status List 1.0). */
export function bitsOf(places: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(LIST_BITS / 8)
  for (const bit of places) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7))
  return bytes
}

/** @throws {InvalidInputError} `certificate-role-without-name` */
export function assertTemplate({ signatoryName, signatoryRole }: CertificateTemplate): void {
  if (signatoryRole && !signatoryName)
    throw InvalidInputError.at('/signatoryName', 'certificate-role-without-name', {})
}
