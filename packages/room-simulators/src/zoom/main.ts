#!/usr/bin/env node
import { runProgram } from '@lectern/goto-simulator/kit'
import { seedDemoAccount, startSimulator } from './simulator.ts'
import { switches } from './switches.ts'

await runProgram({
  name: 'Zoom',
  about:
    'server-to-server OAuth, meetings, webinars, reports, recordings, webhooks and room pages on one port.',
  port: 8092,
  switches,
  start: startSimulator,
  seed: seedDemoAccount,
  tell(url, simulator) {
    const [app] = simulator.state().apps
    return [
      `App Marketplace: ${url}`,
      ...(app
        ? [
            `Account ID: ${simulator.accountId}`,
            `Client ID: ${app.clientId}`,
            `Client Secret: ${app.clientSecret}`,
            `Secret Token: ${app.secretToken}`,
          ]
        : []),
    ]
  },
})
