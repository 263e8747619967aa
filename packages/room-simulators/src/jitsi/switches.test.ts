import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { standingInTable, standingOf } from '@lectern/goto-simulator/kit'
import { describe, expect, it } from 'vitest'
import { defaultBehavior } from './behavior.ts'
import { switches } from './switches.ts'

const read = (...args: string[]) =>
  switches.read(parseArgs({ args, allowNegative: true, options: switches.options }).values)

describe('the switches of Jitsi', () => {
  it('are all that the behavior has, and are refused in a sentence', () => {
    expect(read()).toEqual({})
    expect(read('--auto-owner', '--no-bosh', '--refusal-seconds=0')).toEqual({
      ...{ autoOwner: true, bosh: false, refusalSeconds: 0 },
    })
    expect(read('--untidy', '--webhooks', 'twice')).toMatchObject({ events: 'shuffled', webhooks: 'twice' })
    expect(() => read('--events', 'late')).toThrow(
      '--events late is unknown. Choose one of in-order, shuffled, twice, none.',
    )
  })

  it('stand in the README, each with what it stands on', () => {
    const source = readFileSync(new URL('behavior.ts', import.meta.url), 'utf8')
    const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8')
    expect(standingInTable(readme)).toEqual(standingOf(source, Object.keys(defaultBehavior)))
  })
})
