import { z } from 'zod'
import { assertSuperadmin } from '../../../access/roles.ts'
import type { Ctx } from '../../../ctx.ts'
import { type Sweeping, type Trx, withTransaction } from '../../../db/database.ts'
import { ConflictError } from '../../../domain/errors.ts'
import type { EventId, LmsLinkId, PersonId, PlatformId, SessionId } from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { eachAlone } from '../../../jobs/each.ts'
import { nameOf } from '../../people/people/people.service.ts'
import { listCompleted } from '../../training/completions/completed.service.ts'
import { listEventsOfSession } from '../../training/events/events.service.ts'
import { listEffectiveOf } from '../../training/verdicts/effective.service.ts'
import { scopes } from './claims.ts'
import { looking } from './launch-page.service.ts'
import { getLink, type LinkRow } from './links.service.ts'
import { askLms, LmsCallError } from './lms-services.ts'
import * as membersStore from './members.store.ts'
import type { LmsScores } from './registrations.schemas.ts'
import { getRegistration } from './registrations.service.ts'
import type { RegistrationRow } from './registrations.store.ts'
import { type Attended, presenceOf } from './score.ts'
import * as scoresStore from './scores.store.ts'

type ScoreKind = scoresStore.ScoreKind
type ScoreRow = Awaited<ReturnType<typeof scoresStore.listScores>>[number]

const ITEM = 'application/vnd.ims.lis.v2.lineitem+json'
const ITEMS = 'application/vnd.ims.lis.v2.lineitemcontainer+json'
const SCORE = 'application/vnd.ims.lis.v1.score+json'
const MAXIMUM = 100
const SETTLE_SECONDS = 20
const LEASE_MINUTES = 10
const AT_ONCE = 20
/** Minutes until a score that failed is tried again; then it is given up. */
const RETRY_MINUTES = [1, 5, 15, 60, 240, 720]

/** Several marks within a moment become one score. */
const soon = (ctx: Ctx) => new Date(ctx.now().getTime() + SETTLE_SECONDS * 1000)

/** Who has completed a session is others than before: a sweep tells the LMSes. */
export function followCompletions(ctx: Ctx, trx: Trx, { id }: { readonly id: SessionId }): Promise<void> {
  return scoresStore.markDue(trx, ctx.platform.id, id, soon(ctx))
}

/** Who was there in an event is others than before. */
export function followAttendance(ctx: Ctx, trx: Trx, { id }: { readonly id: EventId }): Promise<void> {
  return scoresStore.markDueOfEvent(trx, ctx.platform.id, id, soon(ctx))
}

export function findDueScores(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return scoresStore.listWithDue(db, now)
}

/** Every minute: tells LMSes what is due. One that fails holds up no other. */
export async function sendDueScores(ctx: Ctx): Promise<void> {
  const ids = await scoresStore.listDue(ctx.db, ctx.platform.id, ctx.now(), AT_ONCE)
  await eachAlone(
    ids,
    (id) => `the scores of link ${id}`,
    (id) => sendScoresOf(ctx, id),
  )
}

/** Sends what differs from what was sent. Twice is harmless: nothing differs then. */
export async function sendScoresOf(ctx: Ctx, linkId: LmsLinkId): Promise<void> {
  const { id: platformId } = ctx.platform
  const now = ctx.now()
  const until = addMinutes(now, LEASE_MINUTES)
  if (!(await scoresStore.takeDue(ctx.db, platformId, linkId, { now, until }))) return
  const link = await getLink(ctx, linkId)
  const lms = await getRegistration(ctx, link.registrationId)
  let next: Date | null = null
  if (lms.active) {
    for (const kind of link.sends) {
      const again = await sendKind(ctx, lms, link, kind)
      if (again && (!next || again < next)) next = again
    }
  }
  await scoresStore.endDue(ctx.db, platformId, linkId, { until, next })
}

interface Wanted {
  readonly subject: string
  readonly personId: PersonId
  readonly score: number
  readonly isFinal: boolean
}

/** @returns when something has to be tried again */
async function sendKind(
  ctx: Ctx,
  lms: RegistrationRow,
  link: LinkRow,
  kind: ScoreKind,
): Promise<Date | null> {
  const wanted = await wantedOf(ctx, link, kind)
  const sent = await scoresStore.listScores(ctx.db, ctx.platform.id, link.id)
  const before = new Map(sent.filter((row) => row.kind === kind).map((row) => [row.subject, row]))
  // What was told and is no longer so is told as nothing reached.
  const withdrawn = [...before.values()]
    .filter(({ subject, sentScore }) => sentScore !== null && !wanted.some((one) => one.subject === subject))
    .map(({ subject, personId }) => ({ subject, personId, score: 0, isFinal: false }))
  const differing = [...wanted, ...withdrawn].filter(({ subject, score, isFinal }) => {
    const row = before.get(subject)
    if (row?.score !== score || row.isFinal !== isFinal) return true
    // What was given up waits for a superadmin.
    return row.state === 'waiting'
  })
  // No column for nothing.
  if (differing.length === 0) return null
  let item = await orFailure(findItem(ctx, lms, link, kind))
  let next: Date | null = null
  for (const one of differing) {
    const row = before.get(one.subject)
    let outcome = typeof item === 'string' ? await sendScore(ctx, lms, item, one, row) : item
    if (outcome instanceof LmsCallError && outcome.status === 404 && typeof item === 'string') {
      // Somebody deleted the column: it is made anew, once.
      item = await orFailure(
        findItem(ctx, lms, { ...link, lineItemUrl: null, completionItemUrl: null }, kind),
      )
      outcome = typeof item === 'string' ? await sendScore(ctx, lms, item, one, row) : item
    }
    const again = await keepOutcome(ctx, link, kind, one, { row, outcome })
    if (again && (!next || again < next)) next = again
  }
  return next
}

function orFailure<T>(work: Promise<T>): Promise<T | LmsCallError> {
  return work.catch((error) => {
    if (error instanceof LmsCallError) return error
    throw error
  })
}

async function keepOutcome(
  ctx: Ctx,
  link: LinkRow,
  kind: ScoreKind,
  { subject, personId, score, isFinal }: Wanted,
  { row, outcome }: { row: ScoreRow | undefined; outcome: Date | LmsCallError },
): Promise<Date | null> {
  const now = ctx.now()
  const key = {
    platformId: ctx.platform.id,
    linkId: link.id,
    kind,
    subject,
    personId,
    score,
    isFinal,
    changedAt: now,
  }
  if (outcome instanceof Date) {
    const sent = { state: 'sent' as const, sentScore: score, sentAt: outcome, tries: 0, problem: '' }
    await scoresStore.keepScore(ctx.db, { ...key, ...sent })
    return null
  }
  const tries = (row?.score === score ? row.tries : 0) + 1
  const minutes = isPassing(outcome) ? RETRY_MINUTES[tries - 1] : undefined
  await scoresStore.keepScore(ctx.db, {
    ...key,
    ...{
      state: minutes === undefined ? ('failed' as const) : ('waiting' as const),
      tries,
      problem: outcome.message,
    },
    ...{ sentScore: row?.sentScore ?? null, sentAt: row?.sentAt ?? null },
  })
  return minutes === undefined ? null : addMinutes(now, minutes)
}

/** Whether it may go well later: the LMS was away, busy, or its clock is ahead of ours. */
function isPassing({ status }: LmsCallError): boolean {
  return status === undefined || status === 400 || status === 408 || status === 429 || status >= 500
}

/** @returns the moment that stands in it, or why not */
async function sendScore(
  ctx: Ctx,
  lms: RegistrationRow,
  itemUrl: string,
  { subject, score, isFinal }: Wanted,
  row: ScoreRow | undefined,
): Promise<Date | LmsCallError> {
  // An LMS refuses what is not newer than what it has.
  const least = row?.sentAt ? row.sentAt.getTime() + 1 : 0
  const at = new Date(Math.max(ctx.now().getTime(), least))
  const json = {
    ...{ userId: subject, scoreGiven: score, scoreMaximum: MAXIMUM, timestamp: at.toISOString() },
    activityProgress: isFinal ? 'Completed' : 'InProgress',
    gradingProgress: 'FullyGraded',
    // A correction is no further submission.
    ...(row?.sentAt ? { 'https://canvas.instructure.com/lti/submission': { new_submission: false } } : {}),
  }
  try {
    await askLms(ctx, lms, {
      url: belowPath(itemUrl, 'scores'),
      scope: scopes.scores,
      body: { type: SCORE, json },
    })
    return at
  } catch (error) {
    if (error instanceof LmsCallError) return error
    throw error
  }
}

/** Some addresses have a query: what is below stands in the path. */
export function belowPath(address: string, name: string): string {
  const url = new URL(address)
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${name}`
  return url.href
}

const Item = z.object({ id: z.string().max(2000) })

/** The column of the LMS's gradebook: the one of the link, one that was made before, or a new one. @throws {LmsCallError} */
async function findItem(ctx: Ctx, lms: RegistrationRow, link: LinkRow, kind: ScoreKind): Promise<string> {
  const kept = kind === 'attendance' ? link.lineItemUrl : link.completionItemUrl
  if (kept) return kept
  if (!link.lineItemsUrl || !link.scopes.includes(scopes.lineItems))
    throw new LmsCallError(403, 'the LMS lets us make no column in its gradebook for this course')
  const scope = scopes.lineItems
  const wanted = { resourceId: link.id, tag: kind }
  const query = new URL(link.lineItemsUrl)
  query.searchParams.set('resource_id', wanted.resourceId)
  query.searchParams.set('tag', wanted.tag)
  const listed = await askLms(ctx, lms, { url: query.href, scope, accept: ITEMS })
  const all = z
    .array(Item.extend({ resourceId: z.string().catch(''), tag: z.string().catch('') }))
    .safeParse(await listed.json().catch(() => []))
  const known = all.data?.find(
    ({ resourceId, tag }) => resourceId === wanted.resourceId && tag === wanted.tag,
  )
  const label = [link.sessionName ?? link.contextTitle, kind === 'attendance' ? '%' : '✓'].join(' ')
  const made =
    known ?? (await makeItem(ctx, lms, link.lineItemsUrl, { ...wanted, label, scoreMaximum: MAXIMUM }))
  const change = kind === 'attendance' ? { lineItemUrl: made.id } : { completionItemUrl: made.id }
  await scoresStore.updateLink(ctx.db, ctx.platform.id, link.id, change)
  return made.id
}

async function makeItem(ctx: Ctx, lms: RegistrationRow, url: string, json: object) {
  const answer = await askLms(ctx, lms, {
    url,
    scope: scopes.lineItems,
    accept: ITEM,
    body: { type: ITEM, json },
  })
  const { data } = Item.safeParse(await answer.json().catch(() => undefined))
  if (!data) throw new LmsCallError(answer.status, 'the new column of the gradebook has no address')
  return data
}

/** What holds now of those who came by this link. */
async function wantedOf(ctx: Ctx, link: LinkRow, kind: ScoreKind): Promise<Wanted[]> {
  const sessionId = link.inSessionId
  if (!sessionId) return []
  const members = await membersStore.listMembers(ctx.db, ctx.platform.id, link.id)
  if (members.length === 0) return []
  if (kind === 'completion') {
    const completed = new Set((await listCompleted(ctx, ctx.db, sessionId)).map(({ personId }) => personId))
    return members
      .filter(({ personId }) => completed.has(personId))
      .map((member) => ({ ...member, score: MAXIMUM, isFinal: true }))
  }
  const reader = { language: 'en', timeZone: 'UTC' } as const
  const all = await listEventsOfSession(ctx, looking(undefined, reader), sessionId)
  const events = all.filter(({ id, cancelled }) => !cancelled && (!link.eventId || id === link.eventId))
  const now = ctx.now().toISOString()
  const over = events.filter(({ endsAt }) => endsAt <= now).map(({ id }) => id)
  const effective = await listEffectiveOf(ctx, over)
  return members.flatMap((member) => {
    const attended = over.map((id): Attended => effective.get(id)?.get(member.personId)?.status ?? 'not-set')
    const score = presenceOf(attended)
    return score === undefined ? [] : [{ ...member, score, isFinal: over.length === events.length }]
  })
}

/** What went back to an LMS, for a superadmin. */
export async function listScores(
  ctx: Ctx,
  actor: Actor,
  linkId: LmsLinkId,
): Promise<z.output<typeof LmsScores>> {
  assertSuperadmin(actor)
  const link = await getLink(ctx, linkId)
  const rows = await scoresStore.listScores(ctx.db, ctx.platform.id, linkId)
  return {
    dueAt: link.scoresDueAt?.toISOString() ?? null,
    items: rows.map(({ kind, score, state, tries, problem, sentAt, firstName, lastName }) => ({
      ...{ name: nameOf({ firstName, lastName }), kind, score, state, tries, problem },
      sentAt: sentAt?.toISOString() ?? null,
    })),
    nextCursor: null,
  }
}

/** Lets everything that failed be tried anew. @throws {ConflictError} `lms-scores-off` */
export async function sendAgain(
  ctx: Ctx,
  actor: Actor,
  linkId: LmsLinkId,
): Promise<z.output<typeof LmsScores>> {
  assertSuperadmin(actor)
  const link = await getLink(ctx, linkId)
  if (link.sends.length === 0) throw new ConflictError('lms-scores-off')
  await withTransaction(ctx.db, (trx) => scoresStore.forgetFailures(trx, ctx.platform.id, linkId, ctx.now()))
  return listScores(ctx, actor, linkId)
}
