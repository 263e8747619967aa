/** Marks that nobody sees: zero-width spaces, soft hyphens, marks of direction, byte order marks. */
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu
/** The same without the two joiners that Persian, Indic scripts and emoji are written with. */
const INVISIBLE_IN_NAMES = /(?!\u200C|\u200D|\uFE0F)[\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu
/** A joiner that joins nothing. */
const LOOSE_JOINER =
  /(?<!\p{L}|\p{M}|\p{S}|\uFE0F)(?:\u200C|\u200D|\uFE0F)+|(?:\u200C|\u200D)+(?!\p{L}|\p{S})/gu

/** No NUL and no half of a character: what PostgreSQL can keep. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}

export function withoutInvisible(text: string): string {
  return text.replace(INVISIBLE, '')
}

/**
 * One line as it is stored, such as a name: composed (NFC), without what nobody sees, with single spaces. Two ways of
 * typing a name are one name then.
 */
export function toLine(text: string): string {
  return text
    .replace(INVISIBLE_IN_NAMES, '')
    .replace(LOOSE_JOINER, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .normalize('NFC')
}
