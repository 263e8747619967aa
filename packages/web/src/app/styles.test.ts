import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const SOURCE = join(import.meta.dirname, '..')

/** Where colours get their names. */
const NAMED = /^app\/(tokens|hues)\.css$|^app\/theme\.ts$/

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(css|tsx)$/.test(path) && !NAMED.test(path))
  .map((path) => ({ path, lines: readFileSync(join(SOURCE, path), 'utf8').split('\n') }))

const find = (pattern: RegExp, kind: RegExp = /./) =>
  files
    .filter(({ path }) => kind.test(path))
    .flatMap(({ path, lines }) =>
      lines.flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : [])),
    )

const OWN_COLOUR = /[^&\w]#[0-9a-f]{3,8}\b(?!")|\brgba?\(|\bhsla?\(|\boklch\(/i
const OTHER_NAME = /--lectern-|--mantine-(color|primary)-/
const ONE_SIDE =
  /\b(margin|padding|border)-(left|right)\b|(^|[\s;{])(left|right)\s*:|(text-align|float):\s*(left|right)\b|-(left|right)-(radius|width|color|style)\b/
/** Four lengths, of which the second and the fourth, which are sides, differ. */
const UNEVEN =
  /\b(padding|margin|inset|border-(width|style|color)):\s*[^\s;]+\s+([^\s;]+)\s+[^\s;]+\s+(?!\3\s*;)[^\s;]+\s*;/
const ONE_SIDE_IN_CODE =
  /\b(marginLeft|marginRight|paddingLeft|paddingRight|borderLeft|borderRight)\b|\b(ml|mr|pl|pr)=|textAlign: '(left|right)'|\bta="(left|right)"/

/** So many lines that are the same are no accident. */
const LINES = 6

/** The rules of a file that are long enough to be worth a place of their own, whatever the order of their lines. */
function rulesOf({ path, lines }: (typeof files)[number]) {
  const rules = lines.join('\n').matchAll(/^([^\s{}@][^{}]*) \{\n([^{}]*?)\n\}/gm)
  return Array.from(rules, ([, name = '', body = '']) => ({
    path,
    name,
    said: body.split('\n').sort().join('\n'),
  })).filter(({ said }) => said.split('\n').length >= LINES)
}

describe('the styles', () => {
  it('use the names of the design system, no colour of their own', () => {
    expect(find(OWN_COLOUR, /\.css$/)).toEqual([])
    expect(find(OTHER_NAME)).toEqual([])
  })

  it('know no left and right, so that pages can be read from the right', () => {
    expect(find(ONE_SIDE, /\.css$/)).toEqual([])
    expect(find(UNEVEN, /\.css$/)).toEqual([])
    expect(find(ONE_SIDE_IN_CODE, /\.tsx$/)).toEqual([])
  })

  it('are written once: what several files need stands in one', () => {
    const places = Map.groupBy(
      files.filter(({ path }) => path.endsWith('.module.css')).flatMap(rulesOf),
      ({ said }) => said,
    )
    const twice = [...places.values()].filter((rules) => new Set(rules.map(({ path }) => path)).size > 1)
    expect(twice.map((rules) => rules.map(({ path, name }) => `${path} ${name}`))).toEqual([])
  })

  it.each([
    ['color: #fff;', OWN_COLOUR],
    ['  background: rgb(0 0 0 / 5%);', OWN_COLOUR],
    ['border: 1px solid var(--lectern-line);', OTHER_NAME],
    ['color: var(--mantine-color-dimmed);', OTHER_NAME],
    ['  margin-left: 4px;', ONE_SIDE],
    ['  left: 0;', ONE_SIDE],
    ['  border-top-left-radius: 4px;', ONE_SIDE],
    ['  text-align: right;', ONE_SIDE],
    ['  padding: 12px 0 12px 16px;', UNEVEN],
    ['  margin: 0 auto 0 0;', UNEVEN],
    ['<Text ml={4}>', ONE_SIDE_IN_CODE],
    ['style={{ paddingLeft: 20 }}', ONE_SIDE_IN_CODE],
  ])('would be found: %s', (line, pattern) => {
    expect(pattern.test(line)).toBe(true)
  })

  it('say four lengths where both sides are even', () => {
    expect(UNEVEN.test('  padding: 4px 16px 8px 16px;')).toBe(false)
  })
})
