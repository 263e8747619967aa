/**
 * Lets the clock of a program go before or after the machine's, and go on from there. A server loads this file first
 * (`--import`) and is told by how much in LECTERN_CLOCK_OFFSET; a window is given the function.
 *
 * @param offsetMs is added to what the machine's clock says, and may change while it runs
 */
export function moveClock(offsetMs: number | (() => number)): void {
  const Machine = Date
  const now = () => Machine.now() + (typeof offsetMs === 'function' ? offsetMs() : offsetMs)
  globalThis.Date = new Proxy(Machine, {
    construct: (target, values, made) =>
      Reflect.construct(target, values.length === 0 ? [now()] : values, made) as object,
    apply: (target) => new target(now()).toString(),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  })
}

const offset = globalThis.process?.env.LECTERN_CLOCK_OFFSET
if (offset) moveClock(Number(offset))
