import { randomUUID } from 'node:crypto'
import type { Room } from './model.ts'
import { signatureOf } from './told.ts'
import type { World } from './world.ts'

const TIMEOUT_MS = 10_000

/**
 * JaaS asks how a meeting is to be before it opens, where a webhook was ticked for that. What is not answered well changes nothing.
 *
 * @see https://developer.8x8.com/jaas/docs/webhooks-payload (read 2026-11)
 */
export async function askSettings(
  world: World,
  { name, sessionId }: Pick<Room, 'name' | 'sessionId'>,
): Promise<Pick<Room, 'isLobbyOn'>> {
  const { appId, webhook } = world.state.jaas
  if (!webhook || !world.behavior.settingsProvisioning) return { isLobbyOn: false }
  const body = JSON.stringify({
    ...{ idempotencyKey: randomUUID(), appId, eventType: 'SETTINGS_PROVISIONING', sessionId },
    ...{ timestamp: world.now(), fqn: `${appId}/${name}`, data: {} },
  })
  try {
    const answer = await fetch(webhook.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-jaas-signature': signatureOf(world, body) },
      ...{ body, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) },
    })
    const said = answer.ok ? ((await answer.json()) as { lobbyEnabled?: unknown }) : {}
    return { isLobbyOn: said.lobbyEnabled === true }
  } catch {
    return { isLobbyOn: false }
  }
}
