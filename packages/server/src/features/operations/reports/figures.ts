import type { Ctx } from '../../../ctx.ts'
import type { Language, StoredMessage } from '../../../domain/message.ts'
import type { Actor } from '../../../http/actor.ts'
import { getAttendanceReport, getRoomsReport } from './reports.service.ts'
import type { ViewRow } from './views.store.ts'

/** Rows that a mail names. */
const NAMED_ROWS = 5

/** A report in short, as a mail says it. */
export interface Figures {
  /** The first and the last month in the reader's words. */
  readonly from: string
  readonly until: string
  readonly findings: readonly StoredMessage[]
}

/** What a view says to somebody at this moment, in short: no names of people. */
export async function figuresOf(
  ctx: Ctx,
  actor: Actor,
  { report, query }: Pick<ViewRow, 'report' | 'query'>,
  language: Language,
): Promise<Figures> {
  const { from, to, findings } =
    report === 'rooms' ? await roomFigures(ctx, actor, query) : await attendanceFigures(ctx, actor, query)
  return { from: monthIn(language, from), until: monthIn(language, to), findings }
}

type Found = { readonly from: string; readonly to: string; readonly findings: readonly StoredMessage[] }

async function attendanceFigures(ctx: Ctx, actor: Actor, query: ViewRow['query']): Promise<Found> {
  const { from, to, by, total, items } = await getAttendanceReport(ctx, actor, query)
  if (total.events === 0) return { from, to, findings: [{ code: 'report-mail-nothing', params: {} }] }
  const { events, seats, absent, presentPercent, learnerMinutes } = total
  const rows = by === 'instructor' ? [] : items.filter(({ name }) => name !== null).slice(0, NAMED_ROWS)
  const params = {
    events,
    seats,
    absent,
    percent: presentPercent ?? -1,
    hours: Math.round(learnerMinutes / 60),
  }
  return {
    ...{ from, to },
    findings: [
      { code: 'report-mail-attendance', params },
      ...rows.map(
        (row): StoredMessage => ({
          code: 'report-mail-row',
          params: { name: row.name ?? '', seats: row.seats, percent: row.presentPercent ?? -1 },
        }),
      ),
    ],
  }
}

async function roomFigures(ctx: Ctx, actor: Actor, { from: first, to: last, accountId }: ViewRow['query']) {
  const { from, to, items } = await getRoomsReport(ctx, actor, { from: first, to: last, accountId })
  const used = items.filter(({ events, refusals }) => events + refusals > 0).slice(0, NAMED_ROWS)
  if (used.length === 0) return { from, to, findings: [{ code: 'report-mail-nothing', params: {} }] } as Found
  const findings = used.map(
    ({ name, roomMinutes, peak, refusals }): StoredMessage => ({
      code: 'report-mail-account',
      params: { account: name ?? '', hours: Math.round(roomMinutes / 60), peak, refusals },
    }),
  )
  return { from, to, findings }
}

/** `2026-11` as people read it: `November 2026`. */
function monthIn(language: Language, month: string): string {
  return new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month}-01T00:00:00Z`),
  )
}
