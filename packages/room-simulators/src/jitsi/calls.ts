import { Errands } from '@lectern/goto-simulator/kit'
import type { OutgoingCall } from './model.ts'
import { recordingUrl } from './recordings.ts'
import { signatureOf, tellUploaded } from './told.ts'
import type { World } from './world.ts'

const TIMEOUT_MS = 20_000
/** Assumed: JaaS waits longer each time; here a minute more. */
const RETRY_MS = 60_000
const MOST_TRIES = 8

/** Makes the calls of both services when they are due. */
export class Calls extends Errands<World> {
  protected start(now: number): void {
    for (const recording of this.world.state.recordings) {
      if (recording.isTold || recording.readyAt > now) continue
      recording.isTold = true
      tellUploaded(this.world, recording, recordingUrl(this.world, recording))
    }
    const due = this.world.state.calls.filter((call) => !call.isDone && call.dueAt <= now)
    for (const call of due) call.isDone = true
    const { events, webhooks } = this.world.behavior
    const isShuffled = (call: OutgoingCall) => (call.isSigned ? webhooks : events) === 'shuffled'
    // In order is one after the other; else the last that happened is told first.
    this.track(this.#sendEach(due.filter((call) => !isShuffled(call))))
    this.track(this.#sendEach(due.filter(isShuffled).reverse()))
  }

  async #sendEach(calls: readonly OutgoingCall[]): Promise<void> {
    for (const call of calls) await this.#send(call)
  }

  async #send(call: OutgoingCall): Promise<void> {
    call.tries += 1
    call.status = await this.#statusOf(call)
    const most = call.isSigned ? MOST_TRIES : this.world.behavior.eventRetries + 1
    // Documented: JaaS tries again after anything but 2xx, a server after 5xx and no answer.
    const failed = call.isSigned
      ? call.status < 200 || call.status > 299
      : call.status === 0 || call.status >= 500
    if (failed && call.tries < most) {
      call.dueAt = this.world.now() + (call.isSigned ? RETRY_MS : 1000)
      call.isDone = false
    }
    this.world.save()
  }

  async #statusOf({ method, url, body, isSigned }: OutgoingCall): Promise<number> {
    const { callToken } = this.world.state.own
    const headers: Record<string, string> = isSigned
      ? { 'content-type': 'application/json', 'x-jaas-signature': signatureOf(this.world, body) }
      : {
          'content-type': 'application/json',
          ...(callToken === undefined ? {} : { authorization: `Bearer ${callToken}` }),
        }
    try {
      const answer = await fetch(url, {
        ...{ method, headers, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) },
        ...(method === 'POST' ? { body } : {}),
      })
      await answer.body?.cancel()
      return answer.status
    } catch {
      return 0
    }
  }
}
