export { type Behavior, defaultBehavior } from './behavior.ts'
export type { PlayedRoom, ServerSettings } from './control.ts'
export type { Occupant, OutgoingCall, Recording, Room, State } from './model.ts'
export { type Inside, type Simulator, type SimulatorOptions, startSimulator } from './simulator.ts'
