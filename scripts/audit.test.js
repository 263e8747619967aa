import { describe, expect, it } from 'vitest'
import { judge } from './audit.js'

const weak = (severity) => ({
  name: 'left-pad',
  severity,
  range: '<1.3.1',
  via: [{ title: 'Pads without end', url: 'https://github.com/advisories/GHSA-1' }, 'other'],
  fixAvailable: true,
})
const said = (report, stderr = '') => ({ stdout: JSON.stringify(report), stderr })

describe('what npm says of weaknesses', () => {
  it.each(['high', 'critical'])('fails for one that is %s, and tells it', (severity) => {
    expect(judge(said({ vulnerabilities: { 'left-pad': weak(severity) } }))).toEqual({
      state: 'weak',
      text: `${severity}: left-pad <1.3.1: Pads without end https://github.com/advisories/GHSA-1 (there is a newer version)`,
    })
  })

  it.each(['info', 'low', 'moderate'])('tells one that is %s, and fails nothing', (severity) => {
    const { state, text } = judge(said({ vulnerabilities: { 'left-pad': weak(severity) } }))
    expect([state, text]).toEqual(['clean', expect.stringContaining(`${severity}: left-pad`)])
  })

  it('is that there are none', () => {
    expect(judge(said({ vulnerabilities: {} }))).toEqual({
      state: 'clean',
      text: 'No weakness is known of what is installed to run.',
    })
  })

  it.each([
    ['a mirror', said({ message: '405 Method Not Allowed', error: {} }), '405 Method Not Allowed'],
    [
      'no network',
      said({ error: { code: 'ENOTFOUND', summary: 'getaddrinfo ENOTFOUND' } }),
      'getaddrinfo ENOTFOUND',
    ],
    ['a page of a proxy', { stdout: '<html>', stderr: 'npm error audit\nmore' }, 'npm error audit'],
    ['nothing', { stdout: '', stderr: '' }, 'it said nothing'],
  ])('is skipped with its reason for %s', (_, answer, reason) => {
    expect(judge(answer)).toEqual({ state: 'skipped', text: `the registry tells no weaknesses (${reason})` })
  })
})
