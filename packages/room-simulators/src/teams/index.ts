export type { Behavior } from './behavior.ts'
export type { NewUser, PlayedRun } from './control.ts'
export { ALL_PERMISSIONS, type Permission } from './permissions.ts'
export { DEMO_APP, type Simulator, seedDemoTenant, startSimulator } from './simulator.ts'
