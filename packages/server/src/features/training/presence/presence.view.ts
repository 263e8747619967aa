import type { z } from 'zod'
import type { PersonId } from '../../../domain/ids.ts'
import { phrase, type Reader } from '../../../messages/messages.ts'
import { nameOf } from '../../people/people/people.service.ts'
import type { AnswerRow } from './answers.store.ts'
import { proofFor } from './codes.ts'
import type { OwnPresence, PresenceAnswer, PresenceCheck } from './presence.schemas.ts'
import type { CheckRow, PresenceEvent } from './presence.store.ts'

export type AnswerView = z.output<typeof PresenceAnswer>

export function toAnswer(row: AnswerRow): AnswerView {
  const { version, isPresent, way, said, note } = row
  return {
    ...{ version, isPresent, way, said, note, by: row.byName },
    answeredAt: row.answeredAt.toISOString(),
    phoneAt: row.phoneAt?.toISOString() ?? null,
    receivedAt: row.receivedAt.toISOString(),
    supersededAt: row.supersededAt?.toISOString() ?? null,
  }
}

export function toCheck(check: CheckRow, answered: number, now: Date): z.output<typeof PresenceCheck> {
  return {
    ...toShown(check, now),
    ...{ word: check.word, seed: check.way === 'qr' ? check.seed : '', askedBy: check.askedByName, answered },
    askedAt: check.askedAt.toISOString(),
    withdrawn: check.withdrawnAt && {
      ...{
        at: check.withdrawnAt.toISOString(),
        by: check.withdrawnByName ?? '',
        because: check.withdrawnBecause,
      },
    },
  }
}

/** What a learner sees of a check: never its word, and what proves that they were asked only while it is open. */
export function toOwnCheck(
  event: PresenceEvent,
  check: CheckRow,
  own: {
    readonly person:
      | { readonly id: PersonId; readonly firstName: string; readonly lastName: string }
      | undefined
    readonly answer: AnswerRow | undefined
    readonly reader: Reader
    readonly now: Date
  },
): z.output<typeof OwnPresence>['checks'][number] {
  const shown = toShown(check, own.now)
  const isAsked =
    shown.state === 'open' && check.way === 'button' && check.seed !== '' && own.person !== undefined
  return {
    ...shown,
    proof: isAsked && own.person ? proofFor(check, own.person.id) : '',
    words: check.kind === 'signature' ? wordsToSign(event, check, own.person, own.reader) : '',
    answer: own.answer ? toAnswer(own.answer) : null,
  }
}

/** What one signs: who was there, in which half-day of what. */
export function wordsToSign(
  event: Pick<PresenceEvent, 'name' | 'timeZone'>,
  { periodFrom, periodTo }: Pick<CheckRow, 'periodFrom' | 'periodTo'>,
  person: { readonly firstName: string; readonly lastName: string } | undefined,
  reader: Reader,
): string {
  const params = {
    name: person ? nameOf(person) : '',
    event: event.name,
    from: periodFrom ?? '',
    to: periodTo ?? '',
  }
  return phrase('presence-words', params, { ...reader, timeZone: event.timeZone })
}

function toShown(check: CheckRow, now: Date) {
  const { id, kind, way, opensAt, closesAt } = check
  const state: 'coming' | 'open' | 'closed' | 'withdrawn' = check.withdrawnAt
    ? 'withdrawn'
    : now < opensAt
      ? 'coming'
      : now < closesAt
        ? 'open'
        : 'closed'
  return {
    ...{ id, kind, way, state },
    opensAt: opensAt.toISOString(),
    closesAt: closesAt.toISOString(),
    periodFrom: check.periodFrom?.toISOString() ?? null,
    periodTo: check.periodTo?.toISOString() ?? null,
  }
}
