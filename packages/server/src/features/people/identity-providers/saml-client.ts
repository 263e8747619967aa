import { type CacheProvider, SAML } from '@node-saml/node-saml'
import { newToken } from '../../../secrets/tokens.ts'

/** What is needed to talk with one provider, at the host from which we are asked. */
export interface SamlClient {
  readonly addresses: SamlAddresses
  readonly issuer: string
  readonly signOnUrl: string
  readonly logoutUrl: string
  readonly certificates: readonly string[]
  readonly ourCertificate: string
  readonly privateKey: string
  readonly clockMinutes: number
}

/** Ours, for one provider. */
export interface SamlAddresses {
  /** Our entity id, and where our metadata is. */
  readonly entityId: string
  /** Where answers come (assertion consumer service). */
  readonly acsUrl: string
  readonly logoutUrl: string
}

export const SAML_PATH = '/sign-in/saml'

export function addressesOf(origin: string, providerId: string): SamlAddresses {
  const entityId = `${origin}${SAML_PATH}/${providerId}`
  return { entityId, acsUrl: `${entityId}/acs`, logoutUrl: `${entityId}/logout` }
}

/** What was asked is known by the browser that asked: the library remembers nothing. */
const remembersNothing: CacheProvider = {
  saveAsync: async () => null,
  getAsync: async () => null,
  removeAsync: async () => null,
}

/** The library, for one provider. Times, audience and addresses are checked where we can say what is wrong with them. */
export function libraryFor(client: SamlClient, { isProof = false, requestId = newRequestId() } = {}): SAML {
  const { addresses, privateKey } = client
  return new SAML({
    ...{ issuer: addresses.entityId, callbackUrl: addresses.acsUrl, logoutCallbackUrl: addresses.logoutUrl },
    ...{ entryPoint: client.signOnUrl, logoutUrl: client.logoutUrl, idpIssuer: client.issuer },
    idpCert: [...client.certificates],
    ...{ privateKey, decryptionPvk: privateKey },
    ...{ signatureAlgorithm: 'sha256', digestAlgorithm: 'sha256' },
    // Always the assertion; of the response no attacker can do without what the assertion says.
    ...{ wantAssertionsSigned: true, wantAuthnResponseSigned: false },
    ...{ audience: false, acceptedClockSkewMs: -1 },
    ...{ identifierFormat: null, disableRequestedAuthnContext: true, forceAuthn: isProof },
    ...{ generateUniqueId: () => requestId, cacheProvider: remembersNothing },
  })
}

/** Begins the ids of requests that superadmins try, in which no token can begin. */
const TEST = 'test.'

/** An XML id begins with no digit. */
export function newRequestId({ isTest = false } = {}): string {
  return `${isTest ? TEST : '_'}${newToken()}`
}

/** Whether an answer is one to a test: all that came is kept of it for the superadmin who asked. */
export function isOfTest(requestId: string | undefined): boolean {
  return requestId?.startsWith(TEST) ?? false
}

/** Where the browser asks the provider. */
export function signOnUrl(
  client: SamlClient,
  asked: { isProof: boolean; requestId: string },
): Promise<string> {
  return libraryFor(client, asked).getAuthorizeUrlAsync('', undefined, {})
}

/** What a provider has to know of us. */
export function ourMetadata(client: Pick<SamlClient, 'addresses' | 'ourCertificate' | 'privateKey'>): string {
  const of = {
    issuer: '-',
    signOnUrl: '',
    logoutUrl: '',
    certificates: [client.ourCertificate],
    clockMinutes: 0,
  }
  return libraryFor({ ...of, ...client }).generateServiceProviderMetadata(
    client.ourCertificate,
    client.ourCertificate,
  )
}
