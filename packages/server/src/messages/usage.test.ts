import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { serverTexts } from '@lectern/texts/server'
import ts from 'typescript'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const paths = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
const sources = new Map(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]))

const codes = [...new Set(Object.keys(serverTexts('en')).map((key) => key.split('.')[0] ?? ''))]

/** Words of fields, found by the field's name: http/wrong-shape.test.ts looks for those that no field has. */
const isLabel = (code: string) => code.startsWith('label-')

/** Words of the audit log, found by the name of what was written down, and by its value. */
const isAudited = (code: string) => code.startsWith('audited-') || code.startsWith('value-')

it('says every text that there is', () => {
  const literals = new Set(
    [...sources.values()].flatMap((source) =>
      Array.from(source.matchAll(/'([a-z][\w-]*)'/g), ([, one]) => one),
    ),
  )
  expect(codes.filter((code) => !literals.has(code) && !isLabel(code) && !isAudited(code))).toEqual([])
})

it('says of the audit log no field and no value that is written nowhere', () => {
  const inKebab = (name: string) =>
    name.replaceAll(/[A-Z_]/g, (sign) => `-${sign.toLowerCase()}`.replace('_', ''))
  const written = (pattern: RegExp) =>
    new Set(
      [...sources.values()].flatMap((source) =>
        [...source.matchAll(pattern)].map(([, one = '']) => inKebab(one)),
      ),
    )
  const fields = written(/\b([a-z]\w*)(?:\??:|,| })/g)
  const values = written(/'([a-z][\w-]*)'/g)
  const isWritten = (code: string) =>
    code.startsWith('value-')
      ? values.has(code.slice('value-'.length))
      : fields.has(code.slice('audited-'.length))
  expect(codes.filter((code) => isAudited(code) && !isWritten(code))).toEqual([])
})

/** Beginnings of names that are none of a text: keys of mails, ids of elements; those of fields. */
const otherNames =
  /^(mail|room|move|session|event|course|person|account|import|plan|webhook|calendar|attendance|report|field|label|audited|value)-$/

it('makes no code of pieces: each stands whole in a table', () => {
  const made = [...sources].flatMap(([path, source]) =>
    Array.from(source.matchAll(/`([a-z-]+-)\$\{/g), ([, start = '']) => start)
      .filter((start) => !otherNames.test(start) && codes.some((code) => code.startsWith(start)))
      .map((start) => `${path}: ${start}`),
  )
  expect(made).toEqual([])
})

const SAYING = new Set(['sentence', 'phrase', 'titleOf', 'subjectOf', 'toMessage', 'formatInstant'])

/** Where what is said becomes a part of another text. One text in punctuation, such as `• …`, is layout. */
function gluedIn(path: string, source: string): string[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true)
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && SAYING.has(node.expression.text)) {
      const whole = outermost(node)
      const { parent } = whole
      const isSum = ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.PlusToken
      if (isSum || (ts.isTemplateSpan(parent) && !isLayout(parent.parent)))
        found.push(`${path}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`)
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

/** With what only hands a value on: parentheses, `.text`, `?? ''`. */
function outermost(node: ts.Node): ts.Node {
  const { parent } = node
  const isHandedOn =
    ts.isParenthesizedExpression(parent) ||
    (ts.isPropertyAccessExpression(parent) && parent.expression === node) ||
    (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken)
  return isHandedOn ? outermost(parent) : node
}

function isLayout({ head, templateSpans }: ts.TemplateExpression): boolean {
  const words = [head.text, ...templateSpans.map(({ literal }) => literal.text)].join('')
  return templateSpans.length === 1 && !/\p{L}/u.test(words)
}

it('glues no sentence together', () => {
  const glued = [...sources].flatMap(([path, source]) =>
    [...SAYING].some((name) => source.includes(`${name}(`)) ? gluedIn(path, source) : [],
  )
  expect(glued).toEqual([])
})

it('sees glue', () => {
  const glue = [
    'const a = sentence("x", {}, reader) + "."',
    ['const a = `$', '{phrase("x", {}, reader)}: $', '{name}`'].join(''),
    ['const a = `Hello $', '{(toMessage(one, reader)?.text ?? "")}`'].join(''),
    'const a = name + titleOf("x", reader)',
  ]
  for (const source of glue) expect(gluedIn('x.ts', source)).toEqual(['x.ts:1'])
  expect(gluedIn('x.ts', ['const a = `• $', '{sentence("x", {}, reader)}`'].join(''))).toEqual([])
})

it('joins no words by hand into what a text is told', () => {
  const joined = [...sources].flatMap(([path, source]) =>
    source
      .split('\n')
      .flatMap((line, at) =>
        /\.join\((', '|' · '|' \/ ')\)/.test(line) ? [`${path}:${at + 1} ${line.trim()}`] : [],
      ),
  )
  expect(joined.filter((line) => !byHand.some((known) => line.includes(known)))).toEqual([])
})

/** What is no sentence: details of a provider and messages to operators in English, cells as they stood in a table. */
const byHand = [
  'kept its old',
  'http/openapi/describe.ts',
  'csv/csv.ts',
  'db/leftovers.ts',
  'http/doors.ts',
  'commands/platform.ts',
  'commands/backup.ts',
  'backup/',
  'db/migrate.ts',
  'features/operations/doctor/server-checks.ts',
  'features/training/tables/directory.ts',
]

it('names languages nowhere but in their list', () => {
  const one = /'(?:en|it|de)' \||\['en',|\b(?:en|it|de): (?:z|text|['"`{])/
  const named = [...sources].flatMap(([path, source]) =>
    source
      .split('\n')
      .flatMap((line, at) =>
        one.test(line) && !/^ *(\/?\*|\/\/)/.test(line) ? [`${path}:${at + 1} ${line.trim()}`] : [],
      ),
  )
  expect(named).toEqual([])
})
