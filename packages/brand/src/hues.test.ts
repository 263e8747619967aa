import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contrast, HUE_COUNT, hueOf, hueShades, huesCss, type Scheme } from './index.ts'

/** What lies under them: the grounds of app.css. */
const GROUNDS = { light: ['#ffffff', '#f7f8f7'], dark: ['#161e1c', '#0f1514'] } as const
const all = Array.from({ length: HUE_COUNT }, (_, index) => index)

describe.each<Scheme>(['light', 'dark'])('the colors of courses, %s', (scheme) => {
  it.each(all)('are read with ease: color %i', (index) => {
    const { hue, soft, ink, on } = hueShades(index, scheme)
    for (const ground of [soft, ...GROUNDS[scheme]]) {
      expect(contrast(ink, ground)).toBeGreaterThanOrEqual(4.5)
      expect(contrast(hue, ground)).toBeGreaterThanOrEqual(3)
    }
    expect(contrast(on, hue)).toBeGreaterThanOrEqual(4.5)
  })

  it('are twelve, no two alike', () => {
    for (const shade of ['hue', 'soft', 'ink'] as const)
      expect(new Set(all.map((index) => hueShades(index, scheme)[shade])).size).toBe(HUE_COUNT)
  })
})

describe('hueOf', () => {
  it('gives every name a color, the same one each time, however its letters are put together', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        const hue = hueOf({ name, hue: null })
        expect(Number.isInteger(hue) && hue >= 0 && hue < HUE_COUNT).toBe(true)
        expect(hueOf({ name: ` ${name.normalize('NFD')}`, hue: null })).toBe(hue)
      }),
    )
    expect(hueOf({ name: 'Sicurezza', hue: null })).toBe(hueOf({ name: 'Sicurezza', hue: null }))
  })

  it('leaves a course the color that was chosen for it', () => {
    for (const hue of all) expect(hueOf({ name: 'Fire safety', hue })).toBe(hue)
  })

  it('spreads names over all colors', () => {
    const names = ['Safety', 'Course', 'Onboarding', 'Primo soccorso', 'Datenschutz'].flatMap((word) =>
      Array.from({ length: 40 }, (_, index) => `${word} ${index}`),
    )
    const counts = all.map((hue) => names.filter((name) => hueOf({ name, hue: null }) === hue).length)
    expect(Math.min(...counts)).toBeGreaterThan(names.length / HUE_COUNT / 2.5)
  })
})

it('hues.css says what the colors are: npm run generate writes it', () => {
  const css = readFileSync(new URL('../../web/src/app/hues.css', import.meta.url), 'utf8')
  expect(css).toBe(huesCss())
})
