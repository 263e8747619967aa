import type { z } from 'zod'
import { assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { assertRule, type AttendanceRule as Domain, usualRule } from '../../../domain/attendance-rule.ts'
import type { CourseId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { assertUpdated } from '../../../http/etag.ts'
import { nameOf } from '../../people/people/people.service.ts'
import { assertMayChangeCourse } from '../courses/courses.service.ts'
import type {
  AttendanceRule,
  AttendanceRules,
  CourseAttendanceRules,
  NewAttendanceRule,
  NewCourseAttendanceRule,
} from './rules.schemas.ts'
import * as rulesStore from './rules.store.ts'
import { judgeDueJob } from './verdicts.job.ts'
import * as verdictsStore from './verdicts.store.ts'

type View = z.output<typeof AttendanceRule>

const own: View = { ...usualRule, version: 0, appliesFrom: null, madeBy: null, madeAt: null }

/** The rule of the platform with all that it had before. */
export async function getRules(ctx: Ctx, actor: Actor): Promise<z.output<typeof AttendanceRules>> {
  assertSuperadmin(actor)
  const [rule = own, ...earlier] = [...(await rulesStore.listRules(ctx.db, ctx.platform.id)).map(toView), own]
  const toJudge = await verdictsStore.countDue(ctx.db, ctx.platform.id, null, ctx.now())
  return { version: rule.version, rule, earlier, toJudge }
}

/**
 * Makes a rule. Events are judged anew by it in the background; the verdicts that there are stay beside the new ones.
 *
 * @throws {InvalidInputError} `rule-partly-above-present`; {StaleError} when somebody else has made one meanwhile
 */
export async function makeRule(
  ctx: Ctx,
  actor: Actor,
  expectedVersion: number,
  { appliesToPast, ...rule }: z.output<typeof NewAttendanceRule>,
): Promise<z.output<typeof AttendanceRules>> {
  assertSuperadmin(actor)
  const { id: platformId } = ctx.platform
  await withTransaction(ctx.db, async (trx) => {
    const [before] = await rulesStore.listRules(trx, platformId)
    await writeRule(ctx, trx, actor, {
      ...{ courseId: null, expectedVersion, appliesToPast, rule: { ...rule, followsPlatform: false } },
    })
    await happened(ctx, trx, {
      ...{ kind: 'attendance-rule-made', id: platformId, by: actor.personId },
      ...{ changes: { ...rule, appliesToPast }, was: before ?? usualRule },
    })
  })
  return getRules(ctx, actor)
}

/** By what the events of a course are judged: its own rule, or the platform's; and what it had before. */
export async function getCourseRules(
  ctx: Ctx,
  actor: Actor,
  courseId: CourseId,
): Promise<z.output<typeof CourseAttendanceRules>> {
  const { id: platformId } = ctx.platform
  await withTransaction(ctx.db, (trx) => assertMayChangeCourse(ctx, trx, actor, courseId))
  const [newest, ...earlier] = await rulesStore.listRules(ctx.db, platformId, courseId)
  const isOwn = newest !== undefined && !newest.followsPlatform
  const [ofPlatform] = isOwn ? [] : await rulesStore.listRules(ctx.db, platformId)
  const rule = isOwn ? toView(newest) : ofPlatform ? toView(ofPlatform) : own
  const was = isOwn || !newest ? earlier : [newest, ...earlier]
  return {
    ...{ version: newest?.version ?? 0, isOwn, rule },
    earlier: was.map((row) => ({ ...toView(row), followsPlatform: row.followsPlatform })),
    toJudge: await verdictsStore.countDue(ctx.db, platformId, courseId, ctx.now()),
  }
}

/** The rule by which an event is or will be judged. */
export async function findRuleOf(
  ctx: Ctx,
  db: Ctx['db'] | Trx,
  event: { readonly startsAt: Date; readonly courseId: CourseId },
): Promise<Domain & { readonly version: number }> {
  return (await rulesStore.findRuleFor(db, ctx.platform.id, event)) ?? { ...usualRule, version: 0 }
}

/** Every rule by which events of a course were or are judged, the newest first. The caller has asked who may see them. */
export async function listRulesFor(ctx: Ctx, courseId: CourseId) {
  const { id: platformId } = ctx.platform
  const ofCourse = await rulesStore.listRules(ctx.db, platformId, courseId)
  const ofPlatform = await rulesStore.listRules(ctx.db, platformId)
  return [
    ...ofCourse
      .filter(({ followsPlatform }) => !followsPlatform)
      .map((row) => ({ of: 'course', ...toView(row) })),
    ...ofPlatform.map((row) => ({ of: 'platform', ...toView(row) })),
    { of: 'product', ...own },
  ]
}

/**
 * Gives a course a rule of its own in place of the platform's, or takes it away. Its events are judged anew.
 *
 * @throws {InvalidInputError} `rule-partly-above-present`; {StaleError} when somebody else has made one meanwhile
 */
export async function makeCourseRule(
  ctx: Ctx,
  actor: Actor,
  target: { readonly courseId: CourseId; readonly expectedVersion: number },
  { appliesToPast, ...rule }: z.output<typeof NewCourseAttendanceRule>,
): Promise<z.output<typeof CourseAttendanceRules>> {
  const { courseId, expectedVersion } = target
  await withTransaction(ctx.db, async (trx) => {
    await assertMayChangeCourse(ctx, trx, actor, courseId)
    const [before] = await rulesStore.listRules(trx, ctx.platform.id, courseId)
    await writeRule(ctx, trx, actor, { courseId, expectedVersion, appliesToPast, rule })
    await happened(ctx, trx, {
      ...{ kind: 'course-attendance-rule-made', id: courseId, by: actor.personId },
      ...{ changes: { ...rule, appliesToPast }, was: before ?? { followsPlatform: true } },
    })
  })
  return getCourseRules(ctx, actor, courseId)
}

/** Who judges by it follows in the background. */
async function writeRule(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  made: {
    readonly courseId: CourseId | null
    readonly expectedVersion: number
    readonly appliesToPast: boolean
    readonly rule: Domain & { followsPlatform: boolean }
  },
): Promise<void> {
  const { id: platformId } = ctx.platform
  const { courseId, expectedVersion, appliesToPast, rule } = made
  const now = ctx.now()
  assertRule(rule)
  await rulesStore.holdRules(trx, platformId)
  const row = { ...rule, appliesFrom: appliesToPast ? null : now, madeBy: actor.personId, madeAt: now }
  assertUpdated(await rulesStore.insertRule(trx, { platformId, courseId, expectedVersion }, row))
  await verdictsStore.judgeAllAnew(trx, platformId, courseId, now)
  await ctx.jobs.enqueue(trx, judgeDueJob, { platformId })
}

function toView(row: rulesStore.RuleRow): View {
  const { firstName, lastName, madeBy: _, madeAt, appliesFrom, followsPlatform: __, ...rule } = row
  return {
    ...rule,
    appliesFrom: appliesFrom?.toISOString() ?? null,
    madeBy: firstName === null ? null : nameOf({ firstName, lastName: lastName ?? '' }),
    madeAt: madeAt.toISOString(),
  }
}
