import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inflateRawSync } from 'node:zlib'
import {
  assertionOf,
  encoded,
  metadataOf,
  newProviderKey,
  PERSISTENT,
  responseOf,
  signed,
} from '../packages/server/test/saml-provider.ts'

/** A SAML provider with one button: it signs in whoever `attributes` say. */
export interface SamlProvider {
  readonly issuer: string
  nameId: string
  attributes: Record<string, readonly string[]>
  stop(): Promise<void>
}

export async function startSamlProvider(): Promise<SamlProvider> {
  const key = await newProviderKey(new Date())
  const provider = { issuer: '', nameId: 'u1', attributes: {} as Record<string, readonly string[]> }
  let made = 0
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', provider.issuer)
    if (url.pathname === '/metadata') return response.end(metadataOf(provider.issuer, [key]))
    if (url.pathname !== '/SingleSignOnService') return response.writeHead(404).end()
    const sent = Buffer.from(url.searchParams.get('SAMLRequest') ?? '', 'base64')
    const asked = inflateRawSync(sent).toString()
    const partOf = (pattern: RegExp) => pattern.exec(asked)?.[1] ?? ''
    const acsUrl = partOf(/ AssertionConsumerServiceURL="([^"]+)"/)
    made += 1
    const said = {
      ...{ id: `_e${made}`, issuer: provider.issuer, audience: acsUrl.replace(/\/acs$/, '') },
      ...{ recipient: acsUrl, destination: acsUrl, inResponseTo: partOf(/ ID="([^"]+)"/) },
      ...{ nameId: provider.nameId, format: PERSISTENT, attributes: provider.attributes },
      ...{ now: new Date(), lastsMinutes: 5 },
    }
    const answer = encoded(responseOf(said, signed(assertionOf(said), 'Assertion', key)))
    response
      .setHeader('content-type', 'text/html')
      .end(
        `<!doctype html><title>Academy</title><h1>Academy sign-in</h1><form method="post" action="${acsUrl}"><input type="hidden" name="SAMLResponse" value="${answer}"><button>Continue</button></form>`,
      )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  provider.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return Object.assign(provider, {
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  })
}
