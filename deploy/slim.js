/**
 * Takes out of installed packages what a running server never reads: weights and formats of fonts, types, maps, builds for browsers.
 * `node deploy/slim.js FOLDER` says how large the folder was, is, and what is largest in it now.
 */
import { globSync, lstatSync, readdirSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Documents are drawn with these alone (`packages/server/src/pdf/fonts.ts`). */
const FONT_FILE =
  /^@fontsource\/[^/]+\/(files\/[^/]+-(400|700)-normal\.woff|unicode\.json|package\.json|LICENSE)$/
/** Types and their sources, maps, papers; licences stay. */
const UNREAD = /\.(map|d\.ts|[cm]?ts|md|markdown|flow)$/i
const LICENCE = /(^|\/)(licen[cs]e|notice|copying)[^/]*$/i
const FOR_BROWSERS =
  /^pdfkit\/js\/(pdfkit\.browser|pdfkit\.standalone|pdfkit\.old)|^@aws-sdk\/.*\/dist-types\/|^@smithy\/.*\/dist-types\//

/** @param {string} path within `node_modules` @returns {boolean} whether a running server may read it */
export function isRead(path) {
  if (path.startsWith('@fontsource/')) return FONT_FILE.test(path)
  if (LICENCE.test(path)) return true
  return !UNREAD.test(path) && !FOR_BROWSERS.test(path)
}

/** Deletes what is not read. Links to packages of this repository are left alone: they run from their sources. */
export function slim(folder) {
  const modules = join(folder, 'node_modules')
  for (const path of filesIn(modules)) {
    const name = relative(modules, path)
      .replaceAll('\\', '/')
      .replace(/^.*node_modules\//, '')
    if (!isRead(name)) rmSync(path)
  }
}

/** In bytes, without what links lead to. */
export function sizeOf(folder) {
  return filesIn(folder).reduce((sum, path) => sum + lstatSync(path).size, 0)
}

/** Without following links: those of `node_modules/@lectern` lead to what is to stay. */
function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return filesIn(path)
    return entry.isFile() ? [path] : []
  })
}

const inMegabytes = (bytes) => `${Math.round(bytes / 1e6)} MB`

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const folder = process.argv[2] ?? '.'
  const parts = ['node_modules', 'packages']
  const before = parts.map((part) => sizeOf(join(folder, part)))
  slim(folder)
  for (const [at, part] of parts.entries())
    console.log(`${part}: ${inMegabytes(before[at] ?? 0)}, now ${inMegabytes(sizeOf(join(folder, part)))}`)
  const packages = globSync(['node_modules/[!@.]*', 'node_modules/@*/*'], { cwd: folder })
    .filter((path) => lstatSync(join(folder, path)).isDirectory())
    .map((path) => [path, sizeOf(join(folder, path))])
    .sort(([, one], [, other]) => other - one)
  for (const [path, bytes] of packages.slice(0, 10)) console.log(`  ${inMegabytes(bytes)} ${path}`)
}
