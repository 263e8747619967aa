import { setImmediate } from 'node:timers/promises'
import type { Language } from '@lectern/texts'
import type { Weight } from './fonts.ts'
import { fit, type Line, type Measures } from './lines.ts'

/** What a page is drawn with, in points from the top left; everything stands in the document's structure. */
export interface Pen {
  readonly width: number
  readonly height: number
  /** A text of at most so many lines, in the largest of the sizes at which it fits. @returns where the next one may begin */
  text(tag: 'H1' | 'P', text: string, place: TextPlace): number
  /** A picture that says something. @param draw gets the page */
  figure(says: string, draw: (page: Page) => void): void
  /** What says nothing: bars and lines. */
  ornament(draw: (page: Page) => void): void
}

export interface TextPlace {
  readonly x: number
  /** Top of the first line. */
  readonly y: number
  readonly width: number
  readonly align: 'start' | 'center' | 'end'
  /** From the largest to the smallest. */
  readonly sizes: readonly number[]
  readonly weight: Weight
  readonly color: string
  readonly lines: number
}

/** What figures and ornaments are drawn on. */
export type Page = PDFKit.PDFDocument

export interface DocumentInfo {
  readonly title: string
  readonly author: string
  readonly language: Language
}

const LINE_HEIGHT = 1.32
/** From the top of a line to the foot of its letters, of its size. */
const FOOT = 1.02

/**
 * Makes a PDF of pages, each drawn when the one before it is on its way: other work gets its turn between them.
 *
 * @param draw of the pages by their number, from 0
 * @returns the file, as it is made
 */
export async function writePdf(
  info: DocumentInfo,
  pages: number,
  draw: (pen: Pen, page: number) => void,
): Promise<NodeJS.ReadableStream> {
  const { default: PDFDocument } = await import('pdfkit') // its start is not waited for by who needs no PDF
  const doc = new PDFDocument({
    size: 'A4',
    layout: 'landscape',
    margin: 0,
    autoFirstPage: false,
    pdfVersion: '1.7',
    tagged: true,
    displayTitle: true,
    lang: info.language,
    info: { Title: info.title, Author: info.author, Creator: 'Lectern' },
    font: '', // what it brings knows no Greek
  })
  const drawAll = async () => {
    const root = doc.struct('Document')
    doc.addStructure(root)
    for (let page = 0; page < pages; page++) {
      doc.addPage()
      draw(penOf(doc, root), page)
      await setImmediate()
    }
    root.end()
    doc.end()
  }
  drawAll().catch((error) => doc.destroy(error))
  return doc
}

function penOf(doc: Page, root: PDFKit.PDFStructureElement): Pen {
  const { width, height } = doc.page
  return {
    width,
    height,
    text(tag, text, place) {
      const { weight, sizes, lines: most, width: maxWidth } = place
      const { size, lines } = fit(
        doc as unknown as Measures,
        text,
        { weight, maxWidth },
        { sizes, lines: most },
      )
      // What a program reads is the text, not the glyphs that stand for it.
      root.add(doc.struct(tag, { actual: text }, () => drawLines(doc, lines, size, place)))
      return place.y + lines.length * size * LINE_HEIGHT
    },
    figure(says, draw) {
      root.add(doc.struct('Figure', { alt: says }, () => draw(doc)))
    },
    ornament(draw) {
      doc.markContent('Artifact', { type: 'Layout' })
      draw(doc)
      doc.endMarkedContent()
    },
  }
}

function drawLines(doc: Page, lines: readonly Line[], size: number, place: TextPlace): void {
  doc.fillColor(place.color)
  for (const [index, line] of lines.entries()) {
    const free = place.width - line.width
    let x = place.x + (place.align === 'start' ? 0 : place.align === 'end' ? free : free / 2)
    const y = place.y + index * size * LINE_HEIGHT + size * FOOT
    for (const run of line.runs) {
      doc.font(run.font).fontSize(size)
      doc.text(run.text, x, y, { lineBreak: false, features: [], baseline: 'alphabetic' })
      x += run.width
    }
  }
}
