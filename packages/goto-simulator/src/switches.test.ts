import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { describe, expect, it } from 'vitest'
import { defaultBehavior } from './behavior.ts'
import { standingInTable, standingOf } from './kit/standing.ts'
import { switches } from './switches.ts'

const read = (...args: string[]) =>
  switches.read(parseArgs({ args, allowNegative: true, options: switches.options }).values)

describe('the switches of the command line', () => {
  it('are all that the behavior has, with their kinds', () => {
    expect(read()).toEqual({})
    expect(
      read(
        '--requests-per-second=100',
        '--retry-after-header',
        '--no-refuse-past-start',
        '--admin-keys',
        'number',
      ),
    ).toEqual({
      requestsPerSecond: 100,
      retryAfterHeader: true,
      refusePastStart: false,
      adminKeys: 'number',
    })
    expect(read('--training-gone-status', '400')).toEqual({ trainingGoneStatus: 400 })
    expect(read('--webhook-signature-header', 'x-signature')).toEqual({
      webhookSignatureHeader: 'x-signature',
    })
    expect(switches.usage().split('\n')).toHaveLength(Object.keys(defaultBehavior).length + 1)
    for (const option of Object.keys(switches.options)) expect(switches.usage()).toContain(option)
  })

  it('stand in the README, each with what it stands on', () => {
    const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8')
    const standing = standingOf(read('behavior.ts'), Object.keys(defaultBehavior))
    expect(standingInTable(read('../README.md'))).toEqual(standing)
  })

  it('make it GoTo as it was, save where one is given by itself', () => {
    expect(read('--legacy')).toEqual({
      tokenAnswer: 'legacy',
      legacyOauth: 'working',
      refreshRotation: 'always',
    })
    expect(read('--legacy', '--refresh-rotation', 'never')).toMatchObject({ refreshRotation: 'never' })
  })

  it.each([
    [['--token-answer', 'old'], '--token-answer old is unknown. Choose one of current, legacy.'],
    [['--max-participants', 'many'], '--max-participants many is not a number from 0 on.'],
    [['--max-participants', ''], '--max-participants  is not a number from 0 on.'],
    [['--history-days=-1'], '--history-days -1 is not a number from 0 on.'],
    [['--training-gone-status', '500'], '--training-gone-status 500 is unknown. Choose one of 404, 400.'],
  ])('refuses %j in a sentence', (args, sentence) => {
    expect(() => read(...args)).toThrow(sentence)
  })
})
