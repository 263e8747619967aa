import { everywhere, localized } from '../../../messages/messages.ts'
import type { AppManifest } from '../../../providers/manifest.ts'

/** Lets people sign in with identity providers. */
const OIDC_APP_ID = 'openid-connect'
export const SAML_APP_ID = 'saml'

/** Apps of the catalogue that are no conferencing tools: described alike, without accounts. */
export const otherApps: readonly Pick<
  AppManifest,
  'id' | 'category' | 'name' | 'description' | 'prerequisites'
>[] = [
  {
    id: OIDC_APP_ID,
    category: 'single-sign-on',
    name: everywhere('OpenID Connect'),
    description: localized('openid-description'),
    prerequisites: [localized('openid-needs-client')],
  },
  {
    id: SAML_APP_ID,
    category: 'single-sign-on',
    name: everywhere('SAML 2.0'),
    description: localized('saml-description'),
    prerequisites: [localized('saml-needs-application')],
  },
]
