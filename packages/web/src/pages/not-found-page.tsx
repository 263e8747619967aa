import { Anchor } from '@mantine/core'
import { Link } from 'wouter'
import { useTexts } from '../app/i18n.ts'
import { Page } from '../ui/page.tsx'

export function NotFoundPage() {
  const { t } = useTexts()
  return (
    <Page title={t('app.notFound.title')}>
      <p>{t('app.notFound.text')}</p>
      <Anchor component={Link} href="/">
        {t('app.home')}
      </Anchor>
    </Page>
  )
}
