import type { Ctx } from '../../../ctx.ts'
import { BusyError } from '../../../domain/errors.ts'
import type { PersonId } from '../../../domain/ids.ts'
import type { ProviderRegistry } from '../../../providers/registry.ts'

/** Films and parts of films that one process sends at once: each holds two connections and about a megabyte. */
export const MOST_FILMS = 100
/** A browser opens six connections to a server. */
export const MOST_OF_PERSON = 6
/** A part of a film takes seconds. */
const AGAIN_SECONDS = 10

/** Who is being sent a film by this process. */
class FilmSeats {
  #taken = 0
  readonly #ofPerson = new Map<string, number>()

  /**
   * @returns gives the seat back, once however often it is called
   * @throws {BusyError} `recording-busy`, `recording-busy-person`
   */
  take(person: string): () => void {
    if (this.#taken >= MOST_FILMS) throw new BusyError('recording-busy', { seconds: AGAIN_SECONDS })
    const own = this.#ofPerson.get(person) ?? 0
    if (own >= MOST_OF_PERSON) throw new BusyError('recording-busy-person', { seconds: AGAIN_SECONDS })
    this.#taken += 1
    this.#ofPerson.set(person, own + 1)
    let isTaken = true
    return () => {
      if (!isTaken) return
      isTaken = false
      this.#taken -= 1
      const left = (this.#ofPerson.get(person) ?? 1) - 1
      if (left > 0) this.#ofPerson.set(person, left)
      else this.#ofPerson.delete(person)
    }
  }
}

const byServer = new WeakMap<ProviderRegistry, FilmSeats>()

/** A seat in this server for somebody who is sent a film. @throws {BusyError} */
export function takeSeat({ providers, platform }: Pick<Ctx, 'providers' | 'platform'>, personId: PersonId) {
  const seats = byServer.get(providers) ?? new FilmSeats()
  byServer.set(providers, seats)
  return seats.take(`${platform.id} ${personId}`)
}
