import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Font, openSync } from 'fontkit'

export type Weight = 400 | 700

/** A file of a font, for the characters that its family's list says. */
export interface FontFile {
  /** For `doc.font()`. */
  readonly path: string
  /** Without it, a box would be drawn. */
  has(codePoint: number): boolean
}

/** In this order: who comes first draws a character that several have. One resolved file tells where each family lies. */
const FAMILIES = [
  import.meta.resolve('@fontsource/noto-sans/files/noto-sans-latin-400-normal.woff'),
  import.meta.resolve('@fontsource/noto-sans-arabic/files/noto-sans-arabic-latin-400-normal.woff'),
  import.meta.resolve('@fontsource/noto-sans-hebrew/files/noto-sans-hebrew-latin-400-normal.woff'),
  import.meta.resolve('@fontsource/noto-sans-devanagari/files/noto-sans-devanagari-latin-400-normal.woff'),
  import.meta.resolve('@fontsource/noto-sans-thai/files/noto-sans-thai-latin-400-normal.woff'),
  import.meta.resolve('@fontsource/noto-sans-sc/files/noto-sans-sc-latin-400-normal.woff'),
  import.meta.resolve('@fontsource/noto-sans-kr/files/noto-sans-kr-latin-400-normal.woff'),
]

interface Subset {
  readonly ranges: readonly (readonly [number, number])[]
  pathFor(weight: Weight): string
}

let subsets: readonly Subset[] | undefined
const opened = new Map<string, Font>()

/** @returns undefined where no font has the character */
export function fontFor(codePoint: number, weight: Weight): FontFile | undefined {
  subsets ??= FAMILIES.flatMap(subsetsOf)
  for (const { ranges, pathFor } of subsets) {
    if (!ranges.some(([from, to]) => codePoint >= from && codePoint <= to)) continue
    const file = fileAt(pathFor(weight))
    if (file.has(codePoint)) return file
  }
  return undefined
}

function fileAt(path: string): FontFile {
  return { path, has: (codePoint) => open(path).hasGlyphForCodePoint(codePoint) }
}

/** Few characters are read from each: what was opened stays open. */
function open(path: string): Font {
  const known = opened.get(path)
  if (known) return known
  const font = openSync(path)
  if (font.type !== 'WOFF' && !('hasGlyphForCodePoint' in font)) throw new Error(`${path} is no font.`)
  opened.set(path, font as Font)
  return font as Font
}

/** Beside the files of a family lies which characters each has: `{"latin": "U+0000-00FF,…", "[12]": …}`. */
function subsetsOf(url: string): Subset[] {
  const path = fileURLToPath(url)
  const listed = JSON.parse(readFileSync(path.replace(/files\/[^/]+$/, 'unicode.json'), 'utf8')) as Record<
    string,
    string
  >
  return Object.entries(listed).map(([name, ranges]) => ({
    ranges: ranges.split(',').map(rangeOf),
    pathFor: (weight) => path.replace(/latin-400-normal/, `${name.replace(/[[\]]/g, '')}-${weight}-normal`),
  }))
}

function rangeOf(text: string): readonly [number, number] {
  const [from = '', to = from] = text.replace(/^U\+/i, '').split('-')
  return [Number.parseInt(from, 16), Number.parseInt(to, 16)]
}
