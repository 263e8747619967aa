import type { Keeper } from './keeper.ts'

/** What a service does by itself when it is due: calls to others, as a rule. */
export abstract class Errands<World extends Keeper<object, object>> {
  protected readonly world: World
  readonly #underway = new Set<Promise<unknown>>()

  constructor(world: World) {
    this.world = world
  }

  /** Starts what is due; {@link settled} waits for it. */
  run(): void {
    this.world.settle()
    this.start(this.world.now())
  }

  async settled(): Promise<void> {
    this.run()
    await this.finished()
  }

  /** Waits for what was started. */
  async finished(): Promise<void> {
    while (this.#underway.size > 0) await Promise.all(this.#underway)
  }

  /** Finds what is due and tracks it; marks it first, so that nobody else takes it meanwhile. */
  protected abstract start(now: number): void

  protected track(work: Promise<unknown>): void {
    const tracked = work.finally(() => this.#underway.delete(tracked))
    this.#underway.add(tracked)
  }
}
