/** What simulators of any service are made of: pages, faults, a clock, a file, switches, a command. */

export { type Fault, FaultBody, Faults, registerFaults } from './kit/faults.ts'
export { filmOf, SMALLEST_FILM, sendFilm } from './kit/film.ts'
export { Keeper } from './kit/keeper.ts'
export { Html, html, type Page, sendPageOf, stylesheet } from './kit/pages.ts'
export { type PresenceWords, presenceScript } from './kit/presence.ts'
export { runProgram, type Settings } from './kit/program.ts'
export { type Switches, switchesOf } from './kit/switches.ts'
