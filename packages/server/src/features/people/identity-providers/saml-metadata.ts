import { toLine } from '../../../domain/words.ts'
import { elements, fingerprintOf, named, readCertificate, readDocument, textOf } from './saml-document.ts'
import { SamlProblem } from './saml-problem.ts'

/** What the metadata of a provider says of it. */
export interface ProviderMetadata {
  readonly issuer: string
  readonly signOnUrl: string
  /** Empty = it has none that we can answer. */
  readonly logoutUrl: string
  /** As PEM, with which it signs. */
  readonly certificates: string[]
}

const REDIRECT = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect'
const MOST_CERTIFICATES = 10

/** Reads what a provider says of itself. @throws {SamlProblem} */
export async function readMetadata(xml: string): Promise<ProviderMetadata> {
  // Products sign and comment their metadata; nothing of it is trusted but by who pasted it, or by the address.
  const document = await readDocument(xml.replaceAll(/<!--[\s\S]*?-->/g, ''))
  const described = named(document, '/EntityDescriptor[IDPSSODescriptor]').concat(
    named(document, '/EntitiesDescriptor/EntityDescriptor[IDPSSODescriptor]'),
  )
  const [entity, another] = described
  if (!entity) throw new SamlProblem('saml-metadata-of-none')
  if (another) throw new SamlProblem('saml-metadata-of-many', { count: described.length })
  const issuer = toLine(entity.getAttribute('entityID') ?? '').slice(0, 1000)
  const [descriptor] = named(entity, './IDPSSODescriptor')
  if (!descriptor || issuer === '') throw new SamlProblem('saml-metadata-of-none')
  const service = (name: string) =>
    elements(descriptor, `./*[local-name()='${name}']`).find(
      (one) => one.getAttribute('Binding') === REDIRECT,
    )
  const signOn = service('SingleSignOnService')
  const logout = service('SingleLogoutService')
  const signOnUrl = signOn?.getAttribute('Location') ?? ''
  if (!isWebAddress(signOnUrl)) throw new SamlProblem('saml-metadata-no-address', { issuer })
  const logoutUrl = logout?.getAttribute('ResponseLocation') || logout?.getAttribute('Location') || ''
  const certificates = named(descriptor, './KeyDescriptor')
    .filter((key) => (key.getAttribute('use') || 'signing') === 'signing')
    .flatMap((key) => named(key, './/X509Certificate'))
    .flatMap((element) => readCertificate(textOf(element)) ?? [])
    .filter(({ publicKey }) => publicKey.asymmetricKeyType === 'rsa')
  const unique = new Map(certificates.map((one) => [fingerprintOf(one), one.toString()]))
  if (unique.size === 0) throw new SamlProblem('saml-metadata-no-key', { issuer })
  return {
    ...{ issuer, signOnUrl, logoutUrl: isWebAddress(logoutUrl) ? logoutUrl : '' },
    certificates: [...unique.values()].slice(0, MOST_CERTIFICATES),
  }
}

function isWebAddress(text: string): boolean {
  return /^https?:$/.test(URL.parse(text)?.protocol ?? '')
}
