import { Problem, queryClient } from '../../../api/client.ts'
import { deviceStore } from '../../../api/device-store.ts'
import { presenceKey as storageKey } from '../../people/auth/keys.ts'
import { askPresence, type OwnPresence, ownPresenceKey, sendAnswers } from './queries.ts'

// What somebody answered or asked on this phone, until the platform has it: a network that is away loses nothing. It is
// kept under who is signed in, and signing out forgets it.

/** An answer with the clock of the phone. */
export interface KeptAnswer {
  readonly id: string
  readonly eventId: string
  readonly checkId: string | null
  readonly code: string
  readonly proof: string
  readonly phoneAt: string
}

/** A QR check that was shown without a network. */
export interface KeptCheck {
  readonly id: string
  readonly eventId: string
  readonly seed: string
  readonly minutes: number
  readonly phoneAt: string
}

interface Kept {
  /** Whose it is; empty = whoever signs in. */
  readonly personId: string
  readonly answers: readonly KeptAnswer[]
  readonly checks: readonly KeptCheck[]
  /** What was asked when the platform was last heard of, by event. */
  readonly seen: Readonly<Record<string, OwnPresence>>
}

const nothing: Kept = { personId: '', answers: [], checks: [], seen: {} }
const AGAIN_MS = 15_000
/** The platform takes nothing after a day; what was seen is of no use then. */
const DAY_MS = 25 * 3_600_000
const store = deviceStore(storageKey, nothing)

export const { read: readKept, listen: onKept } = store

const write = (change: (kept: Kept) => Kept): void => store.write(change(store.readAny()))

/** What somebody else left in this browser is not theirs. */
export function keepFor(personId: string): void {
  if (store.readAny().personId === personId) return
  write((kept) => (kept.personId === '' ? { ...kept, personId } : { ...nothing, personId }))
}

export const keepAnswer = (answer: KeptAnswer): void =>
  write((kept) => ({ ...kept, answers: [...kept.answers, answer].slice(-50) }))

export const keepCheck = (check: KeptCheck): void =>
  write((kept) => ({ ...kept, checks: [...kept.checks, check].slice(-50) }))

/** What was asked is shown again where the platform can't be reached. */
export const keepSeen = (presence: OwnPresence): void =>
  write((kept) => {
    const isFresh = ({ endsAt }: OwnPresence) => Date.parse(endsAt) > Date.now() - DAY_MS
    const others = Object.entries(kept.seen).filter(([id, one]) => id !== presence.eventId && isFresh(one))
    return { ...kept, seen: Object.fromEntries([...others.slice(-5), [presence.eventId, presence]]) }
  })

/** What became of an answer that the platform did not take. */
export interface Refused {
  readonly answer: KeptAnswer
  readonly reason: string
}

/**
 * Sends what is kept of an event. What is not known there yet stays, and so does everything while there is no network.
 *
 * @returns what was refused, with why
 */
export async function sendKept(eventId: string): Promise<Refused[]> {
  await sendChecks(eventId)
  const answers = readKept().answers.filter((one) => one.eventId === eventId)
  if (answers.length === 0) return []
  const given = answers.map(({ eventId: _, ...answer }) => answer)
  const { results, presence } = await sendAnswers(eventId, {
    sentAt: new Date().toISOString(),
    answers: given,
  })
  queryClient.setQueryData(ownPresenceKey(eventId), presence)
  keepSeen(presence)
  const done = new Set(results.filter(({ outcome }) => outcome !== 'unknown').map(({ id }) => id))
  write((kept) => ({ ...kept, answers: kept.answers.filter(({ id }) => !done.has(id)) }))
  return results.flatMap(({ id, outcome, reason }) => {
    const answer = answers.find((one) => one.id === id)
    return answer && outcome === 'refused' ? [{ answer, reason: reason?.text ?? '' }] : []
  })
}

async function sendChecks(eventId: string): Promise<void> {
  for (const check of readKept().checks.filter((one) => one.eventId === eventId)) {
    const { id, seed, minutes, phoneAt } = check
    const phone = { phoneAt, sentAt: new Date().toISOString() }
    try {
      await askPresence(eventId, { id, seed, minutes, way: 'qr', word: '', phone })
    } catch (error) {
      // Refused for good: it stays away, as the class was cancelled or the day is over.
      if (!(error instanceof Problem) || error.status >= 500 || error.status === 429 || error.status === 401)
        throw error
    }
    write((kept) => ({ ...kept, checks: kept.checks.filter((one) => one.id !== id) }))
  }
}

/** Sends what is kept as soon as there is a network, and again and again until nothing is left. */
export function keepSending(eventId: string, onRefused: (refused: readonly Refused[]) => void): () => void {
  let isSending = false
  const send = async () => {
    const { answers, checks } = readKept()
    if (isSending || ![...answers, ...checks].some((one) => one.eventId === eventId)) return
    isSending = true
    try {
      const refused = await sendKept(eventId)
      if (refused.length > 0) onRefused(refused)
    } catch {
      // no network, or a server that is busy: it stays kept
    }
    isSending = false
  }
  const timer = setInterval(send, AGAIN_MS)
  window.addEventListener('online', send)
  void send()
  return () => {
    clearInterval(timer)
    window.removeEventListener('online', send)
  }
}
