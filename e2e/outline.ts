import type { Page } from 'playwright-core'

/** A part of a page as assistive technology is told of it. */
interface Part {
  readonly role: string
  readonly name: string
  readonly level: string
  readonly parts: Part[]
}

/** What has a name that says something of the screen; the words of all others are for reading. */
const NAMED =
  /^(heading|button|link|textbox|searchbox|combobox|checkbox|radio|switch|spinbutton|slider|tab|tabpanel|tablist|menuitem|menu|dialog|region|navigation|banner|main|contentinfo|complementary|form|search|group|radiogroup|columnheader|table|grid|list|alert|progressbar|toolbar)$/
const LEFT_OUT = /^(text|paragraph|strong|emphasis|time|generic|code|img|status|superscript|subscript|mark)$/
/** Holds items of one kind, of which there are as many as there are. */
const HOLDS_ITEMS = /^(list|rowgroup|tree|listbox|feed)$/
const DATES = datesWords()

/** What stands around every page: its outline is kept with the home alone. */
const FRAME = /^(banner|navigation)$/
const SKIP_LINK = /^Skip to /
/** So many parts in a row, which look the same as those before them, are one of several. */
const LONGEST_REPEAT = 3

/**
 * How the page that is open is built: roles, names, levels and their order, as indented lines. No ids, figures, dates,
 * texts, sizes or fonts; of the items of a list, each kind once, and what repeats itself once.
 *
 * @param data what comes from the data and not from us: left out of the names
 * @param hasFrame whether the bar and the navigation belong to it
 */
export async function outlineOf(page: Page, data: readonly string[], hasFrame: boolean): Promise<string> {
  const words = data.filter((word) => word.length > 2).toSorted((one, other) => other.length - one.length)
  const all = read(await page.locator('body').ariaSnapshot())
  const parts = hasFrame
    ? all
    : all.filter(({ role, name }) => !FRAME.test(role) && !(role === 'link' && SKIP_LINK.test(name)))
  const clean = (name: string) =>
    words
      .reduce((rest, word) => rest.replaceAll(word, '…'), name)
      .replace(/“[^”]*”/g, '“…”')
      .replace(DATES, '#')
      .replace(/\d[\d.,:/–−-]*\s*(AM|PM|hours?|minutes?|seconds?|days?|h|min)?\b/g, '#')
      .replace(/#[\s#,.:–-]*#|#/g, '#')
      .trim()
  return `${once(parts.map((part) => linesOf(part, clean))).join('\n')}\n`
}

/** Leaves out what only repeats the parts before it: as many as there are data. */
function once(parts: readonly string[][]): string[] {
  const texts: string[] = []
  for (const part of parts.map((lines) => lines.join('\n'))) {
    texts.push(part)
    for (let size = 1; size <= LONGEST_REPEAT; size++) {
      const [before, last] = [texts.slice(-2 * size, -size), texts.slice(-size)]
      if (before.length === size && before.every((text, index) => text === last[index])) texts.splice(-size)
    }
  }
  return texts.flatMap((text) => (text === '' ? [] : text.split('\n')))
}

/** Reads the lines of Playwright: `- role "name" [level=1]: text`, indented by two spaces. */
function read(snapshot: string): Part[] {
  const top: Part = { role: '', name: '', level: '', parts: [] }
  const open: Part[] = [top]
  for (const line of snapshot.split('\n')) {
    const [, indent = '', role, quoted, rest = ''] =
      /^( *)- (?:')?([a-z]+)(?: ("(?:[^"\\]|\\.)*"))?(.*)$/.exec(line) ?? []
    if (!role) continue
    const depth = indent.length / 2
    const name = quoted ? String(JSON.parse(quoted.replace(/''/g, "'"))) : ''
    const part = { role, name, level: /\[level=(\d)\]/.exec(rest)?.[1] ?? '', parts: [] }
    open.length = depth + 1
    open[depth]?.parts.push(part)
    open.push(part)
  }
  return top.parts
}

type Clean = (name: string) => string

function linesOf(part: Part, clean: Clean, isInNavigation = false): string[] {
  const inside = (parts: readonly Part[]) =>
    once(parts.map((one) => linesOf(one, clean, isInNavigation || part.role === 'navigation')))
  if (LEFT_OUT.test(part.role)) return inside(part.parts)
  const name = NAMED.test(part.role) ? clean(part.name) : ''
  const first = `- ${part.role}${part.level && ` ${part.level}`}${name && ` "${name}"`}`
  const isOfItems = HOLDS_ITEMS.test(part.role) && !isInNavigation
  const lines = isOfItems ? kindsOf(part.parts, clean) : inside(part.parts)
  return [first, ...lines.map((line) => `  ${line}`)]
}

/** Each kind of item once, in an order of its own: which items there are is not the screen's matter. */
function kindsOf(items: readonly Part[], clean: Clean): string[] {
  const kinds = new Set(items.map((item) => `- ${item.role}${shapeOf(item, clean)}`))
  return [...kinds].sort()
}

/** The controls and headings of an item, each once, in one line; links and cells are named by what they show. */
function shapeOf(item: Part, clean: Clean): string {
  const found = new Set<string>()
  const walk = (part: Part) => {
    const name = /^(button|tab|checkbox|radio|combobox|textbox|switch)$/.test(part.role)
      ? clean(part.name)
      : ''
    if (!LEFT_OUT.test(part.role)) found.add(`${part.role}${part.level}${name && ` "${name}"`}`)
    for (const one of part.parts) walk(one)
  }
  for (const part of item.parts) walk(part)
  return found.size > 0 ? `: ${[...found].join(', ')}` : ''
}

/** Names of days and months, long and short. */
function datesWords(): RegExp {
  const days = Array.from({ length: 12 }, (_, index) => new Date(2024, index, 1))
  const week = Array.from({ length: 7 }, (_, index) => new Date(2024, 0, 1 + index))
  const names = (['long', 'short'] as const).flatMap((style) => [
    ...week.map((day) => day.toLocaleDateString('en-GB', { weekday: style })),
    ...days.map((day) => day.toLocaleDateString('en-GB', { month: style })),
  ])
  return new RegExp(`\\b(${[...new Set(names)].join('|')})\\b`, 'g')
}

/** What an outline has lost and won, as sentences; empty where nothing changed. */
export function differences(before: string, after: string): string[] {
  const [old, now] = [before.trimEnd().split('\n'), after.trimEnd().split('\n')]
  const count = (lines: readonly string[]) => {
    const counts = new Map<string, number>()
    for (const line of lines) counts.set(line.trim(), (counts.get(line.trim()) ?? 0) + 1)
    return counts
  }
  const [had, has] = [count(old), count(now)]
  const more = (one: Map<string, number>, other: Map<string, number>) =>
    [...one].filter(([line, times]) => times > (other.get(line) ?? 0)).map(([line]) => line)
  const found = [
    ...more(had, has).map((line) => `is gone: ${line}`),
    ...more(has, had).map((line) => `is new: ${line}`),
  ]
  if (found.length > 0 || before === after) return found
  const at = old.findIndex((line, index) => line !== now[index])
  return [`stands elsewhere: ${(now[at] ?? old[at] ?? '').trim()}`]
}
