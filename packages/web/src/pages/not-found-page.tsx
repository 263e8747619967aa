import { Button, Paper, Stack, Text } from '@mantine/core'
import { Link } from 'wouter'
import { useTexts } from '../app/i18n.ts'
import { Page } from '../ui/page.tsx'

export function NotFoundPage() {
  const { t } = useTexts()
  return (
    <Page title={t('app.notFound.title')}>
      <Paper withBorder p="lg" maw={560}>
        <Stack align="flex-start">
          <Text>{t('app.notFound.text')}</Text>
          <Button component={Link} href="/">
            {t('app.home')}
          </Button>
        </Stack>
      </Paper>
    </Page>
  )
}
