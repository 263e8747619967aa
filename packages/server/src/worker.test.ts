import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { jobKinds, workOf } from './worker.ts'

const settings = { sendMail: undefined, checkMinutes: { day: 1440, hour: 60 } }

describe('the list of work', () => {
  it('has what every feature says in a file of its own, each kind and sweep once', () => {
    const features = new URL('features/', import.meta.url)
    const files = readdirSync(features, { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('.work.ts'),
    )
    expect(files.length).toBeGreaterThan(10)
    const list = readFileSync(new URL('worker.ts', import.meta.url), 'utf8')
    expect(files.filter((path) => !list.includes(`'./features/${path}'`))).toEqual([])
    const names = workOf(settings).flatMap(({ jobs = [], sweeps = [] }) => [
      ...jobs.map(({ kind }) => kind.name),
      ...sweeps.map(({ name }) => name),
    ])
    expect(names).toEqual([...new Set(names)])
  })

  it('has every kind that is defined anywhere in the server', () => {
    const source = new URL('.', import.meta.url)
    const defined = readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
      .flatMap((path) => [
        ...readFileSync(new URL(path, source), 'utf8').matchAll(/defineJob\(\s*'([^']+)'/g),
      ])
      .map(([, name]) => name)
    expect(jobKinds.map(({ name }) => name).sort()).toEqual(defined.sort())
  })
})
