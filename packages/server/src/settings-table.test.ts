import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Environment, isSecret } from './config.ts'
import { settingsTable } from './settings-table.ts'

const names = Object.keys(Environment.shape)
/** The line of a setting. */
const lineOf = (env: Record<string, string>, name: string) =>
  settingsTable(env, '1.0.0')
    .split('\n')
    .find((line) => line.trim().split(/\s/)[0] === name)
    ?.trim()
    .split(/ {2,}/)

describe('the table of settings', () => {
  it('says every setting with its value and where that is from', () => {
    expect(lineOf({ PORT: '8443' }, 'PORT')).toEqual(['PORT', '8443', 'environment'])
    expect(lineOf({ PORT: '' }, 'PORT')).toEqual(['PORT', '8080', 'default'])
    expect(lineOf({ PORT: ' ' }, 'PORT')).toEqual(['PORT', '8080', 'default'])
    expect(lineOf({}, 'PUBLIC_URL')).toEqual(['PUBLIC_URL', '–', 'default'])
    expect(lineOf({ SMTP_URL_FILE: '/run/smtp' }, 'SMTP_URL')).toEqual([
      'SMTP_URL',
      '(secret)',
      'the file /run/smtp',
    ])
    const env = { MAIL_FROM: 'Academy <a@b.example>' }
    expect(lineOf(env, 'MAIL_FROM')).toEqual(['MAIL_FROM', 'Academy <a@b.example>', 'environment'])
    expect(settingsTable({}, '1.0.0').split('\n')).toHaveLength(names.length + 1)
    expect(settingsTable({}, '1.0.0')).toMatch(
      /^Lectern 1\.0\.0 on Node\.js \d+\.\d+\.\d+, with a heap of \d+ MB/,
    )
  })

  it.each(names.filter(isSecret))('says nothing of %s, whatever it is', (name) => {
    for (const value of [
      'Hidden-9f3',
      'postgres://Hidden:Hidden@Hidden:5432/Hidden?password=Hidden',
      'k:Hidden\n  PORT  Hidden',
    ])
      expect(settingsTable({ [name]: value }, '1.0.0')).not.toMatch(/Hidden/i)
    expect(lineOf({ [name]: 'Hidden' }, name)).toEqual([name, '(secret)', 'environment'])
  })

  it('knows as a secret whatever is called one, or is an address with room for a password that is meant for us', () => {
    const suspicious = names.filter((name) =>
      /KEY|SECRET|PASSWORD|TOKEN|^(DATABASE|SMTP|LIVE)_.*URL$/.test(name),
    )
    expect(suspicious.length).toBeGreaterThan(6)
    expect(suspicious.filter((name) => !isSecret(name))).toEqual([])
    const handbook = readFileSync(new URL('../../../docs/operating.md', import.meta.url), 'utf8')
    for (const name of names.filter(isSecret)) expect(handbook).toContain(`\`${name}_FILE\``)
  })

  it.each(names.filter((name) => !isSecret(name)))('hides a password in %s, too', (name) => {
    for (const value of [
      'https://ada:Hidden@host.example/',
      'https://host.example/?token=Hidden',
      'https://host.example/#Hidden',
    ])
      expect(settingsTable({ [name]: value }, '1.0.0')).not.toContain('Hidden')
  })

  it('lets no value look like a line of its own, or fill the screen', () => {
    const table = settingsTable({ HOST: `a\n  PORT  1\u202e${'x'.repeat(5_000)}` }, '1.0.0')
    expect(table.split('\n')).toHaveLength(names.length + 1)
    expect(table.length).toBeLessThan(12_000)
    expect(table).not.toContain('\u202e')
  })
})
