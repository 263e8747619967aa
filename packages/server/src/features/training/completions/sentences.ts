import type {
  CompletionEvidence,
  CompletionState,
  CountedAttendance,
  RequirementResult,
} from '../../../domain/completion.ts'
import { firstOf, type StoredMessage } from '../../../domain/message.ts'

/** So many events are named in a sentence. */
const NAMED = 3
const minutes = (seconds: number) => Math.floor(seconds / 60)

/** What a completion says, in order: what a person decided, each requirement, and which events are in the way. */
export function sentencesOf(
  { state, evidence }: { readonly state: CompletionState; readonly evidence: CompletionEvidence },
  now: Date,
): StoredMessage[] {
  const { decision, requirements, events } = evidence
  const isOnly = requirements.length === 1 && decision === null ? 'yes' : 'no'
  return [
    ...(decision === null
      ? []
      : [{ code: decision ? 'completion-by-decision' : 'completion-refused', params: {} } as const]),
    ...requirements.map((result) => sayRequirement(result, isOnly)),
    ...(state === 'completed' || !requirements.some(({ type }) => type === 'events' || type === 'minutes')
      ? []
      : sayEvents(events, now)),
  ]
}

function sayRequirement(result: RequirementResult, isOnly: 'yes' | 'no'): StoredMessage {
  const { state } = result
  switch (result.type) {
    case 'events': {
      const { attended, of, atLeast } = result
      return atLeast === null
        ? { code: 'completion-all-events', params: { attended, of, state, isOnly } }
        : { code: 'completion-some-events', params: { attended, of, atLeast, state, isOnly } }
    }
    case 'minutes': {
      const params = {
        minutes: minutes(result.seconds),
        of: minutes(result.ofSeconds),
        percent: result.percent,
      }
      return { code: 'completion-minutes', params: { ...params, state, isOnly } }
    }
    case 'score':
      return result.score === null
        ? { code: 'completion-no-score', params: { atLeast: result.atLeast } }
        : {
            code: 'completion-score',
            params: { score: result.score, atLeast: result.atLeast, state, isOnly },
          }
    case 'by-hand':
      return { code: 'completion-by-hand', params: { state, isOnly } }
    case 'evaluation': {
      const { answered, of } = result
      return { code: 'completion-evaluation', params: { answered, of, state, isOnly } }
    }
  }
}

/** What is in the way: events that were missed, those of which nothing tells yet, and how many are still to come. */
function sayEvents(events: readonly CountedAttendance[], now: Date): StoredMessage[] {
  const isOver = ({ endsAt }: CountedAttendance) => new Date(endsAt) <= now
  const names = (some: readonly CountedAttendance[]) =>
    firstOf(
      some.map(({ name }) => name),
      NAMED,
    )
  const missed = events.filter(
    ({ status }) => status === 'absent' || status === 'excused' || status === 'partly',
  )
  const open = events.filter(
    (event) =>
      isOver(event) && (event.status === 'unknown' || event.status === 'not-set' || isUntimed(event)),
  )
  const coming = events.filter((event) => !isOver(event)).length
  return [
    ...(missed.length > 0 ? [{ code: 'completion-misses', params: { events: names(missed) } } as const] : []),
    ...(open.length > 0 ? [{ code: 'completion-waits', params: { events: names(open) } } as const] : []),
    ...(coming > 0 ? [{ code: 'completion-coming', params: { count: coming } } as const] : []),
  ]
}

/** Somebody was there, and nothing tells how long. */
function isUntimed({ status, source, seconds }: CountedAttendance): boolean {
  return seconds === null && ((status === 'present' && source === 'verdict') || status === 'partly')
}
