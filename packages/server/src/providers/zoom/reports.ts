import type { CallOptions, RoomKind, Zoom, ZoomReportRow } from '@lectern/zoom-client'
import { ProviderError } from '../../domain/errors.ts'
import { overlaps, type Span } from '../../domain/stay.ts'
import { type AttendancePart, type Call, WithheldError } from '../provider.ts'
import type { ReportedRun, ReportedStay, ReportPage } from '../report.ts'
import { rightMissing } from './check.ts'
import { type Connect, hostOf, options } from './connect.ts'
import { isGone, translatedPages } from './errors.ts'

/** Instances that began so long before the event may be its own: instructors open rooms early. */
const EARLY_MS = 24 * 3_600_000
/** Documented: nothing is told in the first five minutes after an end; people leave some after the planned one. */
const READY_AFTER_MINUTES = 10
/** A caller who came by phone is a number, partly hidden at times. */
const PHONE = /^\+?[\d*xX().\s/-]{6,}$/

/** Reports of all instances of a room, and of all pages of each. A row is one stay, in the room or waiting for it. */
export function zoomReports(kind: RoomKind, connect: Connect): AttendancePart {
  return {
    identifies: true,
    readyAfterMinutes: READY_AFTER_MINUTES,
    readReports: (connection, key, span, call) =>
      withheld(
        translatedPages(readAll(kind, connect(connection, call), key, hostOf(connection), span, call)),
      ),
  }
}

async function* readAll(
  kind: RoomKind,
  zoom: Zoom,
  key: string,
  host: string,
  span: Span,
  call: Call,
): AsyncGenerator<ReportPage> {
  const answers: string[] = []
  const heard: CallOptions = { ...options(call), onText: (text) => void answers.push(text) }
  for (const { uuid, startedAt } of await instancesNear(kind, zoom, key, span, heard)) {
    try {
      const { endedAt } = await zoom.instance(kind, uuid, heard)
      const run: ReportedRun = { key: uuid, startedAt, endedAt }
      if (!overlaps(run, span)) continue
      for await (const rows of zoom.report(kind, uuid, heard))
        yield { run, stays: rows.map((row) => stayOf(row, host)), answers: answers.splice(0) }
    } catch (error) {
      if (!isGone(error)) throw error // not out yet
    }
  }
}

/** Instances that may have something to do with a stretch of time; they say when they began, and no more. */
export async function instancesNear(
  kind: RoomKind,
  zoom: Zoom,
  key: string,
  span: Span,
  heard: CallOptions,
): Promise<{ uuid: string; startedAt: Date }[]> {
  const all = await zoom.instances(kind, key, heard).catch((error: unknown) => {
    if (isGone(error)) return []
    throw error
  })
  const earliest = span.from.getTime() - EARLY_MS
  return all
    .flatMap(({ uuid, startedAt }) => (startedAt ? [{ uuid, startedAt }] : []))
    .filter(({ startedAt }) => startedAt < span.to && startedAt.getTime() >= earliest)
    .sort((one, other) => one.startedAt.getTime() - other.startedAt.getTime())
}

function stayOf(row: ZoomReportRow, host: string): ReportedStay {
  const isPhone = row.email === '' && row.registrantId === undefined && PHONE.test(row.name)
  return {
    kind: row.isWaiting ? 'waiting' : isPhone ? 'phone' : 'main',
    isHost: row.userId !== '' && [row.userId, row.email.toLowerCase()].includes(host),
    registrationKey: row.registrantId,
    externalId: undefined,
    name: row.name,
    email: row.email,
    joinedAt: row.joinedAt,
    leftAt: row.leftAt,
  }
}

/** A refusal for want of a right says which. */
export async function* withheld<T>(pages: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* pages
  } catch (error) {
    if (!(error instanceof ProviderError && error.kind === 'forbidden')) throw error
    const detail = error.cause instanceof Error ? error.cause.message : error.message
    throw new WithheldError(rightMissing(error.cause), { provider: 'Zoom', detail }, { cause: error })
  }
}
