import type { z } from 'zod'
import { assertPlanner } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { withIds } from '../../../domain/evaluation.ts'
import type { CourseId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { assertUpdated } from '../../../http/etag.ts'
import { assertMayChangeCourse, getCourse } from '../courses/courses.service.ts'
import type { EvaluationForm, NewEvaluationForm } from './evaluations.schemas.ts'
import * as evaluationsStore from './evaluations.store.ts'

type View = z.output<typeof EvaluationForm>

/** What people are asked after the events of a course. */
export async function getForm(ctx: Ctx, actor: Actor, courseId: CourseId): Promise<View> {
  assertPlanner(actor)
  const { id: platformId } = ctx.platform
  const course = await getCourse(ctx, actor, courseId)
  const [form] = await evaluationsStore.listForms(ctx.db, platformId, courseId)
  const scope = { courseId, eventId: undefined, instructorId: undefined, taughtBy: undefined }
  const events = form ? await evaluationsStore.listEvents(ctx.db, platformId, scope) : []
  return {
    ...(form ?? { version: 0, isAnonymous: true, isOpen: false }),
    questions: (form?.questions ?? []) as View['questions'], // lists that an answer may hold
    answered: events.reduce((sum, { answered }) => sum + answered, 0),
    may: { change: course.may.edit },
  }
}

/**
 * Makes a form. What was answered before stays with the questions that it answers.
 *
 * @throws {InvalidInputError} `evaluation-option-twice`; {StaleError} when somebody else has made one meanwhile
 */
export async function makeForm(
  ctx: Ctx,
  actor: Actor,
  target: { readonly courseId: CourseId; readonly expectedVersion: number },
  { questions: wanted, ...how }: z.output<typeof NewEvaluationForm>,
): Promise<View> {
  const { id: platformId } = ctx.platform
  await withTransaction(ctx.db, async (trx) => {
    await assertMayChangeCourse(ctx, trx, actor, target.courseId)
    const earlier = await evaluationsStore.listForms(trx, platformId, target.courseId)
    const questions = withIds(
      wanted,
      earlier.flatMap((form) => form.questions),
    )
    const made = { ...how, questions, madeBy: actor.personId, madeAt: ctx.now() }
    assertUpdated(await evaluationsStore.insertForm(trx, { platformId, ...target }, made))
    await happened(ctx, trx, {
      ...{ kind: 'evaluation-form-made', id: target.courseId, by: actor.personId },
      ...{ changes: { ...how, questions: questions.length }, was: wordsOf(earlier[0]) },
    })
  })
  return getForm(ctx, actor, target.courseId)
}

const wordsOf = (form: evaluationsStore.FormRow | undefined) =>
  form && { isAnonymous: form.isAnonymous, isOpen: form.isOpen, questions: form.questions.length }
