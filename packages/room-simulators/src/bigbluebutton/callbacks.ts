import { createHmac } from 'node:crypto'
import { Errands } from '@lectern/goto-simulator/kit'
import type { Callback, Meeting, Person } from './model.ts'
import type { World } from './world.ts'

const TIMEOUT_MS = 10_000
/** Assumed: a recording's callback is tried again a minute later. */
const RETRY_MS = 60_000
/** Read: the token of an analytics callback is good for a day. */
const TOKEN_SECONDS = 86_400

/** Makes the server's calls when they are due. */
export class Callbacks extends Errands<World> {
  protected start(now: number): void {
    for (const callback of this.world.state.callbacks) {
      if (callback.isDone || callback.dueAt > now) continue
      callback.isDone = true
      this.track(this.#send(callback))
    }
  }

  async #send(callback: Callback): Promise<void> {
    callback.tries += 1
    callback.status = await this.#statusOf(callback)
    // Documented: 2xx, 401 and 410 are final; anything else is tried again. Only recordings are.
    const isFinal = (callback.status >= 200 && callback.status < 300) || [401, 410].includes(callback.status)
    if (
      callback.kind === 'recording-ready' &&
      !isFinal &&
      callback.tries < this.world.behavior.recordingReadyTries
    ) {
      callback.dueAt = this.world.now() + RETRY_MS
      callback.isDone = false
    }
    this.world.save()
  }

  async #statusOf(callback: Callback): Promise<number> {
    try {
      const answer = await fetch(callback.url, {
        ...this.#requestOf(callback),
        redirect: 'manual', // documented: a redirect is an error
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      await answer.body?.cancel()
      return answer.status
    } catch {
      return 0
    }
  }

  #requestOf(callback: Callback): RequestInit {
    const world = this.world
    const meeting = world.state.ended.find(
      ({ internalMeetingID }) => internalMeetingID === callback.internalMeetingID,
    )
    const { secret } = world.state
    if (callback.kind === 'analytics' && meeting) {
      const key = world.behavior.analytics === 'wrong-secret' ? `not ${secret}` : secret
      const exp = Math.floor(world.now() / 1000) + TOKEN_SECONDS
      return {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${jwt({ exp }, key, 'HS512')}`,
          'user-agent': 'BigBlueButton Analytics Callback',
        },
        body: JSON.stringify(analyticsOf(world, meeting)),
      }
    }
    if (callback.kind === 'recording-ready' && meeting) {
      const claims = { meeting_id: meeting.meetingID, record_id: meeting.internalMeetingID }
      return {
        method: 'POST',
        body: new URLSearchParams({ signed_parameters: jwt(claims, secret, 'HS256') }),
      }
    }
    return { method: 'GET' }
  }
}

function jwt(claims: object, secret: string, algorithm: 'HS256' | 'HS512'): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ typ: 'JWT', alg: algorithm })}.${part(claims)}`
  const digest = createHmac(algorithm === 'HS256' ? 'sha256' : 'sha512', secret).update(signed)
  return `${signed}.${digest.digest('base64url')}`
}

/** Read: what the script makes of a meeting's events; a person is one row, whatever browsers they came by. */
export function analyticsOf(world: World, meeting: Meeting): object {
  const time = (at: number) => instantOf(world, at)
  const byPerson = Map.groupBy(meeting.people, ({ userID }) => userID)
  return {
    version: '1.0',
    meeting_id: meeting.meetingID,
    internal_meeting_id: meeting.internalMeetingID,
    data: {
      metadata: {
        ...Object.fromEntries(
          Object.entries(meeting.meta).map(([name, value]) => [name.replaceAll('-', '_'), value]),
        ),
        meeting_name: meeting.name,
        is_breakout: 'false',
      },
      duration: Math.round((meeting.endTime - meeting.createTime) / 1000),
      start: time(meeting.createTime),
      finish: time(meeting.endTime),
      attendees: [...byPerson.values()].map((browsers) => attendeeOf(world, browsers, time)),
      files: ['default.pdf'],
      polls: [],
    },
  }
}

function attendeeOf(world: World, browsers: Person[], time: (at: number) => string): object {
  const [first] = browsers
  const stays = browsers.flatMap(({ stays }) => stays).sort((a, b) => a.joinedAt - b.joinedAt)
  const seconds = stays.reduce(
    (all, { joinedAt, leftAt }) => all + ((leftAt ?? joinedAt) - joinedAt) / 1000,
    0,
  )
  const isNameless = first?.isGuest && world.behavior.analyticsOfGuests === 'empty'
  return {
    ext_user_id: isNameless ? '' : first?.userID,
    name: first?.fullName,
    moderator: browsers.some(({ role }) => role === 'MODERATOR'),
    joins: stays.map(({ joinedAt }) => time(joinedAt)),
    leaves: stays.flatMap(({ leftAt }) => (leftAt === undefined ? [] : [time(leftAt)])),
    duration: Math.round(seconds),
    recent_talking_time: '',
    engagement: { chats: 0, talks: 0, raisehand: 0, emojis: 0, poll_votes: 0, talk_time: 0 },
    sessions: browsers.map((browser) => ({
      joins: browser.stays.map(({ joinedAt }) => ({ id: browser.internalUserId, timestamp: time(joinedAt) })),
      lefts: browser.stays.flatMap(({ leftAt }) =>
        leftAt === undefined ? [] : [{ id: browser.internalUserId, timestamp: time(leftAt) }],
      ),
    })),
  }
}

/** Observed, in whole seconds: `2025-02-03T13:48:54.000+02:00`, earlier `2021-06-23 18:52:12 +0200`. */
function instantOf({ behavior }: World, at: number): string {
  const local = new Date(Math.floor(at / 1000) * 1000 + 2 * 3_600_000).toISOString().slice(0, 19)
  return behavior.analyticsTimes === 'iso' ? `${local}.000+02:00` : `${local.replace('T', ' ')} +0200`
}
