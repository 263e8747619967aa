import { everywhere, localized } from '../../../messages/messages.ts'
import type { AppManifest } from '../../../providers/manifest.ts'

/** Lets people sign in with identity providers. */
export const OIDC_APP_ID = 'openid-connect'

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
]
