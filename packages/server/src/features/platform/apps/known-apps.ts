import type { AppDescription } from '../../../providers/provider.ts'

/** Lets people sign in with identity providers. */
export const OIDC_APP_ID = 'openid-connect'

/** Apps of the catalogue that are no conferencing tools: described alike, without accounts. */
export const otherApps: readonly Pick<
  AppDescription,
  'id' | 'category' | 'name' | 'description' | 'prerequisites'
>[] = [
  {
    id: OIDC_APP_ID,
    category: 'single-sign-on',
    name: { en: 'OpenID Connect', it: 'OpenID Connect' },
    description: {
      en: 'People sign in with the identity provider of your organization, such as Entra ID, Google, Okta or Keycloak. Passwords and passkeys go on working beside it.',
      it: 'Le persone accedono con il provider di identità della tua organizzazione, ad esempio Entra ID, Google, Okta o Keycloak. Password e passkey continuano a funzionare.',
    },
    prerequisites: [
      {
        en: 'A client registered at the identity provider, with the redirect URL that “Manage” shows.',
        it: 'Un client registrato presso il provider di identità, con l’URL di reindirizzamento indicato in “Gestione”.',
      },
    ],
  },
]
