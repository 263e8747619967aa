import { isLanguage, nameOfLanguage } from '@lectern/texts'
import { isNotificationKind } from '../../../domain/notification.ts'
import { auditedKeyOf, labelKeyOf, valueKeyOf } from '../../../messages/field-words.ts'
import { codeOfKind } from '../../../messages/kind-codes.ts'
import {
  formatDate,
  formatInstant,
  formatList,
  formatNumber,
  formatWall,
  isInstantText,
  phrase,
  type Reader,
  titleOf,
} from '../../../messages/messages.ts'
import { isUuid } from '../../../new-id.ts'

/** What the words of a change are made with. */
export interface Speech {
  readonly reader: Reader
  /** What the thing with an id is called; undefined = nobody knows any more. */
  readonly nameOf: (id: string) => string | undefined
  readonly appNameOf: (appId: string) => string
  /** A field of an app's account form, as the form calls it. */
  readonly formFieldOf: (name: string) => { label: string; isSecret: boolean } | undefined
}

type Values = Readonly<Record<string, unknown>>

const WALL = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/
const DAY = /^\d{4}-\d\d-\d\d$/
/** Of a list, and of a long text. */
const SHOWN = 5
const SHOWN_LETTERS = 160
/** What the log says in other words, or what nobody reads. */
const UNSAID = new Set(['quiet', 'bytes', 'deliveryId', 'version', 'save', 'expectedVersion'])
/** Fields that have one of a few values; in all others the same word is what somebody typed. */
const CHOICES =
  /^(type|visibility|status|self-?enrollment|selfEnrollment|waitingList|completionRule|withdrawal|decision|confirmation|requiredEvents|validTo|sessionType|roles?|scopes?|state|kind|kinds|eventTypes|rule|fate|topic|secret|clientSecret|image|colorScheme|firstWeekday|completion|access|dataFrom|shownName|secondFactorFor|way)$/

/**
 * What a change did, one sentence for each field: `End: 11:00 → 12:00`; of what was not there before, only what it has.
 * Nothing of how it is stored: ids are names, codes are words, and what has no words is not said.
 */
export function sayChanges(changes: Values, was: Values, speech: Speech): string[] {
  const said = Object.entries(changes).flatMap(([key, value]) => {
    if (UNSAID.has(key)) return []
    const isNew = !(key in was)
    if (isNew && isUnset(value)) return []
    const before = isNew ? undefined : sayValue(key, was[key], speech)
    const label = sayLabel(key, speech)
    const now = sayValue(key, isNew ? onlySet(value) : value, speech)
    if (label === undefined || now === undefined || before === now) return []
    const { reader } = speech
    return before === undefined
      ? [phrase('audit-set', { label, value: now }, reader)]
      : [phrase('audit-changed', { label, before, value: now }, reader)]
  })
  return changes.quiet === true ? [...said, phrase('audit-quiet', {}, speech.reader)] : said
}

/** Of what is made anew nobody wants to read what it does not have. */
function isUnset(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true
  return typeof value === 'object' && Object.values(value).every(isUnset)
}

/** A group of fields without those that are not set. */
function onlySet(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => !isUnset(inner)))
}

function sayLabel(key: string, { reader, nameOf, formFieldOf }: Speech): string | undefined {
  if (isUuid(key)) return nameOf(key)
  if (isLanguage(key)) return nameOfLanguage(key)
  const known = auditedKeyOf(key) ?? labelKeyOf(key)
  if (known) return phrase(known, {}, reader)
  return isNotificationKind(key) ? titleOf(codeOfKind(key), reader) : formFieldOf(key)?.label
}

function sayValue(key: string, value: unknown, speech: Speech): string | undefined {
  const { reader } = speech
  if (value === null || value === undefined || value === '') return phrase('audit-none', {}, reader)
  if (typeof value === 'boolean') return phrase(value ? 'audit-yes' : 'audit-no', {}, reader)
  if (typeof value === 'number') return formatNumber(value, reader)
  if (typeof value === 'string') return sayText(key, value, speech)
  if (Array.isArray(value)) return sayList(key, value, speech)
  return typeof value === 'object' ? sayGroup(value as Values, speech) : undefined
}

function sayText(key: string, text: string, { reader, nameOf, appNameOf, formFieldOf }: Speech): string {
  if (isUuid(text)) return nameOf(text) ?? phrase('audit-gone', {}, reader)
  if (key === 'appId') return appNameOf(text)
  if (/language/i.test(key) && isLanguage(text)) return nameOfLanguage(text)
  if (isInstantText(text)) return formatInstant(new Date(text), reader)
  if (WALL.test(text)) return formatWall(text, reader)
  if (DAY.test(text)) return formatDate(text, reader)
  if (/^kinds?$/.test(key) && isNotificationKind(text)) return titleOf(codeOfKind(text), reader)
  const choice = CHOICES.test(key) || formFieldOf(key)?.isSecret ? valueKeyOf(text) : undefined
  if (choice) return phrase(choice, {}, reader)
  const letters = [...String(text).replace(/\s+/g, ' ')]
  return letters.length > SHOWN_LETTERS ? `${letters.slice(0, SHOWN_LETTERS).join('')}…` : letters.join('')
}

function sayList(key: string, list: readonly unknown[], speech: Speech): string | undefined {
  const { reader } = speech
  if (list.length === 0) return phrase('audit-none', {}, reader)
  if (list.some((one) => typeof one === 'object'))
    return phrase('audit-count', { count: list.length }, reader)
  const words = list.slice(0, SHOWN).flatMap((one) => sayValue(key, one, speech) ?? [])
  const more = list.length - SHOWN
  return formatList(more > 0 ? [...words, phrase('list-more', { count: more }, reader)] : words, reader)
}

/** The fields of a part, such as the limits of an account; of a text in several languages the reader's. */
function sayGroup(group: Values, speech: Speech): string | undefined {
  const { language } = speech.reader
  const keys = Object.keys(group)
  if (keys.length > 0 && keys.every(isLanguage) && typeof group[language] === 'string')
    return sayText('text', String(group[language]), speech)
  const words = Object.entries(group).flatMap(([key, value]) => {
    const [label, said] = [sayLabel(key, speech), sayValue(key, value, speech)]
    return label === undefined || said === undefined
      ? []
      : [phrase('audit-set', { label, value: said }, speech.reader)]
  })
  if (words.length === 0) return keys.length === 0 ? phrase('audit-none', {}, speech.reader) : undefined
  return formatList(words, speech.reader)
}

/** Every id that stands in what was written down, also as the name of a field. */
export function idsIn(value: unknown): string[] {
  if (typeof value === 'string') return isUuid(value) ? [value] : []
  if (Array.isArray(value)) return value.flatMap(idsIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [...(isUuid(key) ? [key] : []), ...idsIn(inner)])
}
