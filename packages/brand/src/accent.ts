import { contrast, fromOklch, type Hex, toOklch } from './color.ts'
import type { Scheme } from './hues.ts'

/** The accent of a platform that chose none. */
export const STANDARD_ACCENT: Hex = '#0b6e6e'

/** AA, for text. */
export const READABLE = 4.5

/** What the accent lies on in each scheme: the cards and the ground of `app.css`. */
const GROUNDS: Readonly<Record<Scheme, readonly Hex[]>> = {
  light: ['#ffffff', '#f7f8f7'],
  dark: ['#161e1c', '#0f1514'],
}
const ON_DARK: Hex = '#06201f'
const ON_LIGHT: Hex = '#ffffff'

/** The colors that `--accent`, `--accent-hover`, `--accent-soft`, `--accent-ink` and `--on-accent` stand for. */
export interface AccentShades {
  readonly accent: Hex
  /** Of what one points at: a little further from the ground. */
  readonly hover: Hex
  /** A calm ground. */
  readonly soft: Hex
  /** Text on it, and on the grounds of the scheme. */
  readonly ink: Hex
  /** Text on the accent itself. */
  readonly on: Hex
}

/** How an accent is read: as words on the grounds of a scheme, in the worst case. AA asks for 4.5. */
export function accentContrast(accent: Hex, scheme: Scheme): number {
  return Math.min(...GROUNDS[scheme].map((ground) => contrast(accent, ground)))
}

/** The color itself where it can be read, else the nearest shade of it that can: darker on light, lighter on dark. */
export function nearestReadable(accent: Hex, scheme: Scheme): Hex {
  return shiftedUntil(accent, scheme, (shade) => accentContrast(shade, scheme) >= READABLE)
}

/** In small steps away from the ground, until it does. */
function shiftedUntil(color: Hex, scheme: Scheme, isEnough: (shade: Hex) => boolean): Hex {
  if (isEnough(color)) return color
  const { lightness, chroma, hue } = toOklch(color)
  const step = scheme === 'light' ? -0.005 : 0.005
  for (let at = lightness + step; at > 0 && at < 1; at += step) {
    const shade = fromOklch({ lightness: at, chroma, hue })
    if (isEnough(shade)) return shade
  }
  return scheme === 'light' ? '#000000' : '#ffffff'
}

/** Light grays and whites have no accent on a dark ground either: what is lighter than this is taken as it is. */
const DARK_LIGHTNESS = 0.72

/**
 * The accent of the dark scheme where none was chosen for it: of the same hue, light enough to be read and not glaring.
 */
export function accentForDark(accent: Hex): Hex {
  const { lightness, chroma, hue } = toOklch(accent)
  const lifted = fromOklch({
    lightness: Math.max(lightness, DARK_LIGHTNESS),
    chroma: Math.min(chroma, 0.14),
    hue,
  })
  return nearestReadable(lightness >= DARK_LIGHTNESS ? accent : lifted, 'dark')
}

const INK_CONTRAST = 7
const HOVER_STEP = 0.06

/** All shades of an accent in one scheme. @param accent one that can be read there */
export function accentShades(accent: Hex, scheme: Scheme): AccentShades {
  const { lightness, chroma, hue } = toOklch(accent)
  const isLight = scheme === 'light'
  const hover = fromOklch({
    lightness: Math.min(1, Math.max(0, lightness + (isLight ? -HOVER_STEP : HOVER_STEP))),
    chroma,
    hue,
  })
  const soft = fromOklch({
    lightness: isLight ? 0.955 : 0.285,
    chroma: Math.min(chroma, isLight ? 0.022 : 0.04),
    hue,
  })
  const ink = shiftedUntil(accent, scheme, (shade) => contrast(shade, soft) >= INK_CONTRAST)
  const on = contrast(ON_LIGHT, accent) >= READABLE ? ON_LIGHT : ON_DARK
  return { accent, hover, soft, ink, on }
}

/** The accents of a platform in both schemes. */
export interface Accents {
  readonly light: AccentShades
  readonly dark: AccentShades
}

/** @param accentDark null = made of the accent */
export function accentsOf(accent: Hex, accentDark: Hex | null): Accents {
  return {
    light: accentShades(accent, 'light'),
    dark: accentShades(accentDark ?? accentForDark(accent), 'dark'),
  }
}

const VARIABLES = {
  accent: '--accent',
  hover: '--accent-hover',
  soft: '--accent-soft',
  ink: '--accent-ink',
  on: '--on-accent',
} as const

/** What the names of `tokens.css` stand for on a platform: each a color for both schemes. */
export function accentVariables({ light, dark }: Accents): Readonly<Record<`--${string}`, string>> {
  const shades = Object.keys(VARIABLES) as (keyof AccentShades)[]
  return Object.fromEntries(
    shades.map((shade) => [VARIABLES[shade], `light-dark(${light[shade]}, ${dark[shade]})`]),
  )
}

/** The style sheet that gives pages a platform's accent; it stands above `tokens.css`, wherever in the page it is. */
export function accentCss(accents: Accents): string {
  const declarations = Object.entries(accentVariables(accents)).map(([name, value]) => `${name}:${value}`)
  return `:root:root{${declarations.join(';')}}`
}
