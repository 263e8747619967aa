import { expect, it } from 'vitest'
import { coverOf, hueOf } from './index.ts'

const names = ['Safety', 'Corso di guida', 'Erste Hilfe', 'Öl', '安全', ''].flatMap((word) =>
  Array.from({ length: 200 }, (_, index) => `${word} ${index}`),
)

it('a cover is the same each time, and none is like that of another name', () => {
  const drawn = names.map((name) => JSON.stringify(coverOf(name)))
  expect(names.map((name) => JSON.stringify(coverOf(` ${name.normalize('NFD')} `)))).toEqual(drawn)
  expect(new Set(drawn).size).toBe(new Set(names.map((name) => name.trim())).size)
})

it('a cover shows something, is small, and has nothing in it but a drawing', () => {
  for (const name of names) {
    const parts = coverOf(name)
    expect(parts.length).toBeGreaterThan(1)
    expect(JSON.stringify(parts).length).toBeLessThan(20_000)
    for (const { path, opacity } of parts) {
      expect(path).toMatch(/^M[-\d. MLCHVazZ]+$/)
      expect(opacity > 0 && opacity <= 0.3).toBe(true)
    }
  }
})

it('covers of one color have all patterns', () => {
  for (let hue = 0; hue < 12; hue++) {
    const ofHue = names.filter((name) => hueOf({ name, hue: null }) === hue)
    const counts = new Set(ofHue.map((name) => coverOf(name).length))
    expect(counts.size).toBeGreaterThanOrEqual(5)
  }
})
