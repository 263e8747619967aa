import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { root } from './bootstrap.js'

/** A clone in which nothing is installed yet, and an npm that says much. */
const clone = mkdtempSync(join(tmpdir(), 'lectern-clone-'))
const env = { ...process.env, npm_execpath: join(clone, 'npm.js'), npm_node_execpath: process.execPath }

beforeAll(() => {
  for (const name of ['bootstrap.js', 'run.js'])
    cpSync(join(root, 'scripts', name), join(clone, 'scripts', name))
  writeFileSync(join(clone, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(clone, 'package-lock.json'), '{ "packages": {} }')
  writeFileSync(join(clone, 'key.js'), 'console.log("2026-11-30:c2VjcmV0")')
  writeFileSync(
    env.npm_execpath,
    'import { mkdirSync } from "node:fs"; mkdirSync("node_modules", { recursive: true }); console.log("added 900 packages")',
  )
  mkdirSync(join(clone, 'node_modules'))
})
afterAll(() => rmSync(clone, { recursive: true }))

it('installs on a fresh clone without a word into what a command prints: people write that into a file', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/run.js', 'key.js'], {
    cwd: clone,
    env,
    encoding: 'utf8',
  })
  expect([status, stdout]).toEqual([0, '2026-11-30:c2VjcmV0\n'])
  expect(stderr).toContain('added 900 packages')
  expect(readFileSync(join(clone, 'node_modules/.lectern-lock'), 'utf8')).toMatch(/^[0-9a-f]{64}$/)
})
