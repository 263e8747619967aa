import PDFDocument from 'pdfkit'
import { describe, expect, it } from 'vitest'
import { glyphsOf, wholeOf } from '../../test/pdf.ts'
import { writePdf } from './document.ts'
import { fit, layOut, type Measures } from './lines.ts'

const doc = new PDFDocument({ font: '' }) as unknown as Measures
const style = { size: 12, weight: 400, maxWidth: 400 } as const
/** As it stands, from left to right. */
const seen = (text: string) => layOut(doc, text, style).map(({ runs }) => runs.map((run) => run.text))

/** A name in each script that people here are written in. */
const names = {
  accents: 'Zoë Łukasz Ångström Şahin Õnnela Čapek ßtraße Œuvre',
  Vietnamese: 'Nguyễn Thị Ánh Tuyết',
  decomposed: 'Zoe\u0308 A\u030angstro\u0308m',
  Greek: 'Ελευθέριος Παπαδόπουλος Ἀριστοτέλης',
  Cyrillic: 'Александр Ёлкин Їжакевич Ђорђе Қайрат',
  Chinese: '王小明 李雷 陳大文 龔',
  Japanese: '田中さくら カタカナ 髙橋 渡邉',
  Korean: '김철수 박지영 뷁',
  Arabic: 'محمد عبد الله الأحمد',
  Persian: 'پژمان گلچین می\u200cخواهم',
  Hebrew: 'שרה כהן',
  Thai: 'สมชาย ใจดี',
  Hindi: 'राजेश कुमार क्षत्रिय',
  mixed: 'فاطمة (Fatima) بنت محمد 2026 – 王',
  signs: '€ № … “quotes” ‘s’ — ½ ™ 81/08',
}

describe('a text in a PDF', () => {
  it.each(Object.entries(names))('has a glyph for each of its characters: %s', async (_, name) => {
    for (const weight of [400, 700] as const) {
      const content = await writePdf({ title: name, author: '', language: 'en' }, 1, (pen) => {
        const place = { x: 20, y: 20, width: 700, align: 'start', color: '#000000', lines: 2 } as const
        pen.text('P', name, { ...place, sizes: [12], weight })
      })
      const glyphs = glyphsOf(await wholeOf(content))
      expect(glyphs.length).toBeGreaterThan(3)
      expect(glyphs).not.toContain(0)
      expect(
        layOut(doc, name, { ...style, maxWidth: 700, weight })
          .map((line) => line.text)
          .join(' '),
      ).not.toContain('?')
    }
  })

  it('has a question mark where no font has a character, and never a box', () => {
    expect(seen('A 😀 Ꭰ')).toEqual([['A ? ?']])
    expect(seen('A\u0000B\u202eC\ufeff')).toEqual([['ABC']])
  })

  it('stands from right to left where it is read so, with what is read from left to right within', () => {
    const [runs = []] = seen('محمد (Fatima) علي')
    expect(runs.map((run) => run.trim()).filter(Boolean)).toEqual(['علي', '(', 'Fatima', ')', 'محمد'])
    expect(seen('Course: שרה 12')[0]?.map((run) => run.trim())).toEqual(['Course:', '12', 'שרה'])
  })

  it('breaks between words, and within one that is wider than a line', () => {
    const lines = layOut(doc, `one two three ${'w'.repeat(90)} end`, { ...style, maxWidth: 200 })
    expect(lines.length).toBeGreaterThan(3)
    for (const line of lines) expect(line.width).toBeLessThanOrEqual(200)
    expect(
      lines
        .map(({ text }) => text)
        .join('')
        .replaceAll(' ', ''),
    ).toBe(`onetwothree${'w'.repeat(90)}end`)
  })

  it('becomes smaller until it fits, and is cut at the smallest size', () => {
    const limits = { sizes: [30, 20, 10], lines: 1 }
    expect(fit(doc, 'Ada', style, limits)).toMatchObject({ size: 30 })
    expect(fit(doc, 'A name of some length that wants room', style, limits)).toMatchObject({ size: 20 })
    const { size, lines } = fit(doc, 'n'.repeat(500), style, limits)
    expect([size, lines.length]).toEqual([10, 1])
    expect(lines[0]?.text).toMatch(/^n+…$/)
    expect(lines[0]?.width).toBeLessThanOrEqual(style.maxWidth)
  })

  it('may be empty', () => {
    expect(layOut(doc, '', style)).toMatchObject([{ text: '', runs: [], width: 0 }])
  })
})
