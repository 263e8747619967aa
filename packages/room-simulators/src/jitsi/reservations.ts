import { setTimeout as sleep } from 'node:timers/promises'
import type { Room } from './model.ts'
import { NotAllowed } from './tokens.ts'
import type { World } from './world.ts'

const TIMEOUT_MS = 20_000
/** Documented: said where the other side says nothing that could be shown. */
const NO_WORDS = 'Rejected by reservation server'

/** What was agreed about a room. */
export interface Reservation {
  readonly id: string
  readonly closesAt: number
  readonly isLobbyOn: boolean
}

/**
 * Asks whether a room may open, as Prosody's module does. @see https://jitsi.github.io/handbook/docs/devops-guide/reservation (read 2026-11)
 *
 * @throws {NotAllowed} with what the other side says to people
 */
export async function reserve(world: World, room: Pick<Room, 'name'>): Promise<Reservation> {
  const refused = world.state.refusals.find(
    ({ roomName, until }) => roomName === room.name && until > world.now(),
  )
  if (refused) throw new NotAllowed(refused.message)
  try {
    return await ask(world, room.name)
  } catch (error) {
    const { message } = error as Error
    const until = world.now() + world.behavior.refusalSeconds * 1000
    world.state.refusals.push({ roomName: room.name, until, message })
    throw error instanceof NotAllowed ? error : new NotAllowed(message)
  }
}

async function ask(world: World, name: string): Promise<Reservation> {
  const form = new URLSearchParams({
    name,
    start_time: new Date(Math.floor(world.now() / 1000) * 1000).toISOString(),
    mail_owner: `${world.newId(8)}@${world.behavior.domain}`,
  })
  const { status, body } = await send(world, '/conference', { method: 'POST', body: form })
  if (status === 200 || status === 201) return read(body, name)
  if (status !== 409) throw new NotAllowed(wordsOf(body))
  const conflictId = recordOf(body).conflict_id
  if (conflictId === undefined) throw new NotAllowed('Invalid response from reservation server')
  const known = await send(world, `/conference/${encodeURIComponent(String(conflictId))}`, { method: 'GET' })
  if (known.status !== 200) throw new NotAllowed(wordsOf(known.body))
  return read(known.body, name)
}

async function send(
  world: World,
  path: string,
  init: RequestInit,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const { reservationsPrefix, callToken } = world.state.own
  const { reservationRetries, reservationRetrySeconds } = world.behavior
  for (let retries = reservationRetries; ; retries--) {
    try {
      const answer = await fetch(`${reservationsPrefix}${path}`, {
        ...init,
        headers: callToken === undefined ? {} : { authorization: `Bearer ${callToken}` },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      if (answer.status < 500 || retries === 0) return { status: answer.status, body: await bodyOf(answer) }
    } catch (error) {
      // Documented: what came too late is never asked again.
      if ((error as Error).name === 'TimeoutError') throw new NotAllowed('Reservation lookup timed out')
      if (retries === 0) throw new NotAllowed('Could not contact reservation server')
    }
    await sleep(reservationRetrySeconds * 1000)
  }
}

async function bodyOf(answer: Response): Promise<unknown> {
  try {
    return JSON.parse(await answer.text())
  } catch {
    return undefined
  }
}

/** Read: name and owner have to be there, the name has to be the room's, and the time counts from the start that is said. */
function read(body: unknown, asked: string): Reservation {
  const { id, name, mail_owner, start_time, duration, lobby } = recordOf(body)
  const startsAt = Date.parse(String(start_time))
  const isWhole =
    id !== undefined &&
    typeof name === 'string' &&
    name.toLowerCase() === asked &&
    mail_owner !== undefined &&
    Number.isFinite(Number(duration)) &&
    !Number.isNaN(startsAt)
  if (!isWhole) throw new NotAllowed('Invalid response from reservation server')
  return { id: String(id), closesAt: startsAt + Number(duration) * 1000, isLobbyOn: lobby === true }
}

function wordsOf(body: unknown): string {
  const { message } = recordOf(body)
  return typeof message === 'string' ? message : NO_WORDS
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
