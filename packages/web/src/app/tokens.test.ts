import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const source = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8')

/** Each colour of both schemes by its name. */
const colors = new Map(
  [...source.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(([, name, light, dark]) => [
    name as string,
    { light: light as string, dark: dark as string },
  ]),
)

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)) as [
    number,
    number,
    number,
  ]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(text: string, ground: string): number {
  const [high, low] = [luminance(text), luminance(ground)].sort((a, b) => b - a) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

const states = ['red', 'amber', 'green', 'blue', 'plum', 'clay']
const grounds = ['bg', 'surface', 'sunken']
const pairs: readonly (readonly [text: string, ground: string])[] = [
  ...['ink', 'ink-2', 'ink-3', 'accent', 'accent-ink', ...states].flatMap((text) =>
    grounds.map((ground) => [text, ground] as const),
  ),
  ...states.flatMap((state) => [
    [state, `${state}-soft`] as const,
    ['ink', `${state}-soft`] as const,
    ['ink-2', `${state}-soft`] as const,
    ['on-state', state] as const,
  ]),
  ['accent-ink', 'accent-soft'],
  ['accent', 'accent-soft'],
  ['ink', 'accent-soft'],
  ['ink-2', 'accent-soft'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-hover'],
]

describe('the colours', () => {
  it.each(pairs)('%s can be read on %s, light and dark', (text, ground) => {
    for (const scheme of ['light', 'dark'] as const) {
      const [above, below] = [colors.get(text)?.[scheme], colors.get(ground)?.[scheme]]
      if (!above || !below) throw new Error(`tokens.css has no ${above ? ground : text}`)
      expect(contrast(above, below), `${scheme}: ${above} on ${below}`).toBeGreaterThanOrEqual(4.5)
    }
  })
})
