#!/usr/bin/env node
import { runProgram } from './kit/program.ts'
import { DEMO_USER } from './sign-in.ts'
import { seedDemoUser, startSimulator } from './simulator.ts'
import { switches } from './switches.ts'

await runProgram({
  name: 'GoTo',
  about:
    'sign-in and consent, Developer Center, GoTo Meeting, Webinar and Training, and room pages on one port.',
  port: 8090,
  switches,
  start: startSimulator,
  seed: seedDemoUser,
  tell: (url, _simulator, isSeeded) => [
    `Developer Center: ${url}/developer`,
    'serves /oauth, /identity, /admin, /G2M/rest, /G2W/rest/v2, /G2T/rest, /developer and /room',
    ...(isSeeded ? [`sign in as ${DEMO_USER.email} with ${DEMO_USER.password}`] : []),
  ],
})
