import type { z } from 'zod'
import { assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { assertRule, usualRule } from '../../../domain/attendance-rule.ts'
import type { Actor } from '../../../http/actor.ts'
import { assertUpdated } from '../../../http/etag.ts'
import { nameOf } from '../../people/people/people.service.ts'
import type { AttendanceRule, AttendanceRules, NewAttendanceRule } from './rules.schemas.ts'
import * as rulesStore from './rules.store.ts'
import { judgeDueJob } from './verdicts.job.ts'
import * as verdictsStore from './verdicts.store.ts'

type View = z.output<typeof AttendanceRule>

const own: View = { ...usualRule, version: 0, appliesFrom: null, madeBy: null, madeAt: null }

/** The rule of the platform with all that it had before. */
export async function getRules(ctx: Ctx, actor: Actor): Promise<z.output<typeof AttendanceRules>> {
  assertSuperadmin(actor)
  const [rule = own, ...earlier] = [...(await rulesStore.listRules(ctx.db, ctx.platform.id)).map(toView), own]
  const toJudge = await verdictsStore.countDue(ctx.db, ctx.platform.id, ctx.now())
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
  assertRule(rule)
  const { id: platformId } = ctx.platform
  await withTransaction(ctx.db, async (trx) => {
    const [before] = await rulesStore.listRules(trx, platformId)
    const now = ctx.now()
    const made = { ...rule, appliesFrom: appliesToPast ? null : now, madeBy: actor.personId, madeAt: now }
    assertUpdated(await rulesStore.insertRule(trx, { platformId, expectedVersion }, made))
    await verdictsStore.judgeAllAnew(trx, platformId, now)
    await ctx.jobs.enqueue(trx, judgeDueJob, { platformId })
    const changes = { ...rule, appliesToPast }
    await happened(ctx, trx, {
      ...{
        kind: 'attendance-rule-made',
        id: platformId,
        by: actor.personId,
        changes,
        was: before ?? usualRule,
      },
    })
  })
  return getRules(ctx, actor)
}

function toView({ firstName, lastName, madeBy: _, madeAt, appliesFrom, ...rule }: rulesStore.RuleRow): View {
  return {
    ...rule,
    appliesFrom: appliesFrom?.toISOString() ?? null,
    madeBy: firstName === null ? null : nameOf({ firstName, lastName: lastName ?? '' }),
    madeAt: madeAt.toISOString(),
  }
}
