import { defaultLanguage } from '@lectern/texts'
import { type Phrase, serverTexts } from '@lectern/texts/server'
import { phrase, type Reader } from './messages.ts'

// What fields are called, wherever people read of them: where a request is refused, and in the audit log.

/**
 * The field of a pointer as people call it: `Breaks 2, Start`.
 *
 * @param path keys and indexes; ids among them are left out
 * @returns undefined for the whole request, and for a field that has no words
 */
export function labelOf(path: readonly PropertyKey[], reader: Reader): string | undefined {
  let label: string | undefined
  for (const part of path) {
    const number = /^\d+$/.test(String(part)) ? Number(part) + 1 : undefined
    if (number !== undefined) {
      label = label && phrase('field-numbered', { label, number }, reader)
      continue
    }
    const key = labelKeyOf(String(part))
    if (!key) continue
    const inner = phrase(key, {}, reader)
    label = label ? phrase('field-within', { outer: label, inner }, reader) : inner
  }
  return label
}

/** The words of a field by its name in requests; an id is called after what it is the id of. */
export function labelKeyOf(name: string): Phrase | undefined {
  const kebab = toKebab(name)
  return [kebab, kebab.replace(/-id$/, ''), kebab.replace(/-ids$/, 's')]
    .map((word) => `label-${word}`)
    .find(isPhrase)
}

/** The words of a field that only the audit log has; undefined = it is called as in requests, or not at all. */
export function auditedKeyOf(name: string): Phrase | undefined {
  return [`audited-${toKebab(name)}`].find(isPhrase)
}

/** The words of one of a few values that a field can have, such as `catalogue` of a visibility; undefined = it is no such value. */
export function valueKeyOf(value: string): Phrase | undefined {
  return [`value-${toKebab(value)}`].find(isPhrase)
}

export function isPhrase(key: string): key is Phrase {
  return Object.hasOwn(serverTexts(defaultLanguage), key)
}

function toKebab(name: string): string {
  return name.replaceAll(/[_.:]/g, '-').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
