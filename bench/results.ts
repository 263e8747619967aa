import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { barsOf } from './bars.ts'

/** Something measured beside what it should come to. */
export interface Figure {
  readonly what: string
  readonly value: number
  /** `share`: of what the machine can do at the best. `times`: as much as usual, or among few. */
  readonly unit: 'share' | 'times' | 'ms' | 's' | 'MB' | 'times refused'
  readonly goal: { readonly atLeast: number } | { readonly atMost: number }
}

/** What a measurement left behind, and when: what the machine did besides is in `load`, over 1, 5 and 15 minutes. */
interface Kept {
  readonly at: string
  readonly load: readonly number[]
  readonly figures: readonly Figure[]
}

const FOLDER = new URL('./results/', import.meta.url)

/** Keeps what was measured as a file of its name, with what was to be reached. */
export function keep(name: string, result: object, figures: readonly Figure[] = []): void {
  const load = loadavg().map((value) => Number(value.toFixed(1)))
  write(`${name}.json`, json({ at: new Date(Date.now()).toISOString(), load, ...result, figures }))
}

export function write(file: string, text: string): void {
  mkdirSync(FOLDER, { recursive: true })
  writeFileSync(new URL(file, FOLDER), text)
}

/** One table, and one picture, of all figures that measurements left here, this run's and those before. */
export function summarize(): void {
  const rows = listKept().flatMap(({ name, at, load, figures }) =>
    figures.map((figure) => ({ ...figure, reached: reachedOf(figure), bench: name, at, load: load[0] })),
  )
  if (rows.length === 0) return
  const cells = rows.map(({ what, value, unit, goal, reached, bench, at, load }) => ({
    what,
    measured: said(value, unit),
    goal: 'atLeast' in goal ? `≥ ${said(goal.atLeast, unit)}` : `≤ ${said(goal.atMost, unit)}`,
    reached: reached >= 1 ? 'yes' : 'no',
    bench,
    when: at.slice(0, 16),
    load,
  }))
  console.table(cells)
  write('figures.json', json(rows))
  const bars = rows.map(({ what, reached }) => ({ label: what, share: Math.min(reached, 3), goal: 1 }))
  write('figures.svg', barsOf('What was reached of each goal (up to three times)', bars))
}

function listKept(): (Kept & { name: string })[] {
  if (!existsSync(FOLDER)) return []
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json') && file !== 'figures.json')
  return files.sort().map((file) => {
    const kept: Partial<Kept> = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'))
    return { at: '', load: [], figures: [], ...kept, name: file.slice(0, -'.json'.length) }
  })
}

/** How much of its goal a figure is; 1 and more = reached. */
const reachedOf = ({ value, goal }: Figure): number =>
  'atLeast' in goal ? value / goal.atLeast : value === 0 ? Number.MAX_VALUE : goal.atMost / value

function said(value: number, unit: Figure['unit']): string {
  if (unit === 'share') return `${Math.round(value * 100)} %`
  const number = Number(value.toFixed(value < 10 ? 2 : 0)).toLocaleString('en')
  return unit === 'times' ? `${number} ×` : `${number} ${unit}`
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`
