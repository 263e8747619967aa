import { type Ctx, happened } from '../../../ctx.ts'
import { type Sweeping, type Trx, withTransaction } from '../../../db/database.ts'
import type { WhenFull } from '../../../domain/enrollment.ts'
import type {
  CourseId,
  EnrollmentRuleId,
  GroupId,
  PersonId,
  PlatformId,
  SessionId,
} from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import { eachAlone } from '../../../jobs/each.ts'
import { givePlaces } from '../enrollments/places.service.ts'
import { type LockedSession, lockSessions } from '../sessions/locked-sessions.service.ts'
import { followRulesJob } from './enrollment-rules.job.ts'
import * as rulesStore from './enrollment-rules.store.ts'

/** Somebody who is new in a group is looked for at once; a session that is new in a course within this time. */
const LOOK_MINUTES = 10
/** Members who are served in one go; the others come next. */
const AT_ONCE = 5_000
/** Sessions ahead that are asked for a place. */
const SESSIONS_AHEAD = 20
const BATCH = 50

interface Rule {
  readonly id: EnrollmentRuleId
  readonly courseId: CourseId
  readonly groupId: GroupId
  readonly whenFull: WhenFull
}

/** What came of following a rule. */
export interface Followed {
  readonly sessions: {
    readonly sessionId: SessionId
    readonly sessionName: string
    readonly added: number
    readonly waiting: number
  }[]
  /** Members for whom there was nothing. */
  readonly without: number
}

/**
 * Gives each member of the group who has nothing in the course a place in its next session that has one, behind those who
 * wait there. Who finds none gets in line where the rule says so. Twice is harmless.
 */
export async function followRule(ctx: Ctx, trx: Trx, rule: Rule): Promise<Followed> {
  const { id: platformId } = ctx.platform
  const now = ctx.now()
  const members = await rulesStore.listWithoutPlace(trx, platformId, rule, AT_ONCE)
  const ids = members.length
    ? await rulesStore.listNextSessions(trx, platformId, rule.courseId, { now, limit: SESSIONS_AHEAD })
    : []
  const sessions = await lockSessions(ctx, trx, ids)
  const found = new Map<SessionId, { added: number; waiting: number }>()
  let left: readonly PersonId[] = members
  const serve = async (session: LockedSession, whenFull: WhenFull) => {
    if (left.length === 0) return
    const placed = await givePlaces(ctx, trx, {
      session,
      personIds: left,
      actorId: null,
      whenFull,
      queues: true,
    })
    const got = placed.flatMap((entry) => ('status' in entry ? [entry] : []))
    if (got.length === 0) return
    const count = found.get(session.id) ?? { added: 0, waiting: 0 }
    const waiting = got.filter(({ status }) => status === 'waiting').length
    found.set(session.id, { added: count.added + got.length - waiting, waiting: count.waiting + waiting })
    const served = new Set(got.map(({ personId }) => personId))
    left = left.filter((personId) => !served.has(personId))
    await happened(ctx, trx, { kind: 'people-enrolled', id: session.id, changes: { people: got.length } })
  }
  for (const session of sessions) await serve(session, 'refuse')
  if (rule.whenFull === 'wait') for (const session of sessions) await serve(session, 'wait')
  const isMore = members.length === AT_ONCE && left.length < AT_ONCE
  await rulesStore.setLookAt(trx, platformId, rule.id, isMore ? now : addMinutes(now, LOOK_MINUTES))
  return {
    sessions: sessions.flatMap(({ id, name }) => {
      const count = found.get(id)
      return count ? [{ sessionId: id, sessionName: name, ...count }] : []
    }),
    without: left.length,
  }
}

/** Somebody is new in a group: the rules of it are followed at once. */
export async function followMembers(ctx: Ctx, trx: Trx, { id }: { id: GroupId }): Promise<void> {
  const { id: platformId } = ctx.platform
  if (await rulesStore.markRulesOf(trx, platformId, id, ctx.now()))
    await ctx.jobs.enqueue(trx, followRulesJob, { platformId })
}

export function findToFollow(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return rulesStore.listPlatformsWithDue(db, now)
}

/** Follows what is due. One rule that fails holds up no other. */
export async function sweepRules(ctx: Ctx): Promise<void> {
  await eachAlone(
    await rulesStore.listDue(ctx.db, ctx.platform.id, ctx.now(), BATCH),
    (id) => `enrollment rule ${id}`,
    (id) =>
      withTransaction(ctx.db, async (trx) => {
        const rule = await rulesStore.lockRule(trx, ctx.platform.id, id)
        if (rule) await followRule(ctx, trx, rule)
      }),
  )
}
