import { describe, expect, it, vi } from 'vitest'
import type { RunEngagement } from '../../../domain/engagement.ts'
import { ProviderError } from '../../../domain/errors.ts'
import { cleaned, readEngagement } from './read-engagement.ts'

const run = (fields: Partial<RunEngagement> = {}): RunEngagement => ({
  ...{ runKey: 'r1', attentiveness: undefined, interest: undefined },
  ...{ polls: [], surveys: [], questions: [] },
  ...fields,
})
const part = { readEngagement: vi.fn() }

describe('what a tool tells of a run', () => {
  it('is asked for run by run', async () => {
    const asked: string[] = []
    const found = await readEngagement(part, ['a', 'b'], async (_part, runKey) => {
      asked.push(runKey)
      return run({ runKey })
    })
    expect(asked).toEqual(['a', 'b'])
    expect(found?.map(({ runKey }) => runKey)).toEqual(['a', 'b'])
  })

  it('is unknown, and no fault, where the tool does not say', async () => {
    expect(await readEngagement(undefined, ['a'], async () => run())).toBeUndefined()
    const refused = new ProviderError('forbidden', { provider: 'Fake', detail: 'no' })
    expect(await readEngagement(part, ['a'], () => Promise.reject(refused))).toBeUndefined()
    await expect(readEngagement(part, ['a'], () => Promise.reject(new TypeError('ours')))).rejects.toThrow(
      'ours',
    )
  })

  it.each([
    [64.4, 64],
    [-3, 0],
    [400, 100],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    [undefined, undefined],
  ])('has a mean of %s kept as %s percent', (told, kept) => {
    expect(cleaned(run({ attentiveness: told, interest: told }))).toMatchObject({
      attentiveness: kept,
      interest: kept,
    })
  })

  it('is kept within limits, whatever it is', () => {
    const poll = {
      question: `Why\u0000?${'x'.repeat(5000)}`,
      answers: Number.NaN,
      shares: Array.from({ length: 900 }, (_, n) => ({ text: `${n} \ud800`, percent: 1e9 })),
    }
    const question = {
      ...{ question: '<b>Hi</b>', registrationKey: undefined, email: ' LEA@X.example ' },
      askedAt: new Date(Number.NaN),
      answers: [{ text: '\u0000', by: 'Olga', at: undefined }],
    }
    const kept = cleaned(
      run({
        polls: Array.from({ length: 900 }, () => poll),
        questions: Array.from({ length: 900 }, () => question),
      }),
    )
    expect(kept.polls).toHaveLength(500)
    expect(kept.polls[0]?.question).toHaveLength(2000)
    expect(kept.polls[0]?.answers).toBe(0)
    expect(kept.polls[0]?.shares).toHaveLength(500)
    expect(kept.polls[0]?.shares[0]).toEqual({ text: '0 \ufffd', percent: 100 })
    expect(kept.questions).toHaveLength(500)
    expect(kept.questions[0]).toEqual({
      ...{ question: '<b>Hi</b>', registrationKey: undefined, email: 'lea@x.example', askedAt: undefined },
      answers: [{ text: '', by: 'Olga', at: undefined }],
    })
  })
})
