import { createPrivateKey, type KeyObject } from 'node:crypto'
import { ProviderError } from '../../domain/errors.ts'
import type { Connection } from '../provider.ts'
import { JAAS, JITSI } from './app-id.ts'

/** What tokens are signed with. */
export type Key =
  | { readonly algorithm: 'HS256'; readonly secret: Uint8Array }
  | { readonly algorithm: 'RS256'; readonly keyId: string; readonly privateKey: KeyObject }

/** An own server, or what is one customer's of JaaS: all that differs between both when somebody is let in. */
export interface Site {
  /** As sentences name it. */
  readonly name: string
  /** Rooms are below it: it ends with a slash. */
  readonly url: string
  readonly issuer: string
  readonly audience: string
  readonly subject: string
  readonly key: Key
}

/** @throws {ProviderError} `unauthorized` for a key that can't be read */
export type SiteOf = (connection: Connection) => Site

const PEM = /^-----BEGIN /

/** A server of somebody's own: its application's secret, or a private key whose public half the server fetches by its id. */
export const ownSite: SiteOf = (connection) => {
  const { url = '', appId = '', keyId = '' } = connection.settings
  const key = connection.secret('key')
  if (key === '') throw unreadable(JITSI)
  return {
    ...{ name: JITSI, url: withSlash(url), issuer: appId, audience: appId },
    // Any domain of this server: in containers it has another one inside. A token is of one room all the same.
    subject: '*',
    key: PEM.test(key)
      ? { algorithm: 'RS256', keyId, privateKey: readKey(JITSI, key) }
      : { algorithm: 'HS256', secret: new TextEncoder().encode(key) },
  }
}

/** @param serviceUrl of JaaS itself */
export function jaasSite(serviceUrl: string): SiteOf {
  return (connection) => {
    const { appId = '', keyId = '' } = connection.settings
    return {
      ...{ name: JAAS, url: withSlash(`${withSlash(serviceUrl)}${appId}`) },
      ...{ issuer: 'chat', audience: 'jitsi', subject: appId },
      key: { algorithm: 'RS256', keyId, privateKey: readKey(JAAS, connection.secret('key')) },
    }
  }
}

function readKey(provider: string, pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem)
    if (key.asymmetricKeyType === 'rsa') return key
  } catch (error) {
    throw unreadable(provider, error as Error)
  }
  throw unreadable(provider)
}

function unreadable(provider: string, cause?: Error): ProviderError {
  const detail = 'there is no key, or it can’t be read, or is none for RSA'
  return new ProviderError('unauthorized', { provider, detail }, { cause })
}

function withSlash(url: string): string {
  return `${url.trim().replace(/\/+$/, '')}/`
}
