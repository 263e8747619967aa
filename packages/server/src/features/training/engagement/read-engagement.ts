import { normalizeEmail } from '../../../domain/email.ts'
import type { AnsweredQuestion, AskedQuestion, RunEngagement } from '../../../domain/engagement.ts'
import { ProviderError } from '../../../domain/errors.ts'
import { outsideText } from '../../../domain/outside-text.ts'
import type { EngagementPart } from '../../../providers/provider.ts'

/** More of one kind in one run is not kept. */
const MOST = 500
/** Longer texts are cut, in UTF-16 units. */
const TEXT_MAX = 2000

/** Reads it of runs, one after the other. @returns undefined when the provider does not say: what was known stays */
export async function readEngagement(
  part: EngagementPart | undefined,
  runKeys: readonly string[],
  ask: (part: EngagementPart, runKey: string) => Promise<RunEngagement>,
): Promise<RunEngagement[] | undefined> {
  if (!part) return undefined
  const found: RunEngagement[] = []
  try {
    for (const runKey of runKeys) found.push(cleaned(await ask(part, runKey)))
  } catch (error) {
    // Who was there is known without it. The next reading asks again.
    if (!(error instanceof ProviderError)) throw error
    return undefined
  }
  return found
}

/** Texts from outside are hostile once: nothing endless, nothing that a database does not take. */
export function cleaned({ runKey, attentiveness, interest, ...run }: RunEngagement): RunEngagement {
  return {
    runKey,
    attentiveness: percentOf(attentiveness),
    interest: percentOf(interest),
    polls: answered(run.polls),
    surveys: answered(run.surveys),
    questions: run.questions.slice(0, MOST).map(asked),
  }
}

function answered(all: readonly AnsweredQuestion[]): AnsweredQuestion[] {
  return all.slice(0, MOST).map(({ question, answers, shares }) => ({
    question: textOf(question),
    answers: Math.max(0, Math.round(Number.isFinite(answers) ? answers : 0)),
    shares: shares
      .slice(0, MOST)
      .map(({ text, percent }) => ({ text: textOf(text), percent: percentOf(percent) ?? 0 })),
  }))
}

function asked({ question, registrationKey, email, askedAt, answers }: AskedQuestion): AskedQuestion {
  return {
    question: textOf(question),
    registrationKey: registrationKey && textOf(registrationKey),
    email: textOf(normalizeEmail(email)),
    askedAt: validOf(askedAt),
    answers: answers
      .slice(0, MOST)
      .map(({ text, by, at }) => ({ text: textOf(text), by: textOf(by), at: validOf(at) })),
  }
}

function percentOf(value: number | undefined): number | undefined {
  return value === undefined || !Number.isFinite(value)
    ? undefined
    : Math.round(Math.min(100, Math.max(0, value)))
}

function validOf(moment: Date | undefined): Date | undefined {
  return moment && Number.isFinite(moment.getTime()) ? moment : undefined
}

function textOf(text: string): string {
  return outsideText(text, TEXT_MAX)
}
