import { describe, expect, it } from 'vitest'
import { everywhere } from '../../../messages/messages.ts'
import type { AccountField, AccountForm, Credentials } from '../../../providers/manifest.ts'
import { type HeldFields, mergeFields } from './account-fields.ts'

const field = (name: string, more: Partial<AccountField> = {}): AccountField => ({
  ...{ name, kind: 'text', maxLength: 100 },
  ...{ label: everywhere(name), help: everywhere('') },
  ...more,
})
const form: AccountForm = {
  identifiedBy: 'server',
  sessionTypes: [],
  fields: [
    field('server', { kind: 'url' }),
    field('sharedKey', { isSecret: true }),
    field('pem', { kind: 'lines', isSecret: true, isOptional: true, maxLength: 40 }),
    field('region', {
      kind: 'choice',
      isOptional: true,
      choices: ['eu', 'us'].map((value) => ({ value, label: everywhere(value) })),
    }),
    field('endsOn', { kind: 'date', isOptional: true }),
    field('tenant', {
      isOptional: true,
      pattern: { source: '[a-z]{3}', says: everywhere('Three letters.') },
    }),
  ],
}
const whole = { server: 'https://a.example/api', sharedKey: 'k1' }
const nothing: HeldFields = { settings: {}, secrets: {} }
const held: HeldFields = {
  settings: { server: 'https://a.example/api' },
  secrets: { sharedKey: 'k1', pem: 'p' },
}
const merge = (given: Credentials, before = nothing) =>
  mergeFields(form, given, before, { language: 'en', timeZone: 'UTC' })

describe('what an account’s form is sent', () => {
  it('is told apart in what is kept in the clear and what is sealed', () => {
    expect(merge({ ...whole, pem: ' a\r\nb ', region: 'eu', endsOn: '2028-02-29', tenant: 'abc' })).toEqual({
      settings: { server: whole.server, region: 'eu', endsOn: '2028-02-29', tenant: 'abc' },
      secrets: { sharedKey: 'k1', pem: 'a\nb' },
    })
  })

  it.each<[string, Credentials, string, string]>([
    ['a field that the form does not have', { ...whole, __proto: 'x' }, '__proto', 'account-field-unknown'],
    ['nothing where something is needed', { sharedKey: 'k' }, 'server', 'account-field-needed'],
    ['spaces where something is needed', { ...whole, sharedKey: ' \t' }, 'sharedKey', 'account-field-needed'],
    ['words for a link', { ...whole, server: 'my server' }, 'server', 'link-invalid'],
    ['a script for a link', { ...whole, server: 'javascript:alert(1)' }, 'server', 'link-invalid'],
    ['a file for a link', { ...whole, server: 'file:///etc/passwd' }, 'server', 'link-invalid'],
    ['too much', { ...whole, pem: 'x'.repeat(41) }, 'pem', 'account-field-too-long'],
    ['two lines in one', { ...whole, sharedKey: 'a\nb' }, 'sharedKey', 'account-field-lines'],
    ['no choice of the list', { ...whole, region: 'mars' }, 'region', 'account-field-choice'],
    ['a day that is not', { ...whole, endsOn: '2027-02-29' }, 'endsOn', 'account-field-date'],
    ['a day in other words', { ...whole, endsOn: '1/2/2027' }, 'endsOn', 'account-field-date'],
    ['a part of a pattern', { ...whole, tenant: 'abcd' }, 'tenant', 'account-field-form'],
  ])('is refused with %s, at the field', (_what, given, name, code) => {
    expect(() => merge(given)).toThrow(
      expect.objectContaining({ code, fields: [expect.objectContaining({ pointer: `/fields/${name}` })] }),
    )
  })

  it.each<[string, Credentials, HeldFields]>([
    ['nothing', {}, held],
    ['an empty secret', { sharedKey: '' }, held],
    ['the same', whole, held],
    ['another secret', { sharedKey: 'k2' }, { ...held, secrets: { ...held.secrets, sharedKey: 'k2' } }],
    [
      'another server with a key of its own',
      { server: 'https://b.example/api', sharedKey: 'k2' },
      { settings: { server: 'https://b.example/api' }, secrets: { sharedKey: 'k2' } },
    ],
  ])('changes what it names: %s', (_what, given, after) => {
    expect(merge(given, held)).toEqual(after)
  })

  it('empties an optional field, and never repeats a secret in a refusal', () => {
    expect(merge({ region: '' }, { ...held, settings: { ...held.settings, region: 'eu' } })).toEqual(held)
    const said: unknown[] = []
    try {
      merge({ ...whole, sharedKey: 'hunter2\nhunter2' })
    } catch (error) {
      said.push(error, (error as { params: object }).params)
    }
    expect(said).toHaveLength(2)
    expect(JSON.stringify(said)).not.toContain('hunter2')
  })

  it('sends the secrets of one server to no other', () => {
    const another = { server: 'https://b.example/api' }
    for (const given of [another, { ...another, sharedKey: '' }])
      expect(() => merge(given, held)).toThrow(expect.objectContaining({ code: 'account-secret-needed' }))
  })
})
