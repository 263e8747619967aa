import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { readMoment } from './saml-document.ts'

describe('a moment of SAML', () => {
  it('is in UTC where no zone stands behind it, whatever the zone of the machine is', () => {
    const file = JSON.stringify(new URL('./saml-document.ts', import.meta.url).href)
    const script = `const { readMoment } = await import(${file})
      console.log(readMoment('2026-11-24T08:00:00'), readMoment('2026-11-24T08:00:00.123'))`
    const env = { ...process.env, TZ: 'Pacific/Chatham' }
    const said = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { env })
    const at = Date.UTC(2026, 10, 24, 8)
    expect(said.toString().trim()).toBe(`${at} ${at + 123}`)
  })

  it('is what its zone says where one does, and none where it is none', () => {
    expect(readMoment('2026-11-24T08:00:00Z')).toBe(Date.UTC(2026, 10, 24, 8))
    expect(readMoment('2026-11-24T08:00:00+13:45')).toBe(Date.UTC(2026, 10, 23, 18, 15))
    for (const none of [undefined, null, '', 'soon']) expect(readMoment(none)).toBeNaN()
  })
})
