import type { z } from 'zod'
import type { Ctx } from '../../../ctx.ts'
import type { Db, Trx } from '../../../db/database.ts'
import { type CompletionEvidence, type CompletionState, progressOf } from '../../../domain/completion.ts'
import type { NewCompletion } from '../../../domain/facts/training.ts'
import type { SessionId } from '../../../domain/ids.ts'
import { type Reader, toMessage } from '../../../messages/messages.ts'
import type { CompletionBrief } from './completions.schemas.ts'
import * as completionsStore from './completions.store.ts'
import { sentencesOf } from './sentences.ts'

/** Who has completed a session as it stands now. The caller has asked whether that may be known. */
export async function listCompleted(
  ctx: Ctx,
  db: Db | Trx,
  sessionId: SessionId,
): Promise<Omit<NewCompletion, 'replaces'>[]> {
  const newest = await completionsStore.listNewest(db, ctx.platform.id, sessionId)
  return newest.flatMap(({ personId, version, state, completedAt, validUntil, supersededAt }) =>
    state === 'completed' && completedAt && !supersededAt
      ? [{ personId, version, completedAt, validUntil }]
      : [],
  )
}

/** How far somebody is, for lists; sentences in the reader's language. */
export function toBrief(
  completion: {
    readonly state: CompletionState
    readonly evidence: CompletionEvidence
    readonly completedAt: Date | null
    readonly validUntil: Date | null
  },
  reader: Reader,
  now: Date,
): z.output<typeof CompletionBrief> {
  const { state, completedAt, validUntil } = completion
  return {
    state,
    progress: progressOf(completion),
    completedAt: completedAt?.toISOString() ?? null,
    validUntil: validUntil?.toISOString() ?? null,
    text: toMessages(completion, reader, now)
      .map(({ text }) => text)
      .join(' '),
  }
}

/** The sentences of a completion, each with its code. */
export function toMessages(
  completion: Parameters<typeof sentencesOf>[0],
  reader: Reader,
  now: Date,
): { code: string; text: string }[] {
  return sentencesOf(completion, now).flatMap((stored) => toMessage(stored, reader) ?? [])
}
