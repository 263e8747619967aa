import { expect, it } from 'vitest'
import { usualRule } from './attendance-rule.ts'
import { completionPresets, usualCompletionRule } from './completion-rule.ts'
import {
  checksNeeded,
  type EvidenceBasis,
  evidenceProfileKeys,
  evidenceProfiles,
  profileFindings,
} from './evidence-profile.ts'
import { inEachLanguage } from './message.ts'

const name = inEachLanguage(() => 'Zoom')

/** Everything that any profile asks for. */
const whole: EvidenceBasis = {
  tool: { name, logs: 'by-person' },
  minutes: 100,
  rule: { ...usualRule, thresholdPercent: 100 },
  requirements: [{ type: 'minutes', percent: 100 }, { type: 'by-hand' }],
  keptDays: 3653,
  checks: 6,
  signs: true,
  hasContent: true,
  hasInstructors: true,
}
const codesOf = (key: keyof typeof evidenceProfiles, change: Partial<EvidenceBasis> = {}) =>
  profileFindings(evidenceProfiles[key].asks, { ...whole, ...change }).map(({ code }) => code)

it('is green for every profile where everything is as it asks', () => {
  for (const key of evidenceProfileKeys) expect(codesOf(key)).toEqual([])
})

it('asks in Italy for a log of people, 90 % of planned time, a final check and ten years', () => {
  expect(codesOf('italy-81-08', { tool: { name, logs: 'none' } })).toEqual(['profile-no-log'])
  expect(codesOf('italy-81-08', { tool: { name, logs: 'by-typed-name' } })).toEqual(['profile-names-only'])
  // Who is in a venue is marked by hand.
  expect(codesOf('italy-81-08', { tool: null })).toEqual([])
  expect(codesOf('italy-81-08', { requirements: [{ type: 'minutes', percent: 90 }] })).toEqual([
    'profile-final-check',
  ])
  expect(codesOf('italy-81-08', { keptDays: 3652 })).toEqual([])
  expect(codesOf('italy-81-08', { keptDays: 3651 })).toEqual(['profile-retention'])
  expect(codesOf('italy-81-08', { hasContent: false, hasInstructors: false })).toEqual([
    'profile-no-content',
    'profile-no-instructors',
  ])
})

it('finds the least share with which somebody completes the course', () => {
  const findings = (change: Partial<EvidenceBasis>) =>
    profileFindings(evidenceProfiles['italy-81-08'].asks, { ...whole, ...change })
  const byHand = { type: 'by-hand' } as const
  expect(findings({ requirements: [{ type: 'minutes', percent: 89 }, byHand] })).toEqual([
    { code: 'profile-share', params: { percent: 90, asked: 89, asks: 'some' } },
  ])
  // All events, each by the rule of attendance: as good where that is of planned time.
  const all = { requirements: [{ type: 'events', atLeast: null } as const, byHand] }
  expect(findings({ ...all, rule: { ...usualRule, thresholdPercent: 90 } })).toEqual([])
  const ofClass = { ...usualRule, thresholdPercent: 90, window: 'class' as const }
  expect(findings({ ...all, rule: ofClass })).toMatchObject([{ params: { asked: 0, asks: 'none' } }])
  expect(findings({ requirements: [{ type: 'events', atLeast: 3 }, byHand] })).toMatchObject([
    { params: { asked: 0 } },
  ])
  const usual = { rule: usualRule, requirements: usualCompletionRule.requirements }
  expect(codesOf('plain', usual)).toEqual([])
  expect(codesOf('plain', { ...usual, rule: { ...usualRule, window: 'class' } })).toEqual([])
  for (const key of evidenceProfileKeys)
    expect(codesOf(key, { requirements: completionPresets[key].requirements })).toEqual([])
})

it('asks in the US for three checks in each 50 minutes, of people behind a screen alone', () => {
  const asked = { count: 3, minutes: 50 }
  expect([10, 50, 99, 100, 480].map((minutes) => checksNeeded(asked, minutes))).toEqual([3, 3, 3, 6, 27])
  expect(codesOf('us-cpe', { checks: 5 })).toEqual(['profile-no-checks'])
  expect(codesOf('us-cpe', { checks: 0, tool: null })).toEqual([])
  expect(codesOf('france', { signs: false })).toEqual(['profile-no-signatures'])
  expect(codesOf('osha', { hasInstructors: false })).toEqual(['profile-no-instructors'])
  expect(codesOf('hipaa', { hasContent: false, keptDays: 365 })).toEqual([
    'profile-retention',
    'profile-no-content',
  ])
})
