import type { z } from 'zod'
import type { Ctx } from '../../../ctx.ts'
import { NotFoundError } from '../../../domain/errors.ts'
import type { AttendanceReportId, EventId } from '../../../domain/ids.ts'
import { readingReasons } from '../../../domain/reading.ts'
import type { Actor } from '../../../http/actor.ts'
import { toMessage } from '../../../messages/messages.ts'
import { getTaught } from '../events/taught.service.ts'
import * as readingsStore from './readings.store.ts'
import type { AttendanceReport } from './stays.schemas.ts'

/** What was kept of the reports of an event, the newest first, for who teaches it. */
export async function listReports(
  ctx: Ctx,
  actor: Actor,
  eventId: EventId,
): Promise<z.output<typeof AttendanceReport>[]> {
  await getTaught(ctx, actor, eventId)
  const rows = await readingsStore.listReports(ctx.db, ctx.platform.id, eventId)
  return rows.map(({ appId, readAt, reason, ...row }) => {
    const code = readingReasons.find((one) => one === reason)
    const app = ctx.providers.manifests().find(({ id }) => id === appId)
    const provider = app?.vendorName?.[actor.reader.language] ?? app?.vendor ?? appId
    return {
      ...row,
      provider,
      readAt: readAt.toISOString(),
      reason: code ? (toMessage({ code, params: { provider } }, actor.reader) ?? null) : null,
    }
  })
}

/** A report as it came. @throws {NotFoundError} `report-not-found` */
export async function getReport(
  ctx: Ctx,
  actor: Actor,
  { eventId, reportId }: { readonly eventId: EventId; readonly reportId: AttendanceReportId },
): Promise<{ readonly body: string; readonly hash: string }> {
  await getTaught(ctx, actor, eventId)
  const report = await readingsStore.findReport(ctx.db, ctx.platform.id, eventId, reportId)
  if (!report) throw new NotFoundError('report-not-found')
  return report
}
