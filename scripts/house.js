/** The house: which folder stands in which group, and how they hang together. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join, posix, sep } from 'node:path'
import { root } from './bootstrap.js'

/** Groups of features, each knowing only itself and those before it. */
export const GROUPS = ['platform', 'messages', 'people', 'rooms', 'training', 'operations']

/**
 * An import from one folder to another.
 * @typedef {object} Arrow
 * @property {string} a the folder that imports
 * @property {string} b the folder that is imported
 * @property {string} from
 * @property {string} to
 */

const FEATURE = /^packages\/(?:server|web)\/src\/features\/([^/]+)\/([^/]+)\//
const PLUMBING = /^packages\/server\/src\/([^/]+)\//

/**
 * The folder that a file of the server or a feature of the web app belongs to. Files at the top of the server belong to
 * none: they wire the others.
 *
 * @param {string} path
 * @returns {string | undefined} such as `training/events` or `db`; those of the web begin with `web:`
 */
export function folderOf(path) {
  const [, group, noun] = FEATURE.exec(path) ?? []
  if (noun) return `${path.startsWith('packages/web/') ? 'web:' : ''}${group}/${noun}`
  return PLUMBING.exec(path)?.[1]
}

/** @param {string} folder @returns {string | undefined} undefined for plumbing */
export function groupOf(folder) {
  return folder.includes('/') ? folder.replace(/^web:/, '').split('/')[0] : undefined
}

/**
 * Circles of folders, a shortest one for each knot.
 *
 * @param {Arrow[]} arrows
 * @returns {Arrow[][]} the imports that make each, in order
 */
export function circlesBetween(arrows) {
  const next = Map.groupBy(arrows, ({ a }) => a)
  const circles = []
  const known = new Set()
  for (const start of [...next.keys()].sort()) {
    if (known.has(start)) continue
    const circle = shortestBack(start, next)
    if (!circle) continue
    for (const { a } of circle) known.add(a)
    circles.push(circle)
  }
  return circles
}

/** The shortest way from a folder back to itself. */
function shortestBack(start, next) {
  const cameBy = new Map()
  const queue = [start]
  for (const folder of queue) {
    for (const arrow of next.get(folder) ?? []) {
      if (arrow.b === start) {
        const way = [arrow]
        for (let at = folder; at !== start; at = way[0].a) way.unshift(cameBy.get(at))
        return way
      }
      if (cameBy.has(arrow.b)) continue
      cameBy.set(arrow.b, arrow)
      queue.push(arrow.b)
    }
  }
}

/** The sources of all packages, by path relative to the root. @returns {Record<string, string>} */
export function readSources() {
  const files = {}
  for (const name of readdirSync(join(root, 'packages'))) {
    const folder = join(root, 'packages', name, 'src')
    if (!existsSync(folder)) continue
    for (const entry of readdirSync(folder, { recursive: true })) {
      if (!/\.tsx?$/.test(entry)) continue
      const path = `packages/${name}/src/${entry.split(sep).join('/')}`
      files[path] = readFileSync(join(root, path), 'utf8')
    }
  }
  return files
}

/** Imports between folders of the server and of the web app. @returns {Arrow[]} */
export function arrowsOf(files) {
  return Object.entries(files)
    .filter(([path]) => !isTest(path))
    .flatMap(([from, source]) =>
      importsOf(from, source).flatMap((to) => {
        const [a, b] = [folderOf(from), folderOf(to)]
        return a && b && a !== b ? [{ a, b, from, to }] : []
      }),
    )
}

/** @returns {string[]} what a source imports: paths relative to the root, or names of packages */
export function importsOf(path, source) {
  const code = source.replace(/^\s*(\/\/|\/?\*).*$/gm, '')
  const pattern =
    /^\s*(?:import|export)\s[^'"`;]*?from\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm
  const names = Array.from(code.matchAll(pattern), ([, from, alone, dynamic]) => from ?? alone ?? dynamic)
  return [...new Set(names)].map((name) => resolveName(path, name))
}

function resolveName(path, name) {
  if (name.startsWith('.')) return posix.join(posix.dirname(path), name)
  return builtinModules.includes(name) ? `node:${name}` : name
}

/** Tests may know everything. */
export function isTest(path) {
  return /\.test\.tsx?$|\/test\/|\/examples\//.test(path)
}
