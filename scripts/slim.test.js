import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { isRead, sizeOf, slim } from '../deploy/slim.js'
import { root } from './bootstrap.js'

it.each([
  ['@fontsource/noto-sans-sc/files/noto-sans-sc-12-400-normal.woff', true],
  ['@fontsource/noto-sans/files/noto-sans-latin-700-normal.woff', true],
  ['@fontsource/noto-sans/unicode.json', true],
  ['@fontsource/noto-sans/LICENSE', true],
  ['@fontsource/noto-sans/files/noto-sans-latin-700-italic.woff', false],
  ['@fontsource/noto-sans/files/noto-sans-latin-400-normal.woff2', false],
  ['@fontsource/noto-sans/files/noto-sans-latin-500-normal.woff', false],
  ['@fontsource/noto-sans/400.css', false],
  ['zod/index.js', true],
  ['zod/LICENSE.md', true],
  ['zod/index.d.ts', false],
  ['zod/src/index.ts', false],
  ['pdfkit/js/pdfkit.node.mjs', true],
  ['pdfkit/js/pdfkit.browser.js', false],
  ['some/README.md', false],
  ['some/templates/page.mdx', true],
])('%s is read while a server runs: %s', (path, expected) => {
  expect(isRead(path)).toBe(expected)
})

it('takes away what is not read, and nothing that links lead to', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-slim-'))
  try {
    const write = (path) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), 'twelve bytes')
    }
    for (const path of ['index.js', 'index.d.ts', 'node_modules/b/index.js', 'node_modules/b/b.md'])
      write(`node_modules/a/${path}`)
    write('packages/server/src/main.ts')
    mkdirSync(join(folder, 'node_modules/@lectern'))
    symlinkSync('../../packages/server', join(folder, 'node_modules/@lectern/server'))
    slim(folder)
    expect(sizeOf(join(folder, 'node_modules'))).toBe(24)
    expect(readdirSync(join(folder, 'packages/server/src'))).toEqual(['main.ts'])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

it('leaves an image less than half of what is installed to run', () => {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const fonts = Object.keys(lock.packages).filter((path) => /node_modules\/@fontsource\/noto-/.test(path))
  expect(fonts).toHaveLength(7)
  const files = fonts.flatMap((path) =>
    readdirSync(join(root, path), { recursive: true }).map((file) =>
      `${path}/${file}`.slice('node_modules/'.length),
    ),
  )
  const kept = files.filter(isRead)
  expect(kept.length).toBeGreaterThan(400)
  expect(kept.length).toBeLessThan(files.length / 8)
})
