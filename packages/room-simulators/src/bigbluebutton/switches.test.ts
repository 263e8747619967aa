import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { standingInTable, standingOf } from '@lectern/goto-simulator/kit'
import { describe, expect, it } from 'vitest'
import { defaultBehavior } from './behavior.ts'
import { switches } from './switches.ts'

const read = (...args: string[]) =>
  switches.read(parseArgs({ args, allowNegative: true, options: switches.options }).values)

describe('the switches of BigBlueButton', () => {
  it('are all that the behavior has, and are refused in a sentence', () => {
    expect(read()).toEqual({})
    expect(read('--scalelite', '--version', '2.7', '--end-delay-seconds=0')).toEqual({
      scalelite: true,
      version: '2.7',
      endDelaySeconds: 0,
    })
    expect(read('--strict', '--comma-in-name', 'taken')).toMatchObject({
      maxNameLength: 64,
      commaInName: 'taken',
    })
    expect(() => read('--version', '2.4')).toThrow('--version 2.4 is unknown. Choose one of 2.7, 3.0, 3.1.')
  })

  it('stand in the README, each with what it stands on', () => {
    const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8')
    const standing = standingOf(read('behavior.ts'), Object.keys(defaultBehavior))
    expect(standingInTable(read('../../README.md'))).toEqual(standing)
  })
})
