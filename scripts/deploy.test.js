import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const unit = readFileSync(join(root, 'deploy/lectern.service'), 'utf8')
const config = readFileSync(join(root, 'packages/server/src/config.ts'), 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'lectern-unit-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Debian's systemd-analyze is not everywhere where tests run. */
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0
/** Wherever Node.js is here. */
const file = join(folder, 'lectern.service')
writeFileSync(file, unit.replace('/usr/bin/node', process.execPath))

describe('the unit of systemd', () => {
  it.skipIf(!hasSystemd)('is one that systemd takes', () => {
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' })
    expect({ status, about: stderr.split('\n').filter((line) => line.includes('lectern.service')) }).toEqual({
      status: 0,
      about: [],
    })
  })

  it.skipIf(!hasSystemd)('exposes little', () => {
    const args = ['security', '--offline=true', '--threshold=20', file] // 2.0 of 10
    const { status, stdout } = spawnSync('systemd-analyze', args, { encoding: 'utf8' })
    expect({ status, said: status === 0 ? '' : stdout }).toEqual({ status: 0, said: '' })
  })

  it('sets what Lectern knows, and no secret', () => {
    const set = Array.from(unit.matchAll(/^Environment=(\w+)=(.*)$/gm), ([, name, value]) => ({
      name,
      value,
    }))
    expect(set.length).toBeGreaterThan(0)
    for (const { name } of set) expect(config).toContain(name.replace(/_FILE$/, ''))
    for (const { name, value } of set.filter((one) => one.name.endsWith('_FILE'))) {
      expect(config).toContain(`'${name.replace(/_FILE$/, '')}',`)
      expect(value).toMatch(/^%d\//)
    }
  })
})
