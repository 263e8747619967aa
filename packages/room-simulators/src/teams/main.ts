#!/usr/bin/env node
import { runProgram } from '@lectern/goto-simulator/kit'
import { seedDemoTenant, startSimulator } from './simulator.ts'
import { switches } from './switches.ts'

await runProgram({
  name: 'Microsoft Teams',
  about:
    'tokens of apps, users, online meetings, attendance reports, recordings and meeting pages on one port.',
  port: 8093,
  switches,
  start: startSimulator,
  seed: seedDemoTenant,
  tell(url, simulator) {
    const { apps } = simulator.state()
    return [
      `Entra admin center: ${url}`,
      `Tenant ID: ${simulator.tenantId}`,
      ...apps.flatMap(({ clientId, clientSecret }) => [
        `Client ID: ${clientId}`,
        `Client secret: ${clientSecret}`,
      ]),
    ]
  },
})
