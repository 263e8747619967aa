#!/usr/bin/env node
import { runProgram } from '@lectern/goto-simulator/kit'
import { startSimulator } from './simulator.ts'
import { switches } from './switches.ts'

await runProgram({
  name: 'Jitsi',
  about: 'a server with tokens, reservations and events, and JaaS with webhooks and recordings, on one port.',
  port: 8094,
  switches,
  start: startSimulator,
  seed: () => {},
  tell(url, simulator) {
    const { own, jaas } = simulator.state()
    return [
      `Own server: ${url}/, app ID ${own.appId}, secret ${own.appSecret}`,
      `JaaS: ${url}/_console, AppID ${jaas.appId}`,
    ]
  },
})
