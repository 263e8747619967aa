import type { ClientScope, Simulator, User } from '../src/index.ts'

const REDIRECT_URI = 'https://training.example/learn/gotomeeting'

/** Tokens of a user, by the shortest way: control gives the code. */
export async function grantFor(
  simulator: Simulator,
  user: User,
  scopes: ClientScope[] = ['meeting', 'webinar', 'training', 'admin'],
) {
  const client = simulator.addClient({ name: 'Test', redirectUris: [REDIRECT_URI], scopes })
  const given = await fetch(`${simulator.url}/_control/codes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ clientId: client.clientId, email: user.email, redirectUri: REDIRECT_URI }),
  })
  const { code } = (await given.json()) as { code: string }
  const answer = await fetch(`${simulator.url}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${client.clientId}:${client.clientSecret}`)}` },
    body: new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI }),
  })
  const tokens = (await answer.json()) as { access_token: string; refresh_token: string }
  return { client, accessToken: tokens.access_token, refreshToken: tokens.refresh_token }
}
