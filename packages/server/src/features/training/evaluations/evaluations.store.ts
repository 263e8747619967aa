import { sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import {
  type EvaluationAnswers,
  type EvaluationQuestion,
  LEAST_TOGETHER,
} from '../../../domain/evaluation.ts'
import type { CourseId, EventId, PersonId, PlatformId, SessionId } from '../../../domain/ids.ts'

export interface FormRow {
  readonly version: number
  readonly questions: readonly EvaluationQuestion[]
  readonly isAnonymous: boolean
  readonly isOpen: boolean
}

/** Every form that a course had, the newest first. */
export async function listForms(
  db: Db | Trx,
  platformId: PlatformId,
  courseId: CourseId,
): Promise<FormRow[]> {
  const { rows } = await sql<FormRow>`
    select version, questions, is_anonymous, is_open from evaluation_forms
    where platform_id = ${platformId} and course_id = ${courseId} order by version desc limit 500`.execute(db)
  return rows
}

/** @returns undefined when the newest version is another one than was expected */
export async function insertForm(
  trx: Trx,
  target: { readonly platformId: PlatformId; readonly courseId: CourseId; readonly expectedVersion: number },
  form: Omit<FormRow, 'version'> & { readonly madeBy: PersonId; readonly madeAt: Date },
): Promise<number | undefined> {
  const { platformId, courseId, expectedVersion } = target
  const { rows } = await sql<{ version: number }>`
    insert into evaluation_forms (platform_id, course_id, version, questions, is_anonymous, is_open, made_by, made_at)
    select ${platformId}, ${courseId}, coalesce(max(version), 0) + 1, ${JSON.stringify(form.questions)}::jsonb,
      ${form.isAnonymous}::boolean, ${form.isOpen}::boolean, ${form.madeBy}::uuid, ${form.madeAt}::timestamptz
    from evaluation_forms where platform_id = ${platformId} and course_id = ${courseId}
    having ${expectedVersion}::int = coalesce(max(version), 0)
    on conflict do nothing
    returning version`.execute(trx)
  return rows[0]?.version
}

/** An event as one of its learners may evaluate it. */
export interface EvaluatedEvent {
  readonly courseId: CourseId
  readonly sessionId: SessionId
  readonly endsAt: Date
  readonly isCancelled: boolean
  readonly status: string
  readonly hasAnswered: boolean
}

export async function findEvaluated(
  db: Db | Trx,
  platformId: PlatformId,
  eventId: EventId,
  personId: PersonId,
): Promise<EvaluatedEvent | undefined> {
  const { rows } = await sql<EvaluatedEvent>`
    select e.course_id, e.session_id, e.ends_at, e.cancelled_at is not null as is_cancelled,
      coalesce((select a.status from effective_attendance a where a.platform_id = e.platform_id and a.event_id = e.id
        and a.person_id = ${personId}), 'not-set') as status,
      exists (select from evaluation_participations p where p.platform_id = e.platform_id and p.event_id = e.id
        and p.person_id = ${personId}) as has_answered
    from events e where e.platform_id = ${platformId} and e.id = ${eventId}`.execute(db)
  return rows[0]
}

/**
 * Those of these people who were in an event that ended within a time, and have not answered its open survey.
 *
 * @returns undefined where nobody is asked
 */
export async function findWaiting(
  trx: Trx,
  platformId: PlatformId,
  about: {
    readonly eventId: EventId
    readonly personIds: readonly PersonId[]
    readonly from: Date
    readonly to: Date
  },
): Promise<{ sessionId: SessionId; name: string; personIds: PersonId[] } | undefined> {
  const { eventId, personIds, from, to } = about
  const { rows } = await sql<{ sessionId: SessionId; name: string; personIds: PersonId[] }>`
    select e.session_id, e.name, array_agg(a.person_id order by a.person_id) as person_ids
    from events e
    cross join lateral (select f.is_open from evaluation_forms f
      where f.platform_id = e.platform_id and f.course_id = e.course_id order by f.version desc limit 1) form
    join effective_attendance a on a.platform_id = e.platform_id and a.event_id = e.id
    where e.platform_id = ${platformId} and e.id = ${eventId} and e.cancelled_at is null
      and e.ends_at > ${from} and e.ends_at <= ${to} and form.is_open
      and a.person_id = any(${[...personIds]}::uuid[]) and a.status in ('present', 'partly')
      and not exists (select from evaluation_participations p where p.platform_id = e.platform_id
        and p.event_id = e.id and p.person_id = a.person_id)
    group by e.session_id, e.name`.execute(trx)
  return rows[0]
}

/** @returns false when somebody has answered already */
export async function addParticipation(
  trx: Trx,
  platformId: PlatformId,
  one: { readonly eventId: EventId; readonly personId: PersonId; readonly at: Date },
): Promise<boolean> {
  const { rows } = await sql`
    insert into evaluation_participations (platform_id, event_id, person_id, answered_at)
    values (${platformId}, ${one.eventId}, ${one.personId}, ${one.at}) on conflict do nothing returning event_id`.execute(
    trx,
  )
  return rows.length > 0
}

/**
 * Writes answers down. Anonymous ones are held back until there are enough of the same event, and then shown together: one
 * after the other gets in here, so that two at once do not both think that they are the last but one.
 */
export async function addAnswers(
  trx: Trx,
  platformId: PlatformId,
  one: {
    readonly eventId: EventId
    readonly formVersion: number
    readonly answers: EvaluationAnswers
    /** Null = anonymous. */
    readonly personId: PersonId | null
  },
): Promise<void> {
  const { eventId, formVersion, answers, personId } = one
  await sql`select from events where platform_id = ${platformId} and id = ${eventId} for no key update`.execute(
    trx,
  )
  await sql`
    insert into evaluation_answers (platform_id, id, event_id, form_version, answers, person_id, is_shown)
    values (${platformId}, gen_random_uuid(), ${eventId}, ${formVersion}, ${JSON.stringify(answers)}::jsonb, ${personId}::uuid,
      ${personId !== null})`.execute(trx)
  if (personId !== null) return
  // All of the batch become rows of this transaction: which of them came last is written nowhere.
  await sql`
    update evaluation_answers set is_shown = true
    where platform_id = ${platformId} and event_id = ${eventId} and not is_shown
      and ${LEAST_TOGETHER} <= (select count(*) from evaluation_answers held
        where held.platform_id = ${platformId} and held.event_id = ${eventId} and not held.is_shown)`.execute(
    trx,
  )
}

/** Which answers are asked for. */
export interface ResultScope {
  readonly courseId: CourseId
  readonly eventId: EventId | undefined
  readonly instructorId: PersonId | undefined
  /** Events that this person teaches alone; undefined = all. */
  readonly taughtBy: PersonId | undefined
}

const ofScope = (platformId: PlatformId, { courseId, eventId, instructorId, taughtBy }: ResultScope) => {
  const teaches = (
    personId: PersonId,
  ) => sql`and exists (select from teaching t where t.platform_id = e.platform_id
    and t.event_id = e.id and t.person_id = ${personId})`
  return sql`e.platform_id = ${platformId} and e.course_id = ${courseId}
    ${eventId ? sql`and e.id = ${eventId}` : sql``}
    ${instructorId ? teaches(instructorId) : sql``}
    ${taughtBy ? teaches(taughtBy) : sql``}`
}

export interface EventRow {
  readonly id: EventId
  readonly name: string
  readonly sessionName: string
  readonly startsAt: Date
  readonly answered: number
  readonly heldBack: number
}

/** Events of which somebody has answered, the newest first. */
export async function listEvents(db: Db, platformId: PlatformId, scope: ResultScope): Promise<EventRow[]> {
  const { rows } = await sql<EventRow>`
    select e.id, e.name, s.name as session_name, e.starts_at, p.answered, coalesce(h.held_back, 0)::int as held_back
    from events e
    join sessions s on s.platform_id = e.platform_id and s.id = e.session_id
    join (select event_id, count(*)::int as answered from evaluation_participations
      where platform_id = ${platformId} group by event_id) p on p.event_id = e.id
    left join (select event_id, count(*) as held_back from evaluation_answers
      where platform_id = ${platformId} and not is_shown group by event_id) h on h.event_id = e.id
    where ${ofScope(platformId, scope)}
    order by e.starts_at desc, e.id limit 1000`.execute(db)
  return rows
}

export interface AnswerRow {
  readonly eventId: EventId
  readonly formVersion: number
  readonly answers: EvaluationAnswers
  readonly firstName: string | null
  readonly lastName: string | null
  readonly email: string | null
}

/** Answers that may be seen, in an order that says nothing. */
export async function listAnswers(db: Db, platformId: PlatformId, scope: ResultScope): Promise<AnswerRow[]> {
  const { rows } = await sql<AnswerRow>`
    select a.event_id, a.form_version, a.answers, p.first_name, p.last_name, p.email
    from evaluation_answers a
    join events e on e.platform_id = a.platform_id and e.id = a.event_id
    left join people p on p.platform_id = a.platform_id and p.id = a.person_id
    where ${ofScope(platformId, scope)} and a.is_shown
    order by a.id limit 20000`.execute(db)
  return rows
}

/** Who teaches events of which somebody has answered, by name. */
export async function listInstructors(db: Db, platformId: PlatformId, scope: ResultScope) {
  const { rows } = await sql<{ id: PersonId; firstName: string; lastName: string }>`
    select id, first_name, last_name from people where platform_id = ${platformId} and id in (
      select t.person_id from events e
      join teaching t on t.platform_id = e.platform_id and t.event_id = e.id
      where ${ofScope(platformId, scope)} and exists (select from evaluation_participations p
        where p.platform_id = e.platform_id and p.event_id = e.id))
    order by last_name collate by_name, first_name collate by_name, id`.execute(db)
  return rows
}
