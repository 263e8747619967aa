import { useSyncExternalStore } from 'react'
import { answered, api, Problem } from '../../../api/client.ts'

// One proof at a time is asked for: whatever waits for it goes on, or fails, together.
let asking: { promise: Promise<void>; done: () => void; closed: () => void } | undefined
const listeners = new Set<() => void>()

function tell(): void {
  for (const listener of listeners) listener()
}

/** Whether the person has to prove who they are, for something that they began. */
export function useProofAsked(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => asking !== undefined,
  )
}

/**
 * Does what only a recent sign-in may; after an older one, once the person has proved who they are.
 *
 * @throws {Problem} `sign-in-needed-again` when they close the question
 */
export async function proven<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'sign-in-needed-again') throw error
    await ask().catch(() => {
      throw error
    })
    return work()
  }
}

/** The question was answered. */
export const proofGiven = () => end('done')

/** The question was closed. */
export const proofClosed = () => end('closed')

function end(how: 'done' | 'closed'): void {
  const ended = asking
  asking = undefined
  tell()
  ended?.[how]()
}

function ask(): Promise<void> {
  if (asking) return asking.promise
  let done = () => {}
  let closed = () => {}
  const promise = new Promise<void>((resolve, reject) => {
    done = resolve
    closed = () => reject(new Error('closed'))
  })
  asking = { promise, done, closed }
  tell()
  return promise
}

export async function proveByPassword(body: { password: string; code?: string }): Promise<void> {
  await answered(api.POST('/api/v1/me/proof', { body }))
}

/** @returns false when the person closed what the browser showed */
export async function proveByPasskey(): Promise<boolean> {
  const { startAuthentication } = await import('@simplewebauthn/browser')
  const { challengeId, options } = await answered(api.POST('/api/v1/me/proof/passkey/options'))
  const answer = await startAuthentication({ optionsJSON: options as never }).catch(() => undefined)
  if (!answer) return false
  await answered(api.POST('/api/v1/me/proof/passkey', { body: { challengeId, answer: { ...answer } } }))
  return true
}
