import type { z } from 'zod'
import { type CompletionEvidence, type CompletionState, progressOf } from '../../../domain/completion.ts'
import { type Reader, toMessage } from '../../../messages/messages.ts'
import type { CompletionBrief } from './completions.schemas.ts'
import { sentencesOf } from './sentences.ts'

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
