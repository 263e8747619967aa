import { InvalidInputError } from '../../../domain/errors.ts'
import type { Reader } from '../../../messages/messages.ts'
import type { AccountField, AccountForm, Credentials } from '../../../providers/manifest.ts'

/** What an account holds of its form. */
export interface HeldFields {
  readonly settings: Credentials
  readonly secrets: Credentials
}

/**
 * Puts what was sent over what is held, and holds it against the app's form. What was left out stays; an empty secret stays,
 * too. Another client, tenant or server takes every secret anew: those of the old one are sent to nobody else.
 *
 * @throws {InvalidInputError} at the field: `account-field-unknown`, `account-field-needed`, `account-secret-needed`,
 * `account-field-too-long`, `account-field-form`, `account-field-choice`, `account-field-date`, `link-invalid`
 */
export function mergeFields(
  form: AccountForm,
  given: Credentials,
  held: HeldFields,
  { language }: Reader,
): HeldFields {
  const unknown = Object.keys(given).find((name) => !form.fields.some((field) => field.name === name))
  if (unknown !== undefined) {
    const fields = form.fields.map(({ name }) => name)
    throw InvalidInputError.at(`/fields/${unknown}`, 'account-field-unknown', { field: unknown, fields })
  }
  const entered = (name: string) => given[name]?.replace(/\r\n/g, '\n').trim()
  const identity = form.fields.find(({ name }) => name === form.identifiedBy)
  const isAnother =
    identity !== undefined &&
    (held.settings[identity.name] ?? '') !== '' &&
    (entered(identity.name) ?? held.settings[identity.name]) !== held.settings[identity.name]
  const settings: Record<string, string> = {}
  const secrets: Record<string, string> = {}
  for (const field of form.fields) {
    const typed = entered(field.name)
    const before = (field.isSecret ? held.secrets : held.settings)[field.name]
    const isKept = field.isSecret ? !isAnother && !typed : typed === undefined
    const value = (isKept ? before : typed) ?? ''
    if (value === '' && !field.isOptional) {
      const params = { field: field.label[language] }
      const isGivenUp = isAnother && field.isSecret && before
      throw isGivenUp
        ? InvalidInputError.at(`/fields/${field.name}`, 'account-secret-needed', {
            ...params,
            changed: identity.label[language],
          })
        : InvalidInputError.at(`/fields/${field.name}`, 'account-field-needed', params)
    }
    if (value !== '') assertForm(field, value, language)
    // What is kept of a form that has no such field any more goes with the next change.
    if (value !== '') (field.isSecret ? secrets : settings)[field.name] = value
  }
  return { settings, secrets }
}

function assertForm(field: AccountField, value: string, language: Reader['language']): void {
  const { name, kind, maxLength, pattern, choices = [] } = field
  const refuse = (
    code: Parameters<typeof InvalidInputError.at>[1],
    more: Parameters<typeof InvalidInputError.at>[2],
  ) => InvalidInputError.at(`/fields/${name}`, code, { field: field.label[language], ...more })
  // A secret is repeated nowhere.
  const found = field.isSecret ? '…' : value
  if (value.length > maxLength)
    throw refuse('account-field-too-long', { found: value.length, most: maxLength })
  if (kind !== 'lines' && /[\n\r]/.test(value)) throw refuse('account-field-lines', {})
  if (kind === 'url' && !/^https?:$/.test(URL.parse(value)?.protocol ?? ''))
    throw refuse('link-invalid', { found })
  if (kind === 'date' && !isDay(value)) throw refuse('account-field-date', { found })
  if (kind === 'choice' && !choices.some((choice) => choice.value === value))
    throw refuse('account-field-choice', { found, choices: { anyOf: choices.map((choice) => choice.value) } })
  if (pattern && !new RegExp(`^(?:${pattern.source})$`, 'u').test(value))
    throw refuse('account-field-form', { says: pattern.says[language] })
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}
