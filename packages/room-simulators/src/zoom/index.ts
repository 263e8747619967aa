export type { Behavior } from './behavior.ts'
export type { NewUser, PlayedInstance } from './control.ts'
export { ALL_SCOPES, type ScopeName } from './scopes.ts'
export { DEMO_APP, type Simulator, seedDemoAccount, startSimulator } from './simulator.ts'
