import { describe, expect, it } from 'vitest'
import { digestOf, staysOf } from './reported-stays.ts'

const at = (time: string) => new Date(`2026-11-26T${time}:00Z`)
const run = { key: 'r1', startedAt: at('09:00'), endedAt: at('10:05') }

const row = (fields: Partial<Parameters<typeof staysOf>[1][number][number]> = {}) => ({
  kind: 'main' as const,
  isHost: false,
  registrationKey: undefined,
  externalId: undefined,
  name: 'Anna Rossi',
  email: '',
  joinedAt: at('09:00'),
  leftAt: at('10:00') as Date | undefined,
  ...fields,
})

describe('the stays of a run', () => {
  const keys = (...pages: ReturnType<typeof row>[][]) => staysOf(run, pages).map((stay) => stay.sourceKey)

  it('are the same in every reading, in whatever order the rows come', () => {
    const rows = [row(), row({ joinedAt: at('09:30') }), row({ name: 'Bea' }), row({ email: 'a@x.example' })]
    expect(keys(rows).sort()).toEqual(keys([...rows].reverse()).sort())
    expect(new Set(keys(rows)).size).toBe(4)
  })

  it('stay themselves when their end is told later, or their name is written otherwise', () => {
    const open = row({ email: 'a@x.example', leftAt: undefined })
    const [before] = keys([open])
    expect(keys([{ ...open, leftAt: at('09:50'), name: 'Anna R.', email: 'A@X.example' }])).toEqual([before])
    expect(keys([row({ leftAt: undefined })])).toEqual(keys([row()]))
  })

  it('are taken once where a page repeats a row, and twice where two people of one name came at once', () => {
    const known = row({ registrationKey: '7' })
    expect(keys([known, row({ registrationKey: '8' })], [known])).toHaveLength(2)
    expect(keys([row(), row()])).toHaveLength(2)
    expect(keys([row(), row()], [row()])).toHaveLength(2)
    expect(keys([row()], [row()])).toHaveLength(1)
  })

  it('are apart in two runs, and by their kind', () => {
    const [one] = staysOf(run, [[row()]])
    const [other] = staysOf({ ...run, key: 'r2' }, [[row()]])
    expect(one?.sourceKey).not.toBe(other?.sourceKey)
    expect(keys([row(), row({ kind: 'waiting' })])).toHaveLength(2)
  })

  it('never end before they begin, and keep that nobody knows when', () => {
    const ends = (leftAt: Date | undefined) => staysOf(run, [[row({ leftAt })]])[0]?.leftAt
    expect(ends(at('08:00'))).toEqual(at('09:00'))
    expect(ends(at('09:00'))).toEqual(at('09:00'))
    expect(ends(undefined)).toBeNull()
  })

  it('take the longer one of a device that two rows tell of', () => {
    const both = [
      row({ registrationKey: '7', leftAt: at('09:10') }),
      row({ registrationKey: '7', leftAt: at('09:50') }),
    ]
    expect(staysOf(run, [both]).map((stay) => stay.leftAt)).toEqual([at('09:50')])
    expect(staysOf(run, [[...both].reverse()]).map((stay) => stay.leftAt)).toEqual([at('09:50')])
  })

  it('write an address in one way, and keep what no database keeps out', () => {
    const [stay] = staysOf(run, [
      [row({ name: ` An\u0000na\ud800 ${'x'.repeat(1000)}`, email: ' ANNA@Example.COM ' })],
    ])
    expect(stay?.email).toBe('anna@example.com')
    expect(stay?.name.startsWith('Anna')).toBe(true)
    expect(stay?.name.length).toBeLessThanOrEqual(300)
    expect(stay?.name).not.toContain('\u0000')
    expect(stay?.name.isWellFormed()).toBe(true)
  })
})

describe('two readings agree', () => {
  const digest = (...rows: ReturnType<typeof row>[]) => digestOf(new Map([['room r1', staysOf(run, [rows])]]))

  it('whatever the order of the rows', () => {
    const rows = [row(), row({ name: 'Bea' }), row({ name: 'Cy' })]
    expect(digest(...rows)).toBe(digest(...[...rows].reverse()))
  })

  it('not when a row came, an end came, or a run came', () => {
    const one = digest(row())
    expect(digest(row(), row({ name: 'Bea' }))).not.toBe(one)
    expect(digest(row({ leftAt: undefined }))).not.toBe(one)
    expect(digestOf(new Map())).not.toBe(digestOf(new Map([['room r1', []]])))
  })
})
