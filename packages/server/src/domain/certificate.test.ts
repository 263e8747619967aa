import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  assertTemplate,
  bitsOf,
  CODE_LENGTH,
  codeOf,
  initialsOf,
  LIST_BITS,
  numberOf,
  placeInLists,
  readCode,
  stateOf,
  usualTemplate,
} from './certificate.ts'

const now = new Date('2026-11-29T12:00:00Z')
const before = new Date(+now - 1)
const after = new Date(+now + 1)

describe('a certificate', () => {
  it.each([
    ['valid', null, null],
    ['valid', null, after],
    ['valid', null, now],
    ['expired', null, before],
    ['recalled', before, null],
    ['recalled', before, before],
    ['recalled', before, after],
  ] as const)('is %s when it was recalled %s and ends %s', (state, recalledAt, validUntil) => {
    expect(stateOf({ recalledAt, validUntil }, now)).toBe(state)
  })

  it('has a number that is read in order, and grows beyond its digits', () => {
    expect(numberOf('C', 2026, 17)).toBe('C-2026-000017')
    expect(numberOf('ACME', 2026, 1_234_567)).toBe('ACME-2026-1234567')
  })
})

describe('a code', () => {
  it('is read as people copy it from paper', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: CODE_LENGTH, maxLength: CODE_LENGTH }), (bytes) => {
        const code = codeOf(bytes)
        expect(code).toHaveLength(CODE_LENGTH)
        expect(readCode(code)).toBe(code)
        expect(readCode(` ${code.toLowerCase().replace(/.{5}/g, '$&-')} `)).toBe(code)
      }),
    )
  })

  it.each(['', '0', 'I'.repeat(26), 'A'.repeat(25), 'A'.repeat(27), 'ä'.repeat(26), '../../etc/passwd'])(
    'is not %j',
    (text) => {
      expect(readCode(text)).toBeUndefined()
    },
  )
})

it.each([
  ['Marco Rossi', 'M. R.'],
  ['anna-maria de luca', 'A. M. D. L.'],
  ['Ångström', 'Å.'],
  ['Ёлкин Пётр', 'Ё. П.'],
  ['王小明', '王.'],
  ['محمد الأحمد', 'م. ا.'],
  ['  ', ''],
])('the initials of %s are %s', (name, initials) => {
  expect(initialsOf(name)).toBe(initials)
})

describe('the lists of what is recalled', () => {
  it('have each certificate at a place of its own', () => {
    expect(placeInLists(0)).toEqual({ list: 0, bit: 0 })
    expect(placeInLists(LIST_BITS - 1)).toEqual({ list: 0, bit: LIST_BITS - 1 })
    expect(placeInLists(LIST_BITS)).toEqual({ list: 1, bit: 0 })
  })

  it('have a bit set for each that is recalled, and for no other', () => {
    const places = fc.uniqueArray(fc.nat({ max: LIST_BITS - 1 }), { maxLength: 50 })
    fc.assert(
      fc.property(places, (recalled) => {
        const bits = bitsOf(recalled)
        const set = [...bits].flatMap((byte, at) =>
          byte === 0
            ? []
            : [...byte.toString(2).padStart(8, '0')].flatMap((bit, i) => (bit === '1' ? [at * 8 + i] : [])),
        )
        expect(set).toEqual(recalled.toSorted((a, b) => a - b))
      }),
      { numRuns: 20 },
    )
    expect(bitsOf([0])[0]).toBe(0b1000_0000)
  })
})

it('refuses a template with a role that nobody has', () => {
  assertTemplate(usualTemplate)
  assertTemplate({ ...usualTemplate, signatoryName: 'Ada', signatoryRole: 'Head' })
  expect(() => assertTemplate({ ...usualTemplate, signatoryRole: 'Head' })).toThrow(
    'certificate-role-without-name',
  )
})
