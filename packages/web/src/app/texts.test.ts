// biome-ignore-all lint/suspicious/noTemplateCurlyInString: examples of code
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { textKeysFile } from '../../text-keys.ts'

const SOURCE = join(import.meta.dirname, '..')
const TEXTS = join(SOURCE, '../../texts/en/web')

/** The topic of each key. */
const topics = new Map<string, string>()
for (const name of readdirSync(TEXTS))
  for (const key of Object.keys(JSON.parse(readFileSync(join(TEXTS, name), 'utf8'))))
    topics.set(key, name.replace('.json', ''))

interface Source {
  readonly path: string
  readonly tree: ts.SourceFile
}

function parse(path: string, text: string): Source {
  return { path, tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX) }
}

const sources: readonly Source[] = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$|text-keys\.ts$/.test(path))
  .map((path) => parse(path, readFileSync(join(SOURCE, path), 'utf8')))

function nodesOf(node: ts.Node, found: ts.Node[] = []): ts.Node[] {
  found.push(node)
  node.forEachChild((child) => void nodesOf(child, found))
  return found
}

const where = ({ path, tree }: Source, node: ts.Node) =>
  `${path}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1} ${node.getText().slice(0, 80)}`

function find(source: Source, isWanted: (node: ts.Node) => boolean): string[] {
  return nodesOf(source.tree)
    .filter(isWanted)
    .map((node) => where(source, node))
}

const keysIn = ({ tree }: Source) =>
  nodesOf(tree).flatMap((node) => (ts.isStringLiteral(node) && topics.has(node.text) ? [node.text] : []))

/** The start of a key with something put behind it. */
function isKeyOfPieces(node: ts.Node): boolean {
  const start = ts.isTemplateExpression(node)
    ? node.head.text
    : ts.isBinaryExpression(node) && ts.isStringLiteral(node.left)
      ? node.left.text
      : ''
  return /^[\w-]+\./.test(start) && [...topics.keys()].some((key) => key.startsWith(start))
}

/** `t('a')`, or one of several: `b && t('a')`, `b ? t('a') : null`. */
function isSaid(node: ts.Node | undefined): boolean {
  if (!node) return false
  if (ts.isParenthesizedExpression(node)) return isSaid(node.expression)
  if (ts.isConditionalExpression(node)) return isSaid(node.whenTrue) || isSaid(node.whenFalse)
  if (ts.isBinaryExpression(node) && node.operatorToken.kind !== ts.SyntaxKind.PlusToken)
    return isSaid(node.left) || isSaid(node.right)
  return ts.isCallExpression(node) && node.expression.getText() === 't'
}

/** Facts may stand side by side, `·` between them; words and punctuation belong into a text. */
const isGlue = (text: string) => /[^\s·→]/.test(text)

/** What goes on with what stands before it: `: ${name}`, or only at times. */
function isTail(node: ts.Node | undefined): boolean {
  if (!node) return false
  if (ts.isParenthesizedExpression(node)) return isTail(node.expression)
  if (ts.isConditionalExpression(node)) return isTail(node.whenTrue) || isTail(node.whenFalse)
  if (ts.isBinaryExpression(node)) return isTail(node.right)
  const start = ts.isTemplateExpression(node) ? node.head.text : ts.isStringLiteral(node) ? node.text : ''
  return /^\s*[:;,(–]/.test(start)
}

/** A text that is made longer by hand: `${t('a')}: ${b}`, t('a') + b, <p>{t('a')} (b)</p>. */
function isGlued(node: ts.Node): boolean {
  if (ts.isTemplateExpression(node)) {
    const pieces = [node.head.text, ...node.templateSpans.map((span) => span.literal.text)]
    return node.templateSpans.some((span) => isSaid(span.expression)) && pieces.some(isGlue)
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken)
    return isSaid(node.left) || isSaid(node.right)
  if (ts.isJsxElement(node) || ts.isJsxFragment(node)) {
    const texts = node.children.filter((child) => ts.isJsxText(child)).some((child) => isGlue(child.text))
    const values = node.children.flatMap((child) => (ts.isJsxExpression(child) ? [child.expression] : []))
    return values.some(isSaid) && (texts || values.some(isTail))
  }
  return false
}

/** Attributes that are shown or read aloud. */
const spoken = new Set([
  'aria-label',
  'aria-description',
  'title',
  'label',
  'placeholder',
  'description',
  'alt',
])
/** Names that are the same in every language. */
const names = new Set(['QR', 'Lectern'])

/** Words in a page that no text says: `title="Close"`, `<p>Close</p>`. */
function isOwnWord(node: ts.Node): boolean {
  const isSpoken = ts.isJsxAttribute(node) && spoken.has(node.name.getText())
  const holder = isSpoken ? node.initializer : node
  const words =
    holder && (ts.isJsxText(holder) || (isSpoken && ts.isStringLiteral(holder))) ? holder.text : ''
  return /\p{L}{2}/u.test(words) && !names.has(words.trim())
}

describe('the texts of the web', () => {
  it('are all that is said: no page has words of its own', () => {
    expect(sources.flatMap((source) => find(source, isOwnWord))).toEqual([])
  })

  it('have types that are as the texts are; npm run generate', () => {
    expect(readFileSync(join(SOURCE, 'app/text-keys.ts'), 'utf8')).toBe(textKeysFile())
  })

  it('are each said somewhere', () => {
    const used = new Set(sources.flatMap(keysIn))
    expect([...topics.keys()].filter((key) => !used.has(key))).toEqual([])
  })

  it('have one for each action that the audit log is told of', () => {
    const reactions = readFileSync(join(SOURCE, '../../server/src/reactions.ts'), 'utf8')
    const calls = /\blogs\(\s*'([\w.-]+)'|\b(?:inside|everywhere)\(\s*'[\w-]+',\s*'([\w.-]+)'/g
    const actions = Array.from(reactions.matchAll(calls), ([, one, other]) => `audit.did.${one ?? other}`)
    expect(actions.length).toBeGreaterThan(60)
    expect(actions.filter((key) => !topics.has(key))).toEqual([])
  })

  it('leave what looks different in each language to one file', () => {
    // Those know clocks of zones and dates of inputs, which look the same everywhere.
    const machines =
      /^ui\/(formats|wall|zones|zone-choices|zoned)\.ts$|\/move-panel\.tsx$|\/(migration|capacity)-page\.tsx$/
    const makers = sources.filter(({ tree }) =>
      /\bnew Intl\.|\bIntl\.\w+\(|\.toLocale\w*\(|\.localeCompare\(/.test(tree.text),
    )
    expect(makers.map(({ path }) => path).filter((path) => !machines.test(path))).toEqual([])
  })

  it('have keys that are written out, never made of pieces', () => {
    expect(sources.flatMap((source) => find(source, isKeyOfPieces))).toEqual([])
  })

  it('are whole sentences, never glued to others', () => {
    expect(sources.flatMap((source) => find(source, isGlued))).toEqual([])
  })

  it.each([
    ['t(`audit.did.${action}`)', 'made of pieces'],
    ["t('people.' + name)", 'made of pieces'],
    ["`${t('app.save')}: ${name}`", 'glued'],
    ["t('app.save') + name", 'glued'],
    ["<p>{t('app.save')} ({count})</p>", 'glued'],
    ["<p>{name} of {t('app.save')}</p>", 'glued'],
    ["<p>{name}: {isOn && t('app.save')}</p>", 'glued'],
    ["<p>{isOn ? t('app.save') : name} so far</p>", 'glued'],
    ["<p>{t('app.save')}{name && `: ${name}`}</p>", 'glued'],
    ["`${day} · ${t('app.save')}`", 'well'],
    ["<p>{t('app.save')} <b>{name}</b></p>", 'well'],
    ['fetch(`/api/v1/people/${id}`)', 'well'],
    ['<nav aria-label="Breadcrumb" />', 'words of its own'],
    ['<p>Close</p>', 'words of its own'],
    ['<p id="close">{name} · {when}</p>', 'well'],
  ])('would be found: %s is %s', (code, kind) => {
    const source = parse('example.tsx', code)
    expect(find(source, isKeyOfPieces).length > 0).toBe(kind === 'made of pieces')
    expect(find(source, isGlued).length > 0).toBe(kind === 'glued')
    if (kind !== 'glued') expect(find(source, isOwnWord).length > 0).toBe(kind === 'words of its own')
  })
})

/** What a module brings along: its imports, and theirs, without types and without those that come later. */
function closureOf(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path)) return seen
  seen.add(path)
  const source = sources.find((one) => one.path === path)
  for (const statement of source?.tree.statements ?? [])
    if (
      ((ts.isImportDeclaration(statement) && !statement.importClause?.isTypeOnly) ||
        ts.isExportDeclaration(statement)) &&
      statement.moduleSpecifier
    )
      closureOf(targetOf(path, statement.moduleSpecifier), seen)
  return seen
}

function targetOf(from: string, specifier: ts.Node): string {
  const name = ts.isStringLiteral(specifier) ? specifier.text : ''
  return name.startsWith('.') ? relative(SOURCE, join(SOURCE, dirname(from), name)) : name
}

/** The topics that are said by a module and all that it brings along. */
function topicsOf(path: string): Set<string> {
  const modules = closureOf(path)
  const keys = sources.filter((source) => modules.has(source.path)).flatMap(keysIn)
  return new Set(keys.map((key) => topics.get(key) ?? ''))
}

/** A place from which a module is loaded later, and the topics that come with it. */
interface Door {
  readonly from: string
  readonly to: string
  readonly topics: readonly string[]
}

const wordsIn = (node: ts.Node) => nodesOf(node).flatMap((one) => (ts.isStringLiteral(one) ? [one.text] : []))

/** What `withTexts(['a'], …)` or `pageWith('a')` brings. */
function topicsOfCall(node: ts.Node): readonly string[] {
  if (!ts.isCallExpression(node)) return []
  const callee = node.expression.getText()
  if (callee === 'pageWith') return node.arguments.flatMap(wordsIn)
  const [list] = node.arguments
  return callee === 'withTexts' && list && ts.isArrayLiteralExpression(list) ? wordsIn(list) : []
}

/** Modules that come later, with what a call around them brings, or what the maker does that they are given to. */
function doorsOf({ path, tree }: Source): Door[] {
  const nodes = nodesOf(tree)
  const makers = new Map(
    nodes.flatMap((node) =>
      (ts.isVariableDeclaration(node) || ts.isFunctionDeclaration(node)) && node.name
        ? [[node.name.getText(), nodesOf(node).flatMap(topicsOfCall)] as const]
        : [],
    ),
  )
  const cameWith = (node: ts.Node): readonly string[] => {
    if (!ts.isCallExpression(node)) return ts.isSourceFile(node) ? [] : cameWith(node.parent)
    const made = makers.get(node.expression.getText()) ?? topicsOfCall(node.expression)
    return [...made, ...topicsOfCall(node), ...cameWith(node.parent)]
  }
  return nodes.flatMap((node) => {
    const [target] = ts.isCallExpression(node) ? node.arguments : []
    if (!target || !ts.isCallExpression(node) || node.expression.kind !== ts.SyntaxKind.ImportKeyword)
      return []
    return [{ from: path, to: targetOf(path, target), topics: cameWith(node) }]
  })
}

describe('a part of the web that comes later', () => {
  const doors = sources.flatMap(doorsOf).filter(({ to }) => sources.some(({ path }) => path === to))
  const closures = new Map(doors.map(({ to }) => [to, closureOf(to)]))

  /** What is surely there when a module is: of all the doors to it, what each brings or finds. */
  function sureTopics(path: string, before: readonly string[] = []): Set<string> {
    const ways = doors.filter(({ to }) => !before.includes(to) && closures.get(to)?.has(path))
    const [first = new Set<string>(), ...others] = ways.map(
      (door) => new Set([...door.topics, ...sureTopics(door.from, [...before, door.to])]),
    )
    return new Set([...first].filter((topic) => others.every((other) => other.has(topic))))
  }

  it('is not needed for the texts of the first page', () => {
    // Both are on the shelf that everybody has.
    expect([...topicsOf('main.tsx')].sort()).toEqual(['everybody', 'navigation'])
  })

  it('comes with the texts that it says', () => {
    const missing = doors.flatMap((door) => {
      const sure = new Set(['everybody', ...door.topics, ...sureTopics(door.from)])
      const lacks = [...topicsOf(door.to)].filter((topic) => !sure.has(topic))
      return lacks.length > 0 ? [`${door.from} loads ${door.to} without ${lacks.join(', ')}`] : []
    })
    expect(missing).toEqual([])
  })
})
