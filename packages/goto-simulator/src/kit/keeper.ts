import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a simulator knows, with its clock and its file. */
export class Keeper<State extends object> {
  state: State
  readonly #empty: () => State
  #offsetMs = 0
  readonly #clock: () => number
  readonly #file: string | undefined

  /**
   * @param dataDir keeps the state in `state.json` there; undefined = in memory
   * @throws {Error} when the folder can't be written
   */
  constructor(empty: () => State, clock: () => number, dataDir: string | undefined) {
    this.#empty = empty
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

  reset(): void {
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
