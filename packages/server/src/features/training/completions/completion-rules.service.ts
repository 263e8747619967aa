import type { z } from 'zod'
import { assertPlanner } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import {
  assertCompletionRule,
  type CompletionPreset,
  type CompletionRule,
  completionPresets,
  type Requirement,
  usualCompletionRule,
} from '../../../domain/completion-rule.ts'
import type { CourseId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { assertUpdated } from '../../../http/etag.ts'
import { nameOf } from '../../people/people/people.service.ts'
import { assertMayChangeCourse, getCourse } from '../courses/courses.service.ts'
import type {
  CompletionRules,
  NewCompletionRule,
  CompletionRule as RuleSchema,
} from './completion-rules.schemas.ts'
import * as rulesStore from './completion-rules.store.ts'

type View = z.output<typeof RuleSchema>
const own: View = {
  ...copyOf(usualCompletionRule),
  version: 0,
  appliesFrom: null,
  madeBy: null,
  madeAt: null,
}

/** The rule of a course with all that it had before. */
export async function getCompletionRules(
  ctx: Ctx,
  actor: Actor,
  courseId: CourseId,
): Promise<z.output<typeof CompletionRules>> {
  assertPlanner(actor)
  const course = await getCourse(ctx, actor, courseId)
  const rows = await rulesStore.listRules(ctx.db, ctx.platform.id, courseId)
  const [rule = own, ...earlier] = [...rows.map(toView), own]
  return {
    version: rule.version,
    rule,
    earlier,
    presets: (Object.keys(completionPresets) as CompletionPreset[]).map((name) => ({
      name,
      rule: copyOf(completionPresets[name]),
    })),
    toLookAt: await rulesStore.countDue(ctx.db, ctx.platform.id, courseId, ctx.now()),
    may: { change: course.may.edit },
  }
}

/** By what a session of a course that ends then is completed. */
export async function getCompletionRuleFor(
  ctx: Ctx,
  session: { readonly courseId: CourseId; readonly endsAt: Date | null },
): Promise<CompletionRule> {
  return (await rulesStore.findRuleFor(ctx.db, ctx.platform.id, session)) ?? usualCompletionRule
}

/**
 * Makes a rule. Sessions are looked at anew by it in the background; the completions that there are stay beside the new ones.
 *
 * @throws {InvalidInputError} `requirement-twice`, `reminder-twice`; {StaleError} when somebody else has made one meanwhile
 */
export async function makeCompletionRule(
  ctx: Ctx,
  actor: Actor,
  courseId: CourseId,
  {
    appliesToPast,
    expectedVersion,
    ...rule
  }: z.output<typeof NewCompletionRule> & { expectedVersion: number },
): Promise<z.output<typeof CompletionRules>> {
  assertCompletionRule(rule)
  const { id: platformId } = ctx.platform
  await withTransaction(ctx.db, async (trx) => {
    await assertMayChangeCourse(ctx, trx, actor, courseId)
    const [before] = await rulesStore.listRules(trx, platformId, courseId)
    const now = ctx.now()
    const made = { ...rule, appliesFrom: appliesToPast ? null : now, madeBy: actor.personId, madeAt: now }
    assertUpdated(await rulesStore.insertRule(trx, { platformId, courseId, expectedVersion }, made))
    const changes = { ...wordsOf(rule), pastSessions: appliesToPast }
    const was = wordsOf(before ?? usualCompletionRule)
    await happened(ctx, trx, { kind: 'completion-rule-made', id: courseId, by: actor.personId, changes, was })
  })
  return getCompletionRules(ctx, actor, courseId)
}

/** A course that is a copy of another one has its rule. */
export async function copyCompletionRule(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  { from, to }: { readonly from: CourseId; readonly to: CourseId },
): Promise<void> {
  const { id: platformId } = ctx.platform
  const [rule] = await rulesStore.listRules(trx, platformId, from)
  if (!rule) return
  const made = { ...rule, appliesFrom: null, madeBy: actor.personId, madeAt: ctx.now() }
  await rulesStore.insertRule(trx, { platformId, courseId: to, expectedVersion: 0 }, made)
  const changes = wordsOf(rule)
  await happened(ctx, trx, { kind: 'completion-rule-made', id: to, by: actor.personId, changes })
}

/** A rule as the audit log says it: a field for each requirement. */
function wordsOf({ requirements, validMonths, validTo, reminderDays }: CompletionRule) {
  const of = <Type extends Requirement['type']>(type: Type) =>
    requirements.find((one): one is Extract<Requirement, { type: Type }> => one.type === type)
  const events = of('events')
  return {
    requiredEvents: events ? (events.atLeast ?? 'all') : null,
    percent: of('minutes')?.percent ?? null,
    score: of('score')?.atLeast ?? null,
    byHand: of('by-hand') !== undefined,
    evaluation: of('evaluation') !== undefined,
    ...{ validMonths, validTo, reminderDays },
  }
}

function toView({ firstName, lastName, madeBy: _, madeAt, appliesFrom, ...rule }: rulesStore.RuleRow): View {
  return {
    ...rule,
    ...copyOf(rule),
    appliesFrom: appliesFrom?.toISOString() ?? null,
    madeBy: firstName === null ? null : nameOf({ firstName, lastName: lastName ?? '' }),
    madeAt: madeAt.toISOString(),
  }
}

/** Of lists that nobody may change, lists that an answer may hold. */
function copyOf({
  requirements,
  reminderDays,
  validMonths,
  validTo,
}: CompletionRule): Pick<View, 'requirements' | 'reminderDays' | 'validMonths' | 'validTo'> {
  return { requirements: [...requirements], reminderDays: [...reminderDays], validMonths, validTo }
}
