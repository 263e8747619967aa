import { localeOf } from '@lectern/texts'
import type { Phrase } from '@lectern/texts/server'
import type { MessageParams } from '../../../domain/message.ts'
import { phrase, type Reader } from '../../../messages/messages.ts'
import { type Pen, type TextPlace, writePdf } from '../../../pdf/document.ts'
import type { Gathered, GatheredEvent } from './gathering.service.ts'

/** What the register says of itself. */
export interface RegisterInfo {
  readonly platform: { readonly name: string; readonly host: string }
  readonly session: { readonly name: string; readonly course: string }
  readonly madeAt: string
  readonly madeBy: string
  readonly reader: Reader
}

type Learner = GatheredEvent['sheet']['learners'][number]

/** One page of one event. */
interface RegisterPage {
  readonly event: GatheredEvent
  readonly learners: readonly Learner[]
  /** From 1. */
  readonly page: number
  readonly pages: number
}

const INK = '#1c2826'
const QUIET = '#55615e'
const MARGIN = 40
const ROWS_TOP = 152
const ROW = 30
const ROWS = 13
/** Of the width between the margins. */
const COLUMNS = [
  { key: 'evidence-name', at: 0, share: 0.26 },
  { key: 'evidence-times', at: 0.26, share: 0.34 },
  { key: 'evidence-minutes', at: 0.6, share: 0.1 },
  { key: 'evidence-attendance', at: 0.7, share: 0.3 },
] as const satisfies readonly { key: Phrase; at: number; share: number }[]

/**
 * The register of a session as it is printed: every event with everybody's times, minutes and attendance, and why it is so.
 * Times are those of the event's own zone.
 */
export function drawRegister({ events }: Gathered, info: RegisterInfo): Promise<NodeJS.ReadableStream> {
  const pages = events.flatMap(pagesOf)
  const say = sayingTo(info.reader)
  const madeOn = new Intl.DateTimeFormat(localeOf(info.reader.language), {
    ...{ dateStyle: 'long', timeStyle: 'long', timeZone: info.reader.timeZone },
  }).format(new Date(info.madeAt))
  return writePdf(
    {
      title: `${say('evidence-register')}: ${info.session.course}, ${info.session.name}`,
      author: info.platform.name,
      language: info.reader.language,
    },
    Math.max(pages.length, 1),
    (pen, at) => {
      const page = pages[at]
      if (page) drawPage(pen, page, info)
      else drawHead(pen, say('evidence-no-events'), '', info)
      const foot = say('evidence-foot', { page: at + 1, pages: Math.max(pages.length, 1), name: info.madeBy })
      pen.text('P', `${info.platform.name} · ${info.platform.host} · ${madeOn} · ${foot}`, {
        ...{ x: MARGIN, y: pen.height - 30, width: pen.width - 2 * MARGIN, align: 'start' },
        ...{ sizes: [8, 7], weight: 400, color: QUIET, lines: 1 },
      })
    },
  )
}

const sayingTo =
  (reader: Reader) =>
  (key: Phrase, params: MessageParams = {}) =>
    phrase(key, params, reader)

function pagesOf(event: GatheredEvent): RegisterPage[] {
  const { learners } = event.sheet
  const pages = Math.max(Math.ceil(learners.length / ROWS), 1)
  return Array.from({ length: pages }, (_, at) => ({
    ...{ event, page: at + 1, pages },
    learners: learners.slice(at * ROWS, (at + 1) * ROWS),
  }))
}

function drawPage(
  pen: Pen,
  { event: gathered, learners, page, pages }: RegisterPage,
  info: RegisterInfo,
): void {
  const { event, sheet } = gathered
  const say = sayingTo(info.reader)
  const title = pages > 1 ? `${event.name} (${page}/${pages})` : event.name
  const clock = clockOf(event.timeZone, info.reader)
  const day = new Intl.DateTimeFormat(localeOf(info.reader.language), {
    dateStyle: 'full',
    timeZone: event.timeZone,
  }).format(new Date(event.startsAt))
  const { thresholdPercent: threshold, partlyFromPercent: partly, version } = sheet.rule
  const about = [
    `${day}, ${clock(event.startsAt)}–${clock(event.endsAt)} (${event.timeZone})`,
    event.tool?.sessionTypeName[info.reader.language],
    event.place,
    say('evidence-instructors', { names: event.instructors.map(({ name }) => name) }),
    event.cancelled
      ? say('evidence-cancelled', { reason: event.cancelled.reason })
      : say('evidence-rule', { isOwn: version === 0 ? 'yes' : 'no', version, threshold, partly }),
  ]
  drawHead(pen, title, about.filter(Boolean).join('\n'), info)
  const width = pen.width - 2 * MARGIN
  const cell = (column: number, y: number, text: string, place: Partial<TextPlace> = {}) => {
    const { at, share } = COLUMNS[column] as (typeof COLUMNS)[number]
    pen.text('P', text, {
      ...{ x: MARGIN + at * width, y, width: share * width - 8, align: 'start' },
      ...{ sizes: [9, 8, 7], weight: 400, color: INK, lines: 2, ...place },
    })
  }
  for (const [column, { key }] of COLUMNS.entries())
    cell(column, ROWS_TOP - 18, say(key), { sizes: [8], weight: 700, color: QUIET, lines: 1 })
  if (learners.length === 0) cell(0, ROWS_TOP + 8, say('evidence-nobody'))
  for (const [row, learner] of learners.entries()) {
    const y = ROWS_TOP + row * ROW
    pen.ornament((doc) => doc.rect(MARGIN, y - 4, width, 0.5).fill('#d9dfdd'))
    cell(0, y, `${learner.name}\n${learner.email}`)
    cell(1, y, timesOf(learner, clock, say))
    cell(2, y, minutesOf(learner, say))
    const signed = signedOf(gathered, learner.personId, clock, say)
    cell(3, y, [attendanceOf(learner, say), signed].filter(Boolean).join(' '), { sizes: [8.5, 7.5, 6.5] })
  }
}

function drawHead(pen: Pen, title: string, about: string, { session, reader }: RegisterInfo): void {
  const place = { x: MARGIN, width: pen.width - 2 * MARGIN, align: 'start' } as const
  const name = `${sayingTo(reader)('evidence-register')} · ${session.course} · ${session.name}`
  let y = pen.text('P', name, { ...place, y: 26, sizes: [9, 8], weight: 400, color: QUIET, lines: 1 })
  y = pen.text('H1', title, { ...place, y: y + 2, sizes: [16, 13, 11], weight: 700, color: INK, lines: 1 })
  if (about) pen.text('P', about, { ...place, y: y + 2, sizes: [9, 8, 7], weight: 400, color: INK, lines: 5 })
}

type Say = ReturnType<typeof sayingTo>

/** `09:02`, with seconds that are none of a minute left out: the table of intervals has them. */
function clockOf(timeZone: string, { language }: Reader): (instant: string) => string {
  const format = new Intl.DateTimeFormat(localeOf(language), { hour: '2-digit', minute: '2-digit', timeZone })
  return (instant) => format.format(new Date(instant))
}

/** Every time that they were there; `?` where the leaving is not told. */
function timesOf({ intervals }: Learner, clock: (instant: string) => string, say: Say): string {
  if (intervals.length === 0) return say('evidence-no-times')
  return intervals
    .map(({ startsAt, endsAt, isCertain }) => `${clock(startsAt)}–${isCertain ? clock(endsAt) : '?'}`)
    .join('; ')
}

/** When they signed, half-day by half-day. */
function signedOf(
  { presence }: GatheredEvent,
  personId: string,
  clock: (instant: string) => string,
  say: Say,
): string {
  const halfDays = new Set(presence.checks.filter(({ kind }) => kind === 'signature').map(({ id }) => id))
  const times = presence.answers
    .filter((one) => one.personId === personId && halfDays.has(one.checkId))
    .filter((one) => one.isPresent && one.supersededAt === null)
    .map((one) => clock(one.answeredAt))
  return times.length > 0 ? say('evidence-signed', { times }) : ''
}

function minutesOf({ effective, verdict }: Learner, say: Say): string {
  if (effective.seconds === null) return '–'
  const minutes = Math.floor(effective.seconds / 60)
  const of = verdict ? Math.floor(verdict.windowSeconds / 60) : null
  const made = effective.source === 'verdict' ? Math.floor((verdict?.madeUpSeconds ?? 0) / 60) : 0
  if (of !== null && made > 0) return say('evidence-minutes-made-up', { live: minutes - made, made, of })
  return of === null ? String(minutes) : say('evidence-minutes-of', { minutes, of })
}

/** With why: the mark's reason, else the verdict's. */
function attendanceOf({ effective, verdict, attendance: mark }: Learner, say: Say): string {
  const status = say('evidence-status', { status: effective.status })
  if (effective.source === 'mark')
    return say('evidence-by-mark', {
      ...{ status, name: mark.changedBy ?? '', note: mark.note, hasNote: mark.note ? 'yes' : 'no' },
    })
  return verdict ? `${status}. ${verdict.reason.text}` : status
}
