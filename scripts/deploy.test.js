import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { TABLE_BYTES } from '../packages/server/src/features/training/tables/tables.schemas.ts'
import { SIMULATORS } from './simulators.js'

const root = join(import.meta.dirname, '..')
const unit = readFileSync(join(root, 'deploy/lectern.service'), 'utf8')
const config = readFileSync(join(root, 'packages/server/src/config.ts'), 'utf8')
const handbook = readFileSync(join(root, 'docs/operating.md'), 'utf8')
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

describe('a proxy that we show', () => {
  const nginx = readFileSync(join(root, 'deploy/nginx.conf'), 'utf8')
  const caddy = readFileSync(join(root, 'deploy/Caddyfile'), 'utf8')

  it.each([
    ['nginx', nginx],
    ['Caddy', caddy],
  ])(
    '%s says for a year that there is TLS alone, keeps machines’ addresses in, and leads no program on',
    (_name, text) => {
      const [, seconds] = /Strict-Transport-Security "max-age=(\d+); includeSubDomains"/.exec(text) ?? []
      expect(Number(seconds)).toBeGreaterThanOrEqual(365 * 24 * 60 * 60)
      expect(text).toMatch(/(location \/internal\/ \{ return|respond \/internal\/\*) 404/)
      const plain = /(listen 80|http:\/\/ \{)[\s\S]*?\n\}/.exec(text)?.[0]
      expect(plain).toMatch(/\/api\/[\s\S]*403[\s\S]*308/)
      expect(plain).not.toMatch(/proxy/)
    },
  )

  it('nginx sets each header that Lectern believes, takes the largest body, and holds nothing back', () => {
    const set = Array.from(nginx.matchAll(/proxy_set_header (\S+) (\S+);/g), ([, name, value]) => [
      name,
      value,
    ])
    expect(Object.fromEntries(set)).toEqual({
      Host: '$host',
      'X-Forwarded-For': '$remote_addr',
      'X-Forwarded-Host': '$host',
      'X-Forwarded-Proto': 'https',
    })
    expect(nginx).toContain('proxy_buffering off;')
    const most = (text) => Number(/(?:body_size|proxy-body-size:) (\d+)m/.exec(text)?.[1]) * 1024 ** 2
    const ingress = readFileSync(join(root, 'deploy/kubernetes/service.yml'), 'utf8')
    for (const text of [nginx, ingress]) expect(most(text)).toBeGreaterThanOrEqual(TABLE_BYTES * 2)
  })
})

describe('docs/operating.md', () => {
  it('names every port of a simulator beside npm start', () => {
    for (const { setting, port } of SIMULATORS) expect(handbook).toContain(`| \`${setting}\` | \`${port}\` |`)
  })

  it('sets nothing in a shell that the next one has to know for compose', () => {
    const compose = readFileSync(join(root, 'deploy/compose.yml'), 'utf8')
    const needed = Array.from(compose.matchAll(/\$\{(\w+):\?/g), ([, name]) => name)
    expect(needed).toEqual(['PUBLIC_URL'])
    expect(handbook).toMatch(/echo 'PUBLIC_URL=\S+' > \.env/)
    expect(handbook).not.toMatch(/export PUBLIC_URL|&& umask/)
  })
})
