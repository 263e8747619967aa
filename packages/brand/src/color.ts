/** A color as screens are told it: `#` and six hexadecimal digits, in small letters. */
export type Hex = `#${string}`

/** A color as eyes see it: how light (0 to 1), how strong, and which (degrees). */
export interface Oklch {
  readonly lightness: number
  readonly chroma: number
  readonly hue: number
}

/** @returns undefined for what is no color of six digits; `#abc` is none */
export function readHex(text: string): Hex | undefined {
  return /^#[0-9a-f]{6}$/i.test(text) ? (text.toLowerCase() as Hex) : undefined
}

/**
 * How well one color is told from another: 1 (not at all) to 21. AA asks for 4.5 in text, and 3 for what is drawn.
 *
 * @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
 */
export function contrast(one: Hex, other: Hex): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

function luminance(color: Hex): number {
  const [red, green, blue] = linearOf(color)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** Red, green and blue as amounts of light, 0 to 1. */
function linearOf(color: Hex): [number, number, number] {
  const channel = (at: number) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return [channel(1), channel(3), channel(5)]
}

/** @see https://bottosson.github.io/posts/oklab/ */
export function toOklch(color: Hex): Oklch {
  const [r, g, b] = linearOf(color)
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  const lightness = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s
  const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s
  const bb = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s
  return { lightness, chroma: Math.hypot(a, bb), hue: ((Math.atan2(bb, a) * 180) / Math.PI + 360) % 360 }
}

/** The color on screens; where no screen shows it, the strongest of the same lightness and hue that they do. */
export function fromOklch({ lightness, chroma, hue }: Oklch): Hex {
  const whole = rgbOf({ lightness, chroma, hue })
  if (isShown(whole)) return hexOf(whole)
  let [shown, hidden] = [0, chroma]
  for (let step = 0; step < 16; step++) {
    const middle = (shown + hidden) / 2
    if (isShown(rgbOf({ lightness, chroma: middle, hue }))) shown = middle
    else hidden = middle
  }
  return hexOf(rgbOf({ lightness, chroma: shown, hue }))
}

/** Amounts of light; outside 0 to 1 for what screens don't show. */
function rgbOf({ lightness, chroma, hue }: Oklch): [number, number, number] {
  const [a, b] = [chroma * Math.cos((hue * Math.PI) / 180), chroma * Math.sin((hue * Math.PI) / 180)]
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
}

const isShown = (rgb: readonly number[]) => rgb.every((value) => value >= -1e-4 && value <= 1 + 1e-4)

function hexOf(rgb: readonly number[]): Hex {
  const digits = rgb.map((value) => {
    const light = Math.min(1, Math.max(0, value))
    const shown = light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055
    return Math.round(shown * 255)
      .toString(16)
      .padStart(2, '0')
  })
  return `#${digits.join('')}`
}
