export { type Behavior, defaultBehavior } from './behavior.ts'
export type { PlayedMeeting } from './control.ts'
export type { Callback, Meeting, Recording, State } from './model.ts'
export { DEMO_SECRET, type Simulator, type SimulatorOptions, startSimulator } from './simulator.ts'
