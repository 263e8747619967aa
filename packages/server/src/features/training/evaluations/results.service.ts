import type { z } from 'zod'
import { assertPlanner, isSuperadmin } from '../../../access/roles.ts'
import type { FileTable } from '../../../csv/file-table.ts'
import type { Ctx } from '../../../ctx.ts'
import { type EvaluationQuestion, summarize } from '../../../domain/evaluation.ts'
import type { CourseId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { nameOf } from '../../people/people/people.service.ts'
import { getCourse } from '../courses/courses.service.ts'
import type { EvaluationResults, FindEvaluations } from './evaluations.schemas.ts'
import * as evaluationsStore from './evaluations.store.ts'

type Filter = z.output<typeof FindEvaluations>
type View = z.output<typeof EvaluationResults>

/** What was answered, question by question. Instructors see the events that they teach; superadmins see all. */
export async function getResults(ctx: Ctx, actor: Actor, courseId: CourseId, filter: Filter): Promise<View> {
  const { id: platformId } = ctx.platform
  const { scope, all } = await scopeOf(ctx, actor, courseId, filter)
  const events = await evaluationsStore.listEvents(ctx.db, platformId, scope)
  const answers = await evaluationsStore.listAnswers(ctx.db, platformId, scope)
  const questions = await listQuestions(ctx, courseId)
  const results = summarize(
    questions,
    answers.map((row) => row.answers),
  )
  const people = await evaluationsStore.listInstructors(ctx.db, platformId, all)
  const choices = await evaluationsStore.listEvents(ctx.db, platformId, all)
  const sum = (of: 'answered' | 'heldBack') => events.reduce((total, event) => total + event[of], 0)
  return {
    answered: sum('answered'),
    heldBack: sum('heldBack'),
    // Lists that an answer may hold.
    questions: results as unknown as View['questions'],
    events: choices.map(({ id, name, sessionName, startsAt, answered }) => ({
      ...{ id, name, sessionName, answered, startsAt: startsAt.toISOString() },
    })),
    instructors: people.map(({ id, ...person }) => ({ id, name: nameOf(person) })),
  }
}

/** A row for each answer that may be seen; with who it is of where the form said so. */
export async function exportResults(
  ctx: Ctx,
  actor: Actor,
  courseId: CourseId,
  filter: Filter,
): Promise<FileTable> {
  const { id: platformId } = ctx.platform
  const { scope } = await scopeOf(ctx, actor, courseId, filter)
  const events = new Map(
    (await evaluationsStore.listEvents(ctx.db, platformId, scope)).map((event) => [event.id, event]),
  )
  const questions = await listQuestions(ctx, courseId)
  const rows = (await evaluationsStore.listAnswers(ctx.db, platformId, scope)).map((row) => {
    const event = events.get(row.eventId)
    const name =
      row.firstName === null ? '' : nameOf({ firstName: row.firstName, lastName: row.lastName ?? '' })
    return [
      ...[event?.sessionName ?? '', event?.name ?? '', event?.startsAt.toISOString() ?? ''],
      ...[name, row.email ?? ''],
      ...questions.map(({ id }) => cellOf(row.answers[id])),
    ]
  })
  const heading = ['session', 'event', 'starts', 'name', 'email', ...questions.map(({ text }) => text)]
  return { heading, rows }
}

const cellOf = (answer: number | string | readonly string[] | undefined) =>
  answer === undefined ? '' : typeof answer === 'object' ? answer.join('; ') : answer

/** Those of the newest form first, then those that are asked no more. */
async function listQuestions(ctx: Ctx, courseId: CourseId): Promise<EvaluationQuestion[]> {
  const forms = await evaluationsStore.listForms(ctx.db, ctx.platform.id, courseId)
  const byId = new Map<string, EvaluationQuestion>()
  for (const question of forms.flatMap((form) => form.questions))
    if (!byId.has(question.id)) byId.set(question.id, question)
  return [...byId.values()]
}

async function scopeOf(ctx: Ctx, actor: Actor, courseId: CourseId, { eventId, instructorId }: Filter) {
  assertPlanner(actor)
  await getCourse(ctx, actor, courseId)
  const all: evaluationsStore.ResultScope = {
    ...{ courseId, eventId: undefined, instructorId: undefined },
    taughtBy: isSuperadmin(actor) ? undefined : actor.personId,
  }
  return { all, scope: { ...all, eventId, instructorId } }
}
