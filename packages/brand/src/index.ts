export {
  type AccentShades,
  type Accents,
  accentContrast,
  accentCss,
  accentForDark,
  accentShades,
  accentsOf,
  accentVariables,
  nearestReadable,
  READABLE,
  STANDARD_ACCENT,
} from './accent.ts'
export { contrast, fromOklch, type Hex, type Oklch, readHex, toOklch } from './color.ts'
export { COVER_HEIGHT, COVER_WIDTH, type CoverPart, coverOf } from './cover.ts'
export { HUE_COUNT, type HueShades, hashOf, hueOf, hueShades, huesCss, type Scheme } from './hues.ts'
