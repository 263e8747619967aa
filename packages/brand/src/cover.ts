import { HUE_COUNT, hashOf } from './hues.ts'

/** A part of a drawing: a path in a box of 320 × 180, drawn over the ground as strongly as it says. */
export interface CoverPart {
  readonly path: string
  /** 0 to 1 */
  readonly opacity: number
}

export const COVER_WIDTH = 320
export const COVER_HEIGHT = 180

/** Gives the next number, 0 to 1; the same ones in the same order for the same seed. */
type Dice = () => number

type Pattern = (dice: Dice) => CoverPart[]

/** A drawing for a course that has no picture: made of its name, always the same, and none like that of another name. */
export function coverOf(name: string): CoverPart[] {
  const seed = hashOf(name.normalize('NFC').trim())
  // Other digits than those that choose the color: each color has all patterns.
  const draw = PATTERNS[Math.floor(seed / HUE_COUNT) % PATTERNS.length] ?? rings
  return draw(diceOf(seed))
}

/** Mulberry32: small, and good enough to look at. */
function diceOf(seed: number): Dice {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32
  }
}

const between = (dice: Dice, from: number, to: number) => from + dice() * (to - from)
const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at))
const n = (value: number) => String(Math.round(value * 10) / 10)

function circle(x: number, y: number, radius: number): string {
  const [left, across] = [n(x - radius), n(2 * radius)]
  return `M${left} ${n(y)}a${n(radius)} ${n(radius)} 0 1 0 ${across} 0a${n(radius)} ${n(radius)} 0 1 0 -${across} 0z`
}

/** Rings around a point near a corner. */
function rings(dice: Dice): CoverPart[] {
  const x = dice() < 0.5 ? between(dice, -20, 70) : between(dice, 250, 340)
  const y = between(dice, -10, 190)
  const step = between(dice, 22, 40)
  return times(8, (at) => ({
    path: circle(x, y, (at + 1) * step) + circle(x, y, (at + 1) * step - step * between(dice, 0.35, 0.7)),
    opacity: between(dice, 0.08, 0.26),
  }))
}

/** Hills, one behind the other. */
function waves(dice: Dice): CoverPart[] {
  return times(5, (at) => {
    const height = 40 + at * 28 + between(dice, -12, 12)
    const swing = between(dice, 14, 40)
    const points = times(5, (point) => ({
      x: point * 80,
      y: height + swing * Math.sin(point * 1.3 + dice() * 6),
    }))
    const curves = points.slice(1).map(({ x, y }, index) => {
      const before = points[index] ?? { x: 0, y }
      return `C${n(before.x + 40)} ${n(before.y)} ${n(x - 40)} ${n(y)} ${n(x)} ${n(y)}`
    })
    return { path: `M0 ${n(points[0]?.y ?? 0)}${curves.join('')}V180H0z`, opacity: between(dice, 0.07, 0.2) }
  })
}

/** Points that grow towards one side. */
function dots(dice: Dice): CoverPart[] {
  const angle = dice() * 2 * Math.PI
  const gap = between(dice, 18, 26)
  const columns = Math.ceil(COVER_WIDTH / gap) + 1
  const rows = Math.ceil(COVER_HEIGHT / gap) + 1
  const path = times(columns * rows, (at) => {
    const [column, row] = [at % columns, Math.floor(at / columns)]
    const x = column * gap + (row % 2) * (gap / 2)
    const y = row * gap
    const along = ((x - 160) * Math.cos(angle) + (y - 90) * Math.sin(angle)) / 184
    const radius = (gap / 2) * Math.max(0.08, 0.5 + along * 0.45)
    return circle(x, y, radius)
  }).join('')
  const [x, y] = [between(dice, 40, 280), between(dice, 20, 160)]
  return [
    { path: circle(x, y, between(dice, 60, 110)), opacity: 0.12 },
    { path, opacity: between(dice, 0.18, 0.28) },
  ]
}

/** Slanted bands of different breadths. */
function bands(dice: Dice): CoverPart[] {
  const slant = between(dice, 40, 170) * (dice() < 0.5 ? -1 : 1)
  let x = -180
  const parts: CoverPart[] = []
  while (x < COVER_WIDTH + 180) {
    const breadth = between(dice, 10, 56)
    parts.push({
      path: `M${n(x)} 0H${n(x + breadth)}L${n(x + breadth + slant)} 180H${n(x + slant)}z`,
      opacity: between(dice, 0.05, 0.26),
    })
    x += breadth + between(dice, 4, 34)
  }
  return parts
}

/** A net of triangles. */
function facets(dice: Dice): CoverPart[] {
  const [columns, rows] = [6, 4]
  const corners = times((columns + 1) * (rows + 1), (at) => {
    const [column, row] = [at % (columns + 1), Math.floor(at / (columns + 1))]
    return { x: column * 64 - 32 + between(dice, -20, 20), y: row * 60 - 30 + between(dice, -18, 18) }
  })
  return times(columns * rows * 2, (at) => {
    const cell = Math.floor(at / 2)
    const first = Math.floor(cell / columns) * (columns + 1) + (cell % columns)
    const ends =
      at % 2 === 0
        ? [first, first + 1, first + columns + 1]
        : [first + 1, first + columns + 1, first + columns + 2]
    const path = ends.map((end) => `${n(corners[end]?.x ?? 0)} ${n(corners[end]?.y ?? 0)}`).join('L')
    return { path: `M${path}z`, opacity: between(dice, 0.02, 0.26) }
  })
}

/** Large discs that overlap. */
function discs(dice: Dice): CoverPart[] {
  return times(7, () => ({
    path: circle(between(dice, -10, 330), between(dice, -10, 190), between(dice, 24, 96)),
    opacity: between(dice, 0.07, 0.2),
  }))
}

const PATTERNS: readonly Pattern[] = [rings, waves, dots, bands, facets, discs]
