import type { z } from 'zod'
import { assertPlanner } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { carryOut } from '../../../db/dry-run.ts'
import { ConflictError, NotFoundError } from '../../../domain/errors.ts'
import type { CourseId, EnrollmentRuleId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { getGroup } from '../../people/groups/groups.service.ts'
import { assertMayChangeCourse, getCourse, holdCourse } from '../courses/courses.service.ts'
import type { EnrollmentRules, FollowedRule, NewEnrollmentRule } from './enrollment-rules.schemas.ts'
import * as rulesStore from './enrollment-rules.store.ts'
import { followRule } from './following.service.ts'

/** Which groups get places in a course by themselves. */
export async function listEnrollmentRules(
  ctx: Ctx,
  actor: Actor,
  courseId: CourseId,
): Promise<z.output<typeof EnrollmentRules>> {
  assertPlanner(actor)
  const course = await getCourse(ctx, actor, courseId)
  const rules = await rulesStore.listRules(ctx.db, ctx.platform.id, courseId)
  const items = rules.map(async ({ id, groupId, groupName, memberCount, whenFull }) => {
    const without = await rulesStore.countWithoutPlace(ctx.db, ctx.platform.id, { courseId, groupId })
    return { id, groupId, groupName, memberCount: memberCount ?? 0, whenFull, without }
  })
  return { items: await Promise.all(items), nextCursor: null, may: { change: course.may.edit } }
}

/**
 * Makes a rule and follows it at once; without `save` all is taken back, so that what is told is what would happen.
 *
 * @throws {NotFoundError} `course-not-found`, `group-not-found`; {ConflictError} `enrollment-rule-known`
 */
export async function makeEnrollmentRule(
  ctx: Ctx,
  actor: Actor,
  courseId: CourseId,
  { groupId, whenFull, save }: z.output<typeof NewEnrollmentRule>,
): Promise<z.output<typeof FollowedRule>> {
  const followed = await carryOut(ctx, save, async (dry, trx) => {
    await holdCourse(dry, trx, courseId)
    const course = await assertMayChangeCourse(dry, trx, actor, courseId)
    const group = await getGroup({ ...dry, db: trx }, actor, groupId)
    const id = ctx.newId<EnrollmentRuleId>()
    const rule = { platformId: ctx.platform.id, id, courseId, groupId, whenFull, lookAt: ctx.now() }
    if (!(await rulesStore.insertRule(trx, rule)))
      throw new ConflictError('enrollment-rule-known', { group: group.name, course: course.name })
    const changes = { group: group.name, whenFull }
    await happened(dry, trx, { kind: 'enrollment-rule-made', id: courseId, by: actor.personId, changes })
    return followRule(dry, trx, { id, courseId, groupId, whenFull })
  })
  return { saved: save, ...followed }
}

/** Takes a rule away. Whoever got a place by it keeps it. @throws {NotFoundError} `enrollment-rule-not-found` */
export async function removeEnrollmentRule(
  ctx: Ctx,
  actor: Actor,
  courseId: CourseId,
  ruleId: EnrollmentRuleId,
): Promise<void> {
  await withTransaction(ctx.db, async (trx) => {
    await holdCourse(ctx, trx, courseId)
    await assertMayChangeCourse(ctx, trx, actor, courseId)
    const gone = await rulesStore.deleteRule(trx, ctx.platform.id, courseId, ruleId)
    if (!gone) throw new NotFoundError('enrollment-rule-not-found')
    const { name } = await getGroup({ ...ctx, db: trx }, actor, gone.groupId)
    const changes = { group: name }
    await happened(ctx, trx, { kind: 'enrollment-rule-removed', id: courseId, by: actor.personId, changes })
  })
}
