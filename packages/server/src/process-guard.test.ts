import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'

const CHILD = new URL('../test/guarded-child.ts', import.meta.url).pathname

function run(fault: string) {
  const { status, stdout } = spawnSync(process.execPath, [CHILD, fault], { encoding: 'utf8' })
  return { status, said: stdout }
}

describe('a process in which something fails that nobody waits for', () => {
  it.each([
    ['rejection', 'nobody waited'],
    ['socket', 'ECONNRESET'],
    ['pg', 'Connection terminated unexpectedly'],
    ['stream', 'write after end'],
  ])('lives on after a %s, and says so in the log', (fault, words) => {
    const { status, said } = run(fault)
    expect(said).toContain('alive')
    expect(said).toContain(words)
    expect(status).toBe(0)
  })

  it('stops in order after a mistake of ours, so that it is started anew', () => {
    const { status, said } = run('bug')
    expect(said).toContain('undefined is not a function')
    expect(said).toContain('stopping in order')
    expect(said).not.toContain('alive')
    expect(status).toBe(1)
  })
})
