import { getHeapStatistics } from 'node:v8'
import { Environment, isSecret } from './config.ts'

/**
 * What the server uses, for people to read: each setting with its value and where that is from. Of secrets it says that they are
 * set, and nothing of what they are: also a part of one, such as a host, can be wrong guessed out of a password.
 *
 * @param env one that `readConfig` takes
 */
export function settingsTable(env: NodeJS.ProcessEnv, version: string): string {
  const defaults: Readonly<Record<string, unknown>> = Environment.parse({})
  const rows = Object.keys(Environment.shape).map((name) => {
    const given = env[name]?.trim() ? env[name] : undefined
    const file = isSecret(name) ? env[`${name}_FILE`] || undefined : undefined
    if (file) return [name, '(secret)', `the file ${oneLine(file)}`]
    if (given) return [name, shown(name, given), 'environment']
    return [name, defaultOf(defaults[name]), 'default']
  })
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => [...(row[column] ?? '')].length)))
  const lines = rows.map((row) =>
    row.map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - [...cell].length))),
  )
  const heapMb = Math.round(getHeapStatistics().heap_size_limit / 1024 ** 2)
  return [
    `Lectern ${version} on Node.js ${process.versions.node}, with a heap of ${heapMb} MB at most. Settings:`,
    ...lines.map((cells) => `  ${cells.join('  ').trimEnd()}`),
  ].join('\n')
}

const LONGEST = 80

function shown(name: string, value: string): string {
  if (isSecret(name)) return '(secret)'
  // Whoever writes a name and a password into an address does not want to read them here.
  if (/^[a-z][a-z+.-]*:.*@/i.test(value)) return '(an address with a password)'
  if (/^[a-z][a-z+.-]*:\/\/[^?#]*[?#]/i.test(value)) return `${oneLine(value.split(/[?#]/)[0] ?? '')}?…`
  return oneLine(value)
}

/** A value can't look like a line of ours, and is no longer than one. */
function oneLine(value: string): string {
  const flat = value.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '?')
  return flat.length > LONGEST ? `${flat.slice(0, LONGEST)}…` : flat
}

function defaultOf(value: unknown): string {
  return value === undefined || value === '' ? '–' : String(value)
}
