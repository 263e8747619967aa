import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createMetrics } from '../packages/server/src/metrics.ts'

const deploy = join(import.meta.dirname, '../deploy')
const read = (name) => readFileSync(join(deploy, name), 'utf8')
const dashboard = JSON.parse(read('grafana-dashboard.json'))
const rules = read('prometheus-rules.yml')
/** Of Debian's package prometheus, which is not everywhere where tests run. */
const hasPromtool = spawnSync('promtool', ['--version']).status === 0

const metrics = createMetrics({ version: '0', role: 'all' })
const text = await metrics.text()
const known = new Set(Array.from(text.matchAll(/^# TYPE (\S+)/gm), ([, name]) => name))
const histograms = Array.from(text.matchAll(/^# TYPE (\S+) histogram$/gm), ([, name]) => name)
for (const name of histograms) for (const part of ['bucket', 'sum', 'count']) known.add(`${name}_${part}`)
/** What Prometheus itself adds, and what stands in expressions that is no label of ours. */
const labels = new Set(metrics.list().flatMap((metric) => metric.labels))
for (const label of ['job', 'instance', 'le', 'version', 'role']) labels.add(label)

const expressionsOf = (value) =>
  Object.entries(value ?? {}).flatMap(([key, member]) =>
    key === 'expr' ? [member] : typeof member === 'object' ? expressionsOf(member) : [],
  )
const alerts = rules.split(/^ {6}- alert: /m).slice(1)

describe.each([
  ['the dashboard', expressionsOf(dashboard)],
  ['the alerts', alerts],
])('%s', (_name, expressions) => {
  it('asks for metrics that Lectern has', () => {
    const asked = expressions.flatMap((one) => one.match(/\b(lectern|process|nodejs)_\w+/g) ?? [])
    expect(asked.length).toBeGreaterThan(15)
    expect(asked.filter((name) => !known.has(name))).toEqual([])
  })

  it('tells things apart by labels that they have', () => {
    const asked = expressions.flatMap((one) => [
      ...Array.from(one.matchAll(/\b(\w+)(?:=~|!~|!=|=)"/g), ([, label]) => label),
      ...Array.from(one.matchAll(/\bby \(([^)]+)\)/g), ([, list]) => list.split(/,\s*/)).flat(),
    ])
    expect(asked.length).toBeGreaterThan(15)
    expect(asked.filter((label) => !labels.has(label))).toEqual([])
  })
})

it('shows every metric of Lectern on the dashboard, or an alert watches it', () => {
  const all = [...expressionsOf(dashboard), rules].join('\n')
  const unseen = metrics.list().filter(({ name }) => !all.includes(name))
  expect(unseen.map(({ name }) => name)).toEqual(['lectern_sweep_finding_seconds'])
})

it('lays out panels that have numbers of their own and do not cover each other', () => {
  const { panels } = dashboard
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, at) => `${x + (at % w)} ${y + Math.floor(at / w)}`),
  )
  expect(new Set(cells).size).toBe(cells.length)
  expect(panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true)
})

describe('each alert', () => {
  it.each(alerts.map((alert) => [alert.split('\n', 1)[0], alert]))(
    '%s says how grave it is and what to do',
    (name, alert) => {
      expect(alert).toMatch(/severity: (page|ticket)/)
      expect(alert).toMatch(/summary: ".{10,}"\n\s+description: ".{20,}"/)
      expect(read('prometheus-rules.test.yml')).toContain(`alertname="${name}"`)
    },
  )

  // Skipped where Debian's package prometheus is not installed: nothing else reads PromQL as Prometheus does.
  it.skipIf(!hasPromtool)('fires when it should, and not on a day as it should be', () => {
    const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', 'prometheus-rules.test.yml'], {
      cwd: deploy,
      encoding: 'utf8',
    })
    expect({ status, said: status ? `${stdout}${stderr}` : '' }).toEqual({ status: 0, said: '' })
  })

  it.skipIf(!hasPromtool)('and each expression of the dashboard is one that Prometheus takes', () => {
    const groups = expressionsOf(dashboard).map((expr, at) => ({
      record: `panel:${at}`,
      expr: expr.replaceAll('$job', 'lectern'),
    }))
    const folder = mkdtempSync(join(tmpdir(), 'lectern-panels-'))
    const file = join(folder, 'panels.json')
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboard', rules: groups }] }))
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'rules', file], { encoding: 'utf8' })
    rmSync(folder, { recursive: true })
    expect({ status, said: status ? `${stdout}${stderr}` : '' }).toEqual({ status: 0, said: '' })
  })
})
