import type { AttendanceRule } from './attendance-rule.ts'
import type { Requirement } from './completion-rule.ts'
import type { LocalizedText, MessageCode, MessageParams, StoredMessage } from './message.ts'

/** Whom the evidence of a course has to convince. */
export const evidenceProfileKeys = ['plain', 'italy-81-08', 'us-cpe', 'hipaa', 'osha', 'france'] as const
export type EvidenceProfileKey = (typeof evidenceProfileKeys)[number]

/** What a profile asks of the evidence; null or false = it says nothing of it. */
export interface EvidenceAsks {
  /** Of the time that a course completes with, at least. */
  readonly share: { readonly percent: number; readonly isOfPlannedTime: boolean } | null
  /** Every entering and leaving of people who are known for sure. */
  readonly everyLeaving: boolean
  /** A test or a word of somebody before it is completed. */
  readonly finalCheck: boolean
  readonly keepYears: number | null
  /** So many presence checks for each stretch of so many minutes. */
  readonly checks: { readonly count: number; readonly minutes: number } | null
  /** Learners sign for each half-day. */
  readonly signatures: boolean
  /** What was taught is written down. */
  readonly content: boolean
  /** Who taught is named. */
  readonly instructors: boolean
}

/** Where a profile comes from: settings that somebody read, and no advice. */
export interface ProfileSource {
  /** As the law or standard calls itself. */
  readonly law: string
  readonly url: string
  /** Who wrote what was read, with its date where it has one. */
  readonly readIn: string
  /** A date. */
  readonly readOn: string
  /** Read of somebody who writes about the rule, and not in the rule itself. */
  readonly isSecondHand: boolean
  /** What is customary or supposed and stands in no text that was read. */
  readonly supposed: readonly (keyof EvidenceAsks)[]
}

export interface EvidenceProfile {
  readonly asks: EvidenceAsks
  /** Null = the product’s own. */
  readonly source: ProfileSource | null
}

const nothing: EvidenceAsks = {
  share: null,
  everyLeaving: false,
  finalCheck: false,
  keepYears: null,
  checks: null,
  signatures: false,
  content: false,
  instructors: false,
}
const READ_ON = '2026-11-28'

export const evidenceProfiles: Readonly<Record<EvidenceProfileKey, EvidenceProfile>> = {
  plain: { asks: { ...nothing, share: { percent: 80, isOfPlannedTime: false } }, source: null },
  'italy-81-08': {
    asks: {
      ...nothing,
      share: { percent: 90, isOfPlannedTime: true },
      everyLeaving: true,
      finalCheck: true,
      keepYears: 10,
      content: true,
      instructors: true,
    },
    source: {
      law: 'D.Lgs. 81/2008 art. 37, Accordo Stato-Regioni 17 aprile 2025 (n. 59/CSR)',
      url: 'https://www.sicurezzambiente.net/news-e-eventi__3/accordo-stato-regioni-17-aprile-2025_ID3043.html',
      readIn: 'sicurezzambiente.net, 2025-10-30',
      readOn: READ_ON,
      isSecondHand: true,
      supposed: ['content', 'instructors'],
    },
  },
  'us-cpe': {
    asks: {
      ...nothing,
      share: { percent: 100, isOfPlannedTime: true },
      everyLeaving: true,
      keepYears: 5,
      checks: { count: 3, minutes: 50 },
    },
    source: {
      law: 'NASBA/AICPA, Statement on Standards for CPE Programs, No. 16',
      url: 'https://www.nasbaregistry.org/what-sponsors-need-to-know/reasons-compliance-audit-failures-group-internet-based-delivery-method',
      readIn: 'nasbaregistry.org',
      readOn: READ_ON,
      isSecondHand: false,
      supposed: ['share', 'keepYears'],
    },
  },
  hipaa: {
    asks: { ...nothing, keepYears: 6, content: true },
    source: {
      law: 'HIPAA, 45 CFR 164.530(j), 164.316(b)(2)',
      url: 'https://hipaanswers.com',
      readIn: 'hipaanswers.com, medcurity.com',
      readOn: READ_ON,
      isSecondHand: true,
      supposed: [],
    },
  },
  osha: {
    asks: { ...nothing, keepYears: 3, content: true, instructors: true },
    source: {
      law: 'OSHA 1910.1030 (bloodborne pathogens)',
      url: 'https://totalmedicalcompliance.com',
      readIn: 'totalmedicalcompliance.com',
      readOn: READ_ON,
      isSecondHand: true,
      supposed: [],
    },
  },
  france: {
    asks: { ...nothing, keepYears: 5, signatures: true, instructors: true },
    source: {
      law: 'Code du travail R.6313-3, Qualiopi',
      url: 'https://www.centre-inffo.fr',
      readIn: 'centre-inffo.fr, 2022-05-11',
      readOn: READ_ON,
      isSecondHand: false,
      supposed: ['keepYears', 'signatures', 'instructors'],
    },
  },
}

/** What is known of an event before its class. */
export interface EvidenceBasis {
  /** Null = the event has none; `logs`: what its reports will say of who came and left. */
  readonly tool: {
    readonly name: LocalizedText
    readonly logs: 'by-person' | 'by-typed-name' | 'none'
  } | null
  /** Planned, without breaks. */
  readonly minutes: number
  readonly rule: Pick<AttendanceRule, 'thresholdPercent' | 'window'>
  readonly requirements: readonly Requirement[]
  /** How long the platform keeps evidence; null = for good. */
  readonly keptDays: number | null
  /** Presence checks that are planned for it. */
  readonly checks: number
  /** Learners sign in it. */
  readonly signs: boolean
  readonly hasContent: boolean
  readonly hasInstructors: boolean
}

const DAYS_A_YEAR = 365.25

/**
 * What of an event does not meet a profile, each with why and what to do; none = green. It looks at what is planned, so that
 * there is time to mend it.
 */
export function profileFindings(asks: EvidenceAsks, basis: EvidenceBasis): StoredMessage[] {
  const { tool, checks, keptDays: days } = basis
  const found: StoredMessage[] = []
  const say = (isWrong: boolean, code: MessageCode, params: MessageParams = {}) => {
    if (isWrong) found.push({ code, params })
  }
  if (asks.everyLeaving && tool) {
    say(tool.logs === 'none', 'profile-no-log', { tool: tool.name })
    say(tool.logs === 'by-typed-name', 'profile-names-only', { tool: tool.name })
  }
  if (asks.share) {
    const { percent } = asks.share
    const asked = shareAsked(basis, asks.share.isOfPlannedTime)
    say(asked < percent, 'profile-share', { percent, asked, asks: asked === 0 ? 'none' : 'some' })
  }
  const isChecked = basis.requirements.some(({ type }) => type === 'score' || type === 'by-hand')
  say(asks.finalCheck && !isChecked, 'profile-final-check')
  const years = asks.keepYears ?? 0
  const isTooShort = days !== null && days < Math.floor(years * DAYS_A_YEAR)
  say(isTooShort, 'profile-retention', { years, days: days ?? 0 })
  // In a room people see who is there; whoever is behind a screen has to show it.
  const needed = asks.checks && tool ? checksNeeded(asks.checks, basis.minutes) : 0
  say(checks < needed, 'profile-no-checks', { needed, planned: checks })
  say(asks.signatures && !basis.signs, 'profile-no-signatures')
  say(asks.content && !basis.hasContent, 'profile-no-content')
  say(asks.instructors && !basis.hasInstructors, 'profile-no-instructors')
  return found
}

/** For each whole stretch, at least for one. */
export function checksNeeded({ count, minutes }: { count: number; minutes: number }, of: number): number {
  return count * Math.max(1, Math.floor(of / minutes))
}

/** The least share of the time with which somebody completes the course. */
function shareAsked({ rule, requirements }: EvidenceBasis, isOfPlannedTime: boolean): number {
  const shares = requirements.map((one) => {
    if (one.type === 'minutes') return one.percent
    const isOfAll = one.type === 'events' && one.atLeast === null
    return isOfAll && (rule.window === 'planned' || !isOfPlannedTime) ? rule.thresholdPercent : 0
  })
  return Math.max(0, ...shares)
}
