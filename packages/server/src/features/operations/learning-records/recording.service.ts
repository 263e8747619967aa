import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import type { FactOf } from '../../../domain/fact.ts'
import type { PersonId, StatementId } from '../../../domain/ids.ts'
import { type Activity, type Said, type Speaker, statementOf, voidingOf } from '../../../domain/statement.ts'
import { findPrimaryHost } from '../../platform/platforms/hosts.service.ts'
import { hashOf, nameId } from './ids.ts'
import { sendStatementsJob } from './learning-records.job.ts'
import * as statementsStore from './statements.store.ts'

/** What is to hold of somebody from now on; `said` undefined = nothing. */
interface Wanted {
  readonly subject: string
  readonly personId: PersonId
  readonly said: Said | undefined
}

/** Who attended an event is told to the store, and taken back where it was another. */
export async function recordAttendance(
  ctx: Ctx,
  trx: Trx,
  { id: eventId, personIds }: FactOf<'attendance-marked' | 'attendance-unmarked' | 'attendance-judged'>,
): Promise<void> {
  const { id: platformId } = ctx.platform
  if (!(await isTold(ctx, trx))) return
  const place = await statementsStore.findEventPlace(trx, platformId, eventId)
  if (!place) return
  const rows = await statementsStore.listAttended(trx, platformId, eventId, personIds)
  const held = new Map(rows.map((row) => [row.personId, row]))
  const speaker = await speakerOf(ctx)
  const { session, course } = activitiesOf(place, speaker)
  const type = place.hasTool ? 'class' : 'meeting'
  const object: Activity = { id: `${speaker.origin}/learn/events/${eventId}`, name: place.name, type }
  const wanted = [...new Set(personIds)].map((personId): Wanted => {
    const subject = `attended/${eventId}/${personId}`
    const row = held.get(personId)
    if (row?.status !== 'present' && row?.status !== 'partly') return { subject, personId, said: undefined }
    const { seconds, windowSeconds } = row
    const share = seconds === null || !windowSeconds ? null : Math.min(1, seconds / windowSeconds)
    const result = { success: row.status === 'present', seconds, share }
    const about = {
      verb: 'attended' as const,
      object,
      within: [session, course],
      registration: place.sessionId,
    }
    return { subject, personId, said: { ...about, result, at: place.endsAt } }
  })
  await record(ctx, trx, speaker, wanted)
}

/** Who completed a session. */
export async function recordCompletions(
  ctx: Ctx,
  trx: Trx,
  { sessionId, completions }: FactOf<'person-completed'>,
): Promise<void> {
  if (!(await isTold(ctx, trx))) return
  const place = await statementsStore.findSessionPlace(trx, ctx.platform.id, sessionId)
  if (!place) return
  const speaker = await speakerOf(ctx)
  const { session, course } = activitiesOf(place, speaker)
  const about = { verb: 'completed' as const, object: session, within: [course], registration: sessionId }
  const wanted = completions.map(({ personId, completedAt }): Wanted => {
    const subject = `completed/${sessionId}/${personId}`
    return { subject, personId, said: { ...about, result: { success: true }, at: completedAt } }
  })
  await record(ctx, trx, speaker, wanted)
}

/** Of whom it does not hold any more. */
export async function voidCompletions(
  ctx: Ctx,
  trx: Trx,
  { sessionId, completions }: FactOf<'completion-withdrawn'>,
): Promise<void> {
  if (!(await isTold(ctx, trx))) return
  const wanted = completions.map(({ personId }): Wanted => {
    return { subject: `completed/${sessionId}/${personId}`, personId, said: undefined }
  })
  await record(ctx, trx, await speakerOf(ctx), wanted)
}

/** Writes down what differs from what the store was told: the former statement is voided, and the new one is said. */
async function record(ctx: Ctx, trx: Trx, speaker: Speaker, wanted: readonly Wanted[]): Promise<void> {
  const { id: platformId } = ctx.platform
  await statementsStore.holdStatements(trx, platformId)
  const newest = await statementsStore.listNewest(
    trx,
    platformId,
    wanted.map(({ subject }) => subject),
  )
  const now = ctx.now()
  const made = wanted.flatMap(({ subject, personId, said }): statementsStore.NewStatement[] => {
    const last = newest.get(subject)
    const holds = last && last.voids === null ? last : undefined
    const contentHash = said ? hashOf(said) : ''
    if (holds?.contentHash === contentHash || (!holds && !said)) return []
    let serial = last?.serial ?? 0
    const nextId = () => nameId(platformId, `${subject}/${++serial}`) as StatementId // a UUID as it makes them
    const statements: statementsStore.NewStatement[] = []
    if (holds) {
      const id = nextId()
      const body = voidingOf(id, holds.id, now, speaker)
      statements.push({ id, subject, serial, personId, voids: holds.id, contentHash: '', body })
    }
    if (said) {
      const id = nextId()
      const body = statementOf(id, personId, said, speaker)
      statements.push({ id, subject, serial, personId, voids: null, contentHash, body })
    }
    return statements
  })
  if (made.length === 0) return
  await statementsStore.insertStatements(trx, platformId, made, now)
  await ctx.jobs.enqueue(trx, sendStatementsJob, { platformId })
}

/** Most platforms have no store: then nothing else is asked. */
async function isTold(ctx: Ctx, trx: Trx): Promise<boolean> {
  return (await statementsStore.findStore(trx, ctx.platform.id))?.isActive ?? false
}

async function speakerOf(ctx: Ctx): Promise<Speaker> {
  return { origin: ctx.site.originOf(await findPrimaryHost(ctx)), language: ctx.platform.defaultLanguage }
}

function activitiesOf(place: statementsStore.PlaceRow, { origin }: Speaker) {
  const { sessionId, sessionName, courseId, courseName } = place
  const session: Activity = { id: `${origin}/sessions/${sessionId}`, name: sessionName, type: 'course' }
  const course: Activity = { id: `${origin}/courses/${courseId}`, name: courseName, type: 'course' }
  return { session, course }
}
