import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  accentContrast,
  accentCss,
  accentForDark,
  accentShades,
  accentsOf,
  contrast,
  fromOklch,
  type Hex,
  nearestReadable,
  READABLE,
  readHex,
  type Scheme,
  STANDARD_ACCENT,
  toOklch,
} from './index.ts'

const color = fc
  .integer({ min: 0, max: 0xffffff })
  .map((value): Hex => `#${value.toString(16).padStart(6, '0')}`)
const schemes: readonly Scheme[] = ['light', 'dark']

describe('colors', () => {
  it.each([
    ['#000000', '#ffffff', 21],
    ['#ffffff', '#ffffff', 1],
    ['#777777', '#ffffff', 4.48],
    ['#767676', '#ffffff', 4.54],
    ['#0000ff', '#ffffff', 8.59],
    ['#ff0000', '#000000', 5.25],
  ] as const)('%s on %s have the contrast that WCAG counts: %d', (one, other, expected) => {
    expect(contrast(one, other)).toBeCloseTo(expected, 1)
    expect(contrast(other, one)).toBeCloseTo(expected, 1)
  })

  it('are the same after the way to OKLCH and back', () => {
    fc.assert(
      fc.property(color, (one) => {
        expect(fromOklch(toOklch(one))).toBe(one)
      }),
    )
  })

  it.each([
    ['#0B6E6E', '#0b6e6e'],
    ['#fff', undefined],
    ['0b6e6e', undefined],
    ['#0b6e6g', undefined],
    ['#0b6e6e;', undefined],
    ['red', undefined],
    ['', undefined],
  ])('%s is read as %s', (text, expected) => expect(readHex(text)).toBe(expected))
})

describe('an accent', () => {
  it.each([
    ['#ffd400', 'light', false],
    ['#ffffff', 'light', false],
    ['#0b6e6e', 'light', true],
    ['#7a1f5c', 'light', true],
    ['#001a66', 'dark', false],
    ['#000000', 'dark', false],
    ['#ffd400', 'dark', true],
  ] as const)('%s on %s is read: %s', (accent, scheme, isRead) => {
    expect(accentContrast(accent, scheme) >= READABLE).toBe(isRead)
    expect(nearestReadable(accent, scheme) === accent).toBe(isRead)
  })

  it('has a nearest shade that is read, of the same hue, in both schemes, whatever it is', () => {
    fc.assert(
      fc.property(color, fc.constantFrom(...schemes), (accent, scheme) => {
        const shade = nearestReadable(accent, scheme)
        expect(accentContrast(shade, scheme)).toBeGreaterThanOrEqual(READABLE)
        const [was, is] = [toOklch(accent), toOklch(shade)]
        if (was.chroma > 0.06 && is.chroma > 0.06) {
          const apart = Math.abs(was.hue - is.hue)
          expect(Math.min(apart, 360 - apart)).toBeLessThan(5)
        }
      }),
    )
  })

  it('gives shades that are all read with ease, in both schemes, whatever it is', () => {
    fc.assert(
      fc.property(color, (chosen) => {
        const accents = accentsOf(nearestReadable(chosen, 'light'), null)
        for (const scheme of schemes) {
          const { accent, hover, soft, ink, on } = accents[scheme]
          expect(accentContrast(accent, scheme)).toBeGreaterThanOrEqual(READABLE)
          expect(contrast(ink, soft)).toBeGreaterThanOrEqual(READABLE)
          expect(accentContrast(ink, scheme)).toBeGreaterThanOrEqual(READABLE)
          expect(contrast(on, accent)).toBeGreaterThanOrEqual(READABLE)
          expect(contrast(on, hover)).toBeGreaterThanOrEqual(READABLE)
        }
      }),
    )
  })

  it('of the dark scheme is the light one’s, unless one was chosen', () => {
    expect(accentsOf('#7a1f5c', null).dark.accent).toBe(accentForDark('#7a1f5c'))
    expect(accentsOf('#7a1f5c', '#ffb3e0').dark).toEqual(accentShades('#ffb3e0', 'dark'))
  })

  it('is written for pages as variables, once for each scheme', () => {
    const css = accentCss(accentsOf(STANDARD_ACCENT, null))
    expect(css).toMatch(
      /^:root:root\{--accent:light-dark\(#0b6e6e, #[0-9a-f]{6}\);--accent-hover:light-dark\(/,
    )
    expect(css).not.toMatch(/[<>]/)
  })
})
