import type { Ctx } from '../../../ctx.ts'
import { InvalidInputError } from '../../../domain/errors.ts'
import { evidenceProfiles } from '../../../domain/evidence-profile.ts'
import type { EventId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { toMessage } from '../../../messages/messages.ts'
import { listMarkings } from '../../training/attendance/markings.service.ts'
import { getSheet } from '../../training/attendance/sheet.service.ts'
import { listOfSession } from '../../training/certificates/certificates.service.ts'
import { listEventsOfSession } from '../../training/events/events.service.ts'
import { listMadeUp } from '../../training/make-up/make-up.service.ts'
import { listPresenceEvidence } from '../../training/presence/presence.service.ts'
import { getEditable } from '../../training/sessions/session-briefs.service.ts'
import { getReport, listReports } from '../../training/stays/reports.service.ts'
import { listStays } from '../../training/stays/stays.service.ts'
import { listVerdictsOfEvent } from '../../training/verdicts/effective.service.ts'
import { listRulesFor } from '../../training/verdicts/rules.service.ts'
import { findProfiles } from '../evidence-profiles/evidence-profiles.service.ts'
import { listTimeline } from '../timeline/timeline.service.ts'

/** Events of one pack: each is read with all that it has. */
const MOST_EVENTS = 200

/** All that says who attended a session. */
export type Gathered = Awaited<ReturnType<typeof gather>>
export type GatheredEvent = Gathered['events'][number]

/**
 * Reads what belongs to a session's evidence, for planners who may edit it.
 *
 * @throws {InvalidInputError} `evidence-too-many-events`
 */
export async function gather(ctx: Ctx, actor: Actor, sessionId: SessionId) {
  const session = await getEditable(ctx, actor, sessionId)
  const events = await listEventsOfSession(ctx, actor, sessionId)
  if (events.length > MOST_EVENTS)
    throw new InvalidInputError('evidence-too-many-events', { count: events.length, limit: MOST_EVENTS })
  const certificates = await listOfSession(ctx, actor, sessionId)
  const rules = await listRulesFor(ctx, session.courseId)
  const gathered = []
  for (const event of events) gathered.push({ event, ...(await gatherEvent(ctx, actor, event.id)) })
  const profiled = await findProfiles(
    ctx,
    events.map(({ id }) => id),
  )
  const profile = profiled[0] && {
    key: profiled[0].profile,
    ...evidenceProfiles[profiled[0].profile],
    findings: new Map(
      profiled.map(({ eventId, findings }) => [
        eventId,
        findings.flatMap((finding) => toMessage(finding, actor.reader)?.text ?? []),
      ]),
    ),
  }
  return { session, rules, profile, certificates: certificates.items, events: gathered }
}

async function gatherEvent(ctx: Ctx, actor: Actor, eventId: EventId) {
  const reports = []
  for (const report of await listReports(ctx, actor, eventId)) {
    const { body } = await getReport(ctx, actor, { eventId, reportId: report.id })
    reports.push({ ...report, body })
  }
  return {
    sheet: await getSheet(ctx, actor, eventId),
    stays: (await listStays(ctx, actor, eventId)).items,
    presence: await listPresenceEvidence(ctx, eventId),
    madeUp: await listMadeUp(ctx, eventId),
    markings: await listMarkings(ctx, eventId),
    verdicts: await listVerdictsOfEvent(ctx, actor.reader, eventId),
    timeline: await listTimeline(ctx, actor, eventId),
    reports,
  }
}
