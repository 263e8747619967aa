import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { numericKey, parseJson, stringifyJson } from './json.ts'

const KEY_LIMIT = 2n ** 63n - 1n

describe('parseJson', () => {
  test('keeps every digit of a 64-bit key', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -KEY_LIMIT, max: KEY_LIMIT }), (key) => {
        const { read } = parseJson(`{"read": ${key}}`) as { read: unknown }
        expect(String(read)).toBe(String(key))
        expect(typeof read).toBe(Number.isSafeInteger(Number(key)) ? 'number' : 'string')
      }),
    )
  })

  test('gives what JSON.parse gives for everything else', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const plain = JSON.parse(text, (_key, value) =>
          typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
            ? 'big'
            : value,
        )
        const ours = JSON.parse(JSON.stringify(parseJson(text)), (_key, value) => value)
        fc.pre(!JSON.stringify(plain).includes('"big"'))
        expect(JSON.stringify(ours)).toBe(JSON.stringify(plain))
      }),
    )
  })

  test('reads a number too large for a double as text, and a fraction as a number', () => {
    expect(parseJson('[1e400, 1.5, 9007199254740992, 9007199254740991, -0]')).toEqual([
      '1e400',
      1.5,
      '9007199254740992',
      9007199254740991,
      -0,
    ])
  })

  test('refuses what is not JSON', () => {
    expect(() => parseJson('<html>')).toThrow(SyntaxError)
  })
})

describe('numericKey', () => {
  test('writes the digits as a JSON number, and reads them back', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: KEY_LIMIT }), (key) => {
        const text = stringifyJson({ organizers: [numericKey(String(key))] })
        expect(text).toBe(`{"organizers":[${key}]}`)
        expect(String((parseJson(text) as { organizers: unknown[] }).organizers[0])).toBe(String(key))
      }),
    )
  })

  test.each(['', ' 1', '01', '1.5', '1e3', 'x', '1]'])('refuses %j', (text) => {
    expect(() => numericKey(text)).toThrow(TypeError)
  })
})
