/**
 * Draws the house into docs/ARCHITECTURE.md: the groups, their folders, and who knows whom. `npm run picture`; the check
 * of `npm run check:deps` says when the drawing is of another house.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './bootstrap.js'
import { arrowsOf, folderOf, GROUPS, groupOf, readSources } from './house.js'

export const PAPER = join(root, 'docs/ARCHITECTURE.md')
const DRAWING = /(<!-- house: npm run picture -->\n)[\s\S]*?(<!-- \/house -->)/

/**
 * The features of the server as a Mermaid flowchart. An arrow that follows from others is left out: who knows `a`, which
 * knows `b`, may know `b` too.
 *
 * @param {Record<string, string>} files source texts by path, relative to the root
 * @returns {string}
 */
export function draw(files) {
  const features = arrowsOf(files).filter(({ a, b }) => isFeature(a) && isFeature(b))
  const folders = [...new Set(Object.keys(files).map(folderOf))].filter((one) => one && isFeature(one)).sort()
  const lines = ['flowchart TB']
  for (const group of GROUPS.toReversed()) {
    lines.push(`  subgraph ${group}`)
    for (const folder of folders.filter((one) => groupOf(one) === group))
      lines.push(`    ${idOf(folder)}[${folder.split('/')[1]}]`)
    const inside = features.filter(({ a, b }) => groupOf(a) === group && groupOf(b) === group)
    for (const [a, b] of reduced(inside)) lines.push(`    ${idOf(a)} --> ${idOf(b)}`)
    lines.push('  end')
  }
  const between = features.map(({ a, b }) => ({ a: groupOf(a) ?? '', b: groupOf(b) ?? '' }))
  for (const [a, b] of reduced(between.filter(({ a, b }) => a !== b))) lines.push(`  ${a} ==> ${b}`)
  return lines.join('\n')
}

/** Arrows without those that a longer way replaces. In a circle all stay. @returns {[string, string][]} sorted */
function reduced(arrows) {
  const next = new Map()
  for (const { a, b } of arrows) next.set(a, (next.get(a) ?? new Set()).add(b))
  const leads = (from, to, seen = new Set()) => {
    if (from === to) return true
    if (seen.has(from)) return false
    seen.add(from)
    return [...(next.get(from) ?? [])].some((one) => leads(one, to, seen))
  }
  return [...next]
    .flatMap(([a, all]) => [...all].map((b) => [a, b]))
    .filter(
      ([a, b]) =>
        ![...next.get(a)].some((other) => other !== b && leads(other, b, new Set([a])) && !leads(b, other)),
    )
    .sort((one, other) => `${one}`.localeCompare(`${other}`))
}

function isFeature(folder) {
  return groupOf(folder) !== undefined && !folder.startsWith('web:')
}

/** Names in the drawing: `end` alone is a word of its language. */
function idOf(folder) {
  return folder.replace(/\W/g, '_')
}

/** @returns {string} the page with today's drawing */
export function withDrawing(page, files) {
  return page.replace(
    DRAWING,
    (_all, before, after) => `${before}\`\`\`mermaid\n${draw(files)}\n\`\`\`\n${after}`,
  )
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  writeFileSync(PAPER, withDrawing(readFileSync(PAPER, 'utf8'), readSources()))
