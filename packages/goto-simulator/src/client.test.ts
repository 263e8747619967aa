import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Simulator, startSimulator } from './index.ts'

const EXAMPLE = fileURLToPath(new URL('../../goto-client/examples/first-meeting.ts', import.meta.url))

let simulator: Simulator
beforeAll(async () => {
  simulator = await startSimulator({ port: 0, control: true })
})
afterAll(() => simulator.close())

it('serves the example of the client’s README from the first line to the last', async () => {
  const env = { ...process.env, GOTO_SIMULATOR_URL: simulator.url }
  const { stdout } = await promisify(execFile)(process.execPath, [EXAMPLE], { env })
  expect(stdout).toContain('A person would visit')
  const { meetings, webinars, trainings } = simulator.state()
  expect([meetings.length, webinars.length, trainings.length]).toEqual([1, 1, 1])
})
