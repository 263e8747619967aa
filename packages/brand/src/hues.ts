import { fromOklch, type Hex } from './color.ts'

/** Twelve colors of courses, once around the circle. */
export const HUE_COUNT = 12

/** One color of courses in one scheme. */
export interface HueShades {
  /** Strong: bars, dots, grounds of covers; at least 3 to 1 on every ground of the scheme. */
  readonly hue: Hex
  /** A calm ground. */
  readonly soft: Hex
  /** Text, AA on the calm ground and on those of the scheme. */
  readonly ink: Hex
  /** Text on the strong color, AA. */
  readonly on: Hex
}

export type Scheme = 'light' | 'dark'

const FIRST_DEGREES = 25

const TONES = {
  light: { hue: [0.53, 0.125], soft: [0.955, 0.022], ink: [0.4, 0.1], on: '#ffffff' },
  dark: { hue: [0.74, 0.115], soft: [0.285, 0.04], ink: [0.87, 0.075], on: '#0b1110' },
} as const

/** @param index 0 to 11 */
export function hueShades(index: number, scheme: Scheme): HueShades {
  const tones = TONES[scheme]
  const hue = (FIRST_DEGREES + (index * 360) / HUE_COUNT) % 360
  const shade = ([lightness, chroma]: readonly [number, number]) => fromOklch({ lightness, chroma, hue })
  return { hue: shade(tones.hue), soft: shade(tones.soft), ink: shade(tones.ink), on: tones.on }
}

/**
 * The color that a course is shown in: its own, or one made of its name, which stays the same wherever it is asked.
 *
 * @param course `hue` null = it has none of its own
 * @returns 0 to 11
 */
export function hueOf({ name, hue }: { readonly name: string; readonly hue: number | null }): number {
  return hue ?? hashOf(name.normalize('NFC').trim()) % HUE_COUNT
}

/** FNV-1a, well mixed: names that differ in a letter get other numbers. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d)
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** The style sheet with which `data-hue` gives `--hue`, `--hue-soft`, `--hue-ink` and `--on-hue`. */
export function huesCss(): string {
  const rules = Array.from({ length: HUE_COUNT }, (_, index) => {
    const [light, dark] = [hueShades(index, 'light'), hueShades(index, 'dark')]
    const both = (shade: keyof HueShades) => `light-dark(${light[shade]}, ${dark[shade]})`
    return `[data-hue="${index}"] {
  --hue: ${both('hue')};
  --hue-soft: ${both('soft')};
  --hue-ink: ${both('ink')};
  --on-hue: ${both('on')};
}
`
  })
  const note = '/* Colors of courses, written by packages/brand/hues-css.ts (npm run generate). */\n'
  return [note, ...rules].join('\n')
}
