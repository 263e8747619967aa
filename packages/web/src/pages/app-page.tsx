import { withTexts } from '../app/i18n.ts'
import { useApps } from '../features/platform/apps/queries.ts'
import { lazily } from '../ui/lazily.tsx'
import { Loaded } from '../ui/states.tsx'
import { NotFoundPage } from './not-found-page.tsx'

const AccountsPage = lazily(async () => (await import('./accounts-page.tsx')).AccountsPage)
const IdentityProvidersPage = lazily(
  async () => (await import('./identity-providers-page.tsx')).IdentityProvidersPage,
)
const SamlProvidersPage = lazily(
  async () => (await withTexts(['saml'], import('./saml-providers-page.tsx'))).SamlProvidersPage,
)
const MigrationPage = lazily(
  async () => (await withTexts(['migration'], import('./migration-page.tsx'))).MigrationPage,
)

interface AppPageProps {
  /** `*` is `accounts/new` or `accounts/<id>` while the panel is open. */
  params: { appId: string; '*'?: string }
}

/** What *Manage* opens: it depends on the kind of app. */
export function AppPage({ params }: AppPageProps) {
  const apps = useApps()
  return (
    <Loaded query={apps} isPage>
      {({ items }) => {
        const app = items.find((candidate) => candidate.id === params.appId)
        if (!app) return <NotFoundPage />
        if (app.retired) return <MigrationPage app={app} />
        if (app.id === 'saml') return <SamlProvidersPage app={app} />
        if (!app.hasAccounts) return <IdentityProvidersPage app={app} />
        return <AccountsPage app={app} opened={params['*']?.split('/')[1]} />
      }}
    </Loaded>
  )
}
