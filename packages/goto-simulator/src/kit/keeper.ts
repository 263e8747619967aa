import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Faults } from './faults.ts'

/** What a simulator knows, with its switches, its faults, its clock and its file. */
export class Keeper<State extends object, Behavior extends object> {
  state: State
  readonly behavior: Behavior
  readonly faults = new Faults()
  readonly requests = { byRoute: this.faults.byRoute, rateLimited: 0 }
  /** Address under which browsers reach the simulator; set once it listens. */
  publicUrl: () => string = () => ''
  readonly #empty: () => State
  #offsetMs = 0
  readonly #clock: () => number
  readonly #file: string | undefined

  /**
   * @param clock milliseconds; default the machine's
   * @param dataDir keeps the state in `state.json` there; undefined = in memory
   * @throws {Error} when the folder can't be written
   */
  constructor(
    empty: () => State,
    behavior: Behavior,
    { clock = Date.now, dataDir }: { clock?: (() => number) | undefined; dataDir?: string | undefined },
  ) {
    this.#empty = empty
    this.behavior = behavior
    this.#clock = clock
    this.state = empty()
    if (!dataDir) return
    mkdirSync(dataDir, { recursive: true })
    this.#file = join(dataDir, 'state.json')
    this.#load(this.#file)
  }

  /** Milliseconds of the virtual clock. */
  now(): number {
    return this.#clock() + this.#offsetMs
  }

  setNow(now: number): void {
    this.#offsetMs = now - this.#clock()
  }

  /** Does what is due by now, in a simulator in which time does something. */
  settle(): void {}

  /** As new, with no faults and the machine's time. */
  reset(): void {
    this.faults.reset()
    this.requests.rateLimited = 0
    this.state = this.#empty()
    this.#offsetMs = 0
    this.save()
  }

  /** Writes the whole state beside the old one and swaps them, so that a crash leaves one of both. */
  save(): void {
    if (!this.#file) return
    writeFileSync(`${this.#file}.new`, JSON.stringify(this.state, null, 1), { mode: 0o600 })
    renameSync(`${this.#file}.new`, this.#file)
  }

  #load(file: string): void {
    let text: string
    try {
      text = readFileSync(file, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      this.save() // finds out now whether the folder can be written
      return
    }
    this.state = { ...this.#empty(), ...(JSON.parse(text) as State) }
  }
}
