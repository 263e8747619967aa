#!/usr/bin/env node
import { runProgram } from '@lectern/goto-simulator/kit'
import { DEMO_SECRET, startSimulator } from './simulator.ts'
import { switches } from './switches.ts'

await runProgram({
  name: 'BigBlueButton',
  about: 'the API of a server or of Scalelite, the room, recordings and callbacks on one port.',
  port: 8091,
  switches,
  start: startSimulator,
  seed: (simulator) => simulator.rotateSecret(DEMO_SECRET),
  tell: (_url, simulator) => [`URL: ${simulator.apiUrl}`, `Secret: ${simulator.secret()}`],
})
