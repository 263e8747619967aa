import type { z } from 'zod'
import type { FileTable } from '../../../csv/file-table.ts'
import type { Ctx } from '../../../ctx.ts'
import type { EventId, PersonId } from '../../../domain/ids.ts'
import { mostAtOnce, union } from '../../../domain/presence.ts'
import { LATE_AFTER_MINUTES } from '../../../domain/roster.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { JudgedStay } from '../../../domain/verdict.ts'
import type { Actor } from '../../../http/actor.ts'
import { nameOf } from '../../people/people/people.service.ts'
import { getTaught, mayMark } from '../events/taught.service.ts'
import { listExplanations } from '../no-shows/no-shows.service.ts'
import { listEffective, listVerdictsInForce, notKnown } from '../verdicts/effective.service.ts'
import { describeJudging } from '../verdicts/judging.service.ts'
import { listMarks, notMarked } from './attendance.service.ts'
import * as attendanceStore from './attendance.store.ts'
import { minutesOf } from './session-attendance.service.ts'
import type { AttendanceSheet, SheetLearner } from './sheet.schemas.ts'

type SheetView = z.output<typeof AttendanceSheet>
type LearnerView = z.output<typeof SheetLearner>

/** Everybody of an event with when they were there, the verdict on each and why, and the mark by hand, which wins. */
export async function getSheet(ctx: Ctx, actor: Actor, eventId: EventId): Promise<SheetView> {
  const event = await getTaught(ctx, actor, eventId)
  const now = ctx.now()
  const judging = await describeJudging(ctx, actor.reader, eventId)
  const people = await attendanceStore.listPeople(ctx.db, ctx.platform.id, event)
  const marks = await listMarks(ctx, eventId)
  const verdicts = await listVerdictsInForce(ctx, actor.reader, eventId)
  const effective = await listEffective(ctx, eventId)
  const explanations = await listExplanations(ctx, eventId)
  const lateFrom = addMinutes(event.startsAt, LATE_AFTER_MINUTES)
  const learners = people.flatMap(({ firstName, lastName, lastEnteredAt: _, ...person }): LearnerView[] => {
    const { personId, firstEnteredAt } = person
    const held = effective.get(personId) ?? notKnown
    const stays = judging.staysOf.get(personId) ?? []
    const answered = judging.answered.get(personId) ?? 0
    const signed = judging.signed.get(personId) ?? 0
    const isSeen = stays.length + answered + signed > 0
    if (!person.isEnrolled && held.status === 'not-set' && !isSeen) return []
    const verdict = verdicts.get(personId) ?? null
    const intervals = intervalsOf(stays, event.endsAt)
    return [
      {
        ...person,
        name: nameOf({ firstName, lastName }),
        firstEnteredAt: firstEnteredAt?.toISOString() ?? null,
        isLate: verdict?.isLate ?? (firstEnteredAt !== null && firstEnteredAt > lateFrom),
        intervals,
        devices: mostAtOnce(stays.map((stay) => toInterval(stay, event.endsAt))),
        ...{ answered, signed },
        attendance: withoutPerson(marks.get(personId)),
        verdict,
        effective: held,
        explanation: explanations.get(personId) ?? '',
      },
    ]
  })
  return {
    eventId,
    sessionId: event.sessionId,
    startsAt: event.startsAt.toISOString(),
    endsAt: event.endsAt.toISOString(),
    phase: now < event.startsAt ? 'before' : now < event.endsAt ? 'running' : 'after',
    window: { ...toStretch(judging.window), kind: judging.windowKind },
    breaks: judging.breaks.map(toStretch),
    ...{ rule: judging.rule, checks: judging.checks, halfDays: judging.halfDays },
    report: judging.report,
    learners,
    may: { mark: mayMark(ctx, event) },
  }
}

/** The sheet of an event as a table for spreadsheets. */
export async function exportSheet(ctx: Ctx, actor: Actor, eventId: EventId): Promise<FileTable> {
  const { learners, checks, halfDays } = await getSheet(ctx, actor, eventId)
  const heading = [
    'name',
    'email',
    'firstEntry',
    'late',
    'attendance',
    'by',
    'minutes',
    'ofMinutes',
    'percent',
  ]
  const more = ['joined', 'left', 'reconnects', 'verdict', 'reason', 'rule', 'note', 'markedBy', 'markedAt']
  const asked = ['checks', 'checksAnswered', 'halfDays', 'halfDaysSigned', 'madeUpMinutes']
  const rows = learners.map(({ attendance, verdict, effective, ...learner }) => [
    learner.name,
    learner.email,
    learner.firstEnteredAt,
    learner.isLate ? 'yes' : 'no',
    effective.status,
    effective.source,
    minutesOf(effective.seconds),
    minutesOf(verdict?.windowSeconds ?? null),
    verdict?.percent ?? null,
    verdict?.firstJoinedAt ?? null,
    verdict?.lastLeftAt ?? null,
    verdict?.reconnects ?? null,
    verdict?.status ?? null,
    verdict?.reason.text ?? null,
    verdict?.ruleVersion ?? null,
    attendance.note,
    attendance.changedBy,
    attendance.changedAt,
    ...[checks, learner.answered, halfDays, learner.signed, minutesOf(verdict?.madeUpSeconds ?? null)],
  ])
  return { heading: [...heading, ...more, ...asked], rows }
}

function withoutPerson(mark: (LearnerView['attendance'] & { personId: PersonId }) | undefined) {
  if (!mark) return notMarked
  const { personId: _, ...attendance } = mark
  return attendance
}

/** What is certain and what may be, each as one time; what may be lies where nothing is certain. */
function intervalsOf(stays: readonly JudgedStay[], endsAt: Date): LearnerView['intervals'] {
  const of = (isCertain: boolean) =>
    union(
      stays.filter((stay) => (stay.leftAt !== null) === isCertain).map((stay) => toInterval(stay, endsAt)),
    ).map((interval) => ({ ...toStretch(interval), isCertain }))
  return [...of(true), ...of(false)].sort((a, b) => (a.startsAt < b.startsAt ? -1 : 1))
}

function toInterval({ joinedAt, leftAt, leftBy }: JudgedStay, endsAt: Date) {
  return { from: joinedAt.getTime(), to: (leftAt ?? leftBy ?? endsAt).getTime() }
}

const toStretch = ({ from, to }: { from: number; to: number }) => ({
  startsAt: new Date(from).toISOString(),
  endsAt: new Date(to).toISOString(),
})
