import type { Bidi } from 'bidi-js'
import bidiFactory from 'bidi-js'
import { type FontFile, fontFor, type Weight } from './fonts.ts'

// Its types say what a bundler makes of it; Node takes its CommonJS, whose export is the function itself.
const bidi = (bidiFactory as unknown as () => Bidi)()

/** What a document is asked for here. */
export interface Measures {
  font(path: string): Measures
  fontSize(size: number): Measures
  widthOfString(text: string, options: { features: [] }): number
}

/** What is written in one font and one direction. In the order of reading; the font's program turns what reads to the left. */
export interface Run {
  readonly text: string
  readonly font: string
  readonly width: number
}

export interface Line {
  /** As it is read. */
  readonly text: string
  /** As they stand, from left to right. */
  readonly runs: readonly Run[]
  readonly width: number
}

export interface Style {
  readonly size: number
  readonly weight: Weight
  /** In points. */
  readonly maxWidth: number
}

/** Where no font has a character, this stands for it: never a box that may be anything. */
const UNKNOWN = '?'
const words = new Intl.Segmenter(undefined, { granularity: 'word' })
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Breaks a text into lines, each in runs that fonts can draw: every script in one that has it, right to left where it is read so. */
export function layOut(doc: Measures, text: string, style: Style): Line[] {
  const lines: Line[] = []
  for (const paragraph of printable(text, style.weight).split('\n')) {
    let line = ''
    for (const piece of piecesOf(paragraph, (part) => lineOf(doc, part, style).width > style.maxWidth)) {
      const longer = line + piece
      if (line.trim() && lineOf(doc, longer.trim(), style).width > style.maxWidth) {
        lines.push(lineOf(doc, line.trim(), style))
        line = piece.trimStart()
      } else line = longer
    }
    lines.push(lineOf(doc, line.trim(), style))
  }
  return lines
}

/** The largest size at which a text has no more than so many lines; at the smallest one it is cut, and says so. */
export function fit(
  doc: Measures,
  text: string,
  style: Omit<Style, 'size'>,
  limits: { readonly sizes: readonly number[]; readonly lines: number },
): { readonly size: number; readonly lines: readonly Line[] } {
  let size = 0
  let lines: Line[] = []
  for (size of limits.sizes) {
    lines = layOut(doc, text, { ...style, size })
    if (lines.length <= limits.lines) return { size, lines }
  }
  const kept = lines.slice(0, limits.lines)
  let last = kept.at(-1)?.text ?? ''
  const whole = { ...style, size }
  while (last && lineOf(doc, `${last}…`, whole).width > style.maxWidth) last = last.slice(0, -1)
  return { size, lines: [...kept.slice(0, -1), lineOf(doc, `${last}…`, whole)] }
}

/** Composed, without what moves the text around or has no font. */
function printable(text: string, weight: Weight): string {
  return [...text.toWellFormed().normalize('NFC')]
    .map((one) => {
      if (one === '\n') return one
      if (/\s/u.test(one)) return ' '
      if (one === '\u200c' || one === '\u200d') return one // they join letters, or don't
      if (/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/u.test(one)) return ''
      return fontFor(one.codePointAt(0) ?? 0, weight) ? one : UNKNOWN
    })
    .join('')
}

/** Words, with the spaces behind them; those wider than a line in as many parts as that takes. */
function piecesOf(text: string, isTooWide: (part: string) => boolean): string[] {
  const pieces: string[] = []
  for (const { segment } of words.segment(text)) {
    // Spaces and marks stay with what they follow.
    if (pieces.length > 0 && /^[\s\p{P}]+$/u.test(segment) && !/^[([{«“‘]/.test(segment))
      pieces.push((pieces.pop() ?? '') + segment)
    else pieces.push(segment)
  }
  return pieces.flatMap((piece) =>
    isTooWide(piece.trim()) ? [...graphemes.segment(piece)].map(({ segment }) => segment) : [piece],
  )
}

function lineOf(doc: Measures, text: string, { size, weight }: Style): Line {
  const runs = inOrder(partsOf(text, weight)).map(({ text: part, file, level }): Run => {
    const written = level % 2 === 1 ? turned(part) : part
    const width = doc.font(file.path).fontSize(size).widthOfString(written, { features: [] })
    return { text: written, font: file.path, width }
  })
  return { text, runs, width: runs.reduce((sum, run) => sum + run.width, 0) }
}

/** A stretch of one level (odd: read from right to left) and one font. */
interface Part {
  readonly text: string
  readonly file: FontFile
  readonly level: number
}

function partsOf(text: string, weight: Weight): Part[] {
  const { levels } = bidi.getEmbeddingLevels(text)
  const parts: Part[] = []
  let at = 0
  for (const one of text) {
    const level = levels[at] ?? 0
    const codePoint = one.codePointAt(0) ?? 0
    const last = parts.at(-1)
    // Spaces and marks are in many fonts: they stay in the one before.
    const isShared = /[\s\p{P}\p{M}\u200c\u200d]/u.test(one) && last?.file.has(codePoint)
    const file = isShared ? last?.file : fontFor(codePoint, weight)
    at += one.length
    if (!file) continue
    if (last && last.level === level && last.file.path === file.path)
      parts[parts.length - 1] = { ...last, text: last.text + one }
    else parts.push({ text: one, file, level })
  }
  return parts
}

/** As they stand from left to right (UAX 9, L2): from the highest level down, stretches of that level or higher are turned. */
function inOrder(parts: readonly Part[]): Part[] {
  const order = [...parts]
  const levelAt = (index: number) => order[index]?.level ?? -1
  for (let level = Math.max(0, ...order.map((part) => part.level)); level > 0; level--) {
    for (let from = 0; from < order.length; from++) {
      if (levelAt(from) < level) continue
      let to = from
      while (levelAt(to) >= level) to += 1
      order.splice(from, to - from, ...order.slice(from, to).reverse())
      from = to
    }
  }
  return order
}

/** Letters are turned by the font's program, which knows how they join; of marks and spaces alone it can't tell. */
function turned(text: string): string {
  const mirrored = [...text].map((one) => bidi.getMirroredCharacter(one) ?? one)
  return (/[\p{Script=Arabic}\p{Script=Hebrew}]/u.test(text) ? mirrored : mirrored.reverse()).join('')
}
