import { accentsOf, type Hex, STANDARD_ACCENT } from '@lectern/brand'
import { type Language, localeOf } from '@lectern/texts'
import type { Phrase } from '@lectern/texts/server'
import { encode } from 'uqr'
import type { MessageParams } from '../../../domain/message.ts'
import { phrase } from '../../../messages/messages.ts'
import { type Page, type Pen, type TextPlace, writePdf } from '../../../pdf/document.ts'

/** A certificate as it is drawn. */
export interface Sheet {
  readonly language: Language
  readonly number: string
  readonly personName: string
  readonly courseName: string
  readonly sessionName: string
  readonly issuerName: string
  /** `2026-11-29`. */
  readonly firstDay: string
  readonly lastDay: string
  readonly seconds: number
  readonly completedAt: Date
  readonly issuedAt: Date
  readonly validUntil: Date | null
  /** Where anybody can check it. */
  readonly address: string
  /** Across the sheet; null = none. */
  readonly mark: 'certificate-recalled-mark' | 'certificate-sample' | null
}

/** What all certificates of a platform have. */
export interface Brand {
  readonly accentColor: Hex | null
  /** PNG; undefined = the name stands there. */
  readonly logo: Buffer | undefined
  readonly timeZone: string
  readonly signatoryName: string
  readonly signatoryRole: string
  readonly note: string
}

const INK = '#1c2826'
const QUIET = '#55615e'
const MARGIN = 60
const FOOT = 118
const QR = 78

/** @param sheets at least one */
export function drawCertificates(sheets: readonly Sheet[], brand: Brand): Promise<NodeJS.ReadableStream> {
  const [first] = sheets
  if (!first) throw new Error('there is a certificate to draw')
  const say = sayingIn(first.language)
  const title = sheets.length === 1 ? `${say('certificate-title')} ${first.number}` : first.sessionName
  return writePdf(
    { title, author: first.issuerName, language: first.language },
    sheets.length,
    (pen, page) => {
      const sheet = sheets[page]
      if (sheet) drawSheet(pen, sheet, brand)
    },
  )
}

const sayingIn =
  (language: Language) =>
  (key: Phrase, params: MessageParams = {}) =>
    phrase(key, params, { language, timeZone: 'UTC' })

function drawSheet(pen: Pen, sheet: Sheet, brand: Brand): void {
  const { accent, ink } = accentsOf(brand.accentColor ?? STANDARD_ACCENT, null).light
  const say = sayingIn(sheet.language)
  pen.ornament((page) => {
    page.rect(0, 0, pen.width, 10).fill(accent)
    page
      .rect(24, 34, pen.width - 48, pen.height - 58)
      .lineWidth(0.75)
      .stroke('#d9dfdd')
  })
  drawHead(pen, sheet, brand)
  const middle = {
    x: MARGIN,
    width: pen.width - 2 * MARGIN,
    align: 'center',
    weight: 400,
    color: QUIET,
  } as const
  const small: Omit<TextPlace, 'y'> = { ...middle, sizes: [12], lines: 1 }
  const bold = { ...middle, weight: 700, color: INK } as const
  let y = pen.text('H1', say('certificate-title'), { ...bold, y: 138, color: ink, sizes: [17], lines: 1 })
  y = pen.text('P', say('certificate-intro'), { ...small, y: y + 18 })
  y = pen.text('P', sheet.personName, { ...bold, y: y + 4, sizes: [36, 30, 24, 19, 15], lines: 2 })
  y = pen.text('P', say('certificate-did'), { ...small, y: y + 6 })
  y = pen.text('P', sheet.courseName, { ...bold, y: y + 4, sizes: [24, 20, 17, 14], lines: 2 })
  y = pen.text('P', sheet.sessionName, { ...middle, y: y + 3, color: INK, sizes: [14, 12, 10], lines: 1 })
  pen.text('P', heldText(sheet), { ...small, y: y + 3 })
  drawFoot(pen, sheet, brand)
  if (sheet.mark) drawMark(pen, say(sheet.mark))
}

function drawHead(pen: Pen, sheet: Sheet, { logo }: Brand): void {
  const right = { x: pen.width / 2, width: pen.width / 2 - MARGIN, align: 'end', weight: 400 } as const
  if (logo)
    pen.figure(sheet.issuerName, (page) => page.image(logo, MARGIN, 52, { fit: [220, 46], valign: 'center' }))
  else
    pen.text('P', sheet.issuerName, {
      ...{ x: MARGIN, y: 58, width: pen.width / 2 - MARGIN, align: 'start', weight: 700 },
      ...{ sizes: [17, 14, 11], lines: 2, color: INK },
    })
  const number = sayingIn(sheet.language)('certificate-number', { number: sheet.number })
  pen.text('P', number, { ...right, y: 64, sizes: [10], lines: 1, color: QUIET })
}

/** When and for how long; hours are rounded to what people call them. */
function heldText({ language, firstDay, lastDay, seconds }: Sheet): string {
  const days = new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'long', timeZone: 'UTC' })
  const [first, last] = [firstDay, lastDay].map((day) => days.format(new Date(`${day}T00:00:00Z`)))
  const hours = Math.round(seconds / 1800) / 2
  const key = firstDay === lastDay ? 'certificate-held-on' : 'certificate-held'
  return sayingIn(language)(key, { hours, first: first ?? '', last: last ?? '' })
}

function drawFoot(pen: Pen, sheet: Sheet, brand: Brand): void {
  const say = sayingIn(sheet.language)
  const days = new Intl.DateTimeFormat(localeOf(sheet.language), {
    dateStyle: 'long',
    timeZone: brand.timeZone,
  })
  const top = pen.height - MARGIN - FOOT + 12
  const quiet = { align: 'start', weight: 400, color: QUIET, sizes: [9.5, 8.5], lines: 1 } as const
  let y = top
  const dates = [
    say('certificate-completed', { day: days.format(sheet.completedAt) }),
    say('certificate-issued', { day: days.format(sheet.issuedAt) }),
    ...(sheet.validUntil ? [say('certificate-valid-until', { day: days.format(sheet.validUntil) })] : []),
  ]
  for (const date of dates) y = pen.text('P', date, { ...quiet, x: MARGIN, y: y + 2, width: 210 })
  if (brand.signatoryName) drawSignature(pen, brand, top + 34)
  const qrX = pen.width - MARGIN - QR
  pen.figure(say('certificate-qr'), (page) => drawQr(page, sheet.address, qrX, top - 4))
  pen.text('P', say('certificate-check', { address: sheet.address }), {
    ...{ ...quiet, align: 'end', sizes: [8], lines: 4 },
    ...{ x: qrX - 178, y: top, width: 168 },
  })
  if (brand.note)
    pen.text('P', brand.note, {
      ...{ ...quiet, align: 'center', sizes: [9, 8], lines: 3 },
      ...{ x: MARGIN, y: pen.height - MARGIN - 16, width: pen.width - 2 * MARGIN },
    })
}

function drawSignature(pen: Pen, { signatoryName, signatoryRole }: Brand, y: number): void {
  const place = { x: pen.width / 2 - 130, width: 220, align: 'center', weight: 400, lines: 1 } as const
  pen.ornament((page) => page.rect(place.x, y, place.width, 0.75).fill('#9aa5a2'))
  const below = pen.text('P', signatoryName, { ...place, y: y + 4, color: INK, sizes: [11, 9.5, 8] })
  if (signatoryRole)
    pen.text('P', signatoryRole, { ...place, y: below, color: QUIET, sizes: [9.5, 8.5, 7.5] })
}

function drawQr(page: Page, address: string, left: number, top: number): void {
  const { data, size } = encode(address, { ecc: 'M', border: 0 })
  const side = QR / size
  for (const [row, dots] of data.entries())
    for (const [column, isDark] of dots.entries())
      if (isDark) page.rect(left + column * side, top + row * side, side, side)
  page.fill('#000000')
}

function drawMark(pen: Pen, text: string): void {
  const width = 420
  pen.text('P', text, {
    ...{ x: (pen.width - width) / 2, y: 46, width, align: 'center' },
    ...{ sizes: [26, 20], weight: 700, color: '#a3271f', lines: 1 },
  })
}
