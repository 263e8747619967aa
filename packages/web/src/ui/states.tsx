import { Alert, Button, Loader, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { Problem } from '../api/client.ts'
import { useTexts } from '../app/i18n.ts'

export function Loading() {
  const { t } = useTexts()
  return (
    <Stack align="center" py="xl" role="status">
      <Loader aria-hidden />
      <Text c="dimmed">{t('app.loading')}</Text>
    </Stack>
  )
}

/** Says what went wrong, in the platform's own sentence where there is one. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTexts()
  const known = error instanceof Problem && error.message
  return (
    <Alert color="red" variant="outline" title={t('app.error.title')} role="alert">
      <Stack gap="sm" align="flex-start">
        <Text>{known || t('app.error.network')}</Text>
        {onRetry && (
          <Button variant="default" onClick={onRetry}>
            {t('app.retry')}
          </Button>
        )}
      </Stack>
    </Alert>
  )
}

export function Empty({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <Stack align="center" gap={4} py="xl" ta="center">
      <Title order={2} size="h4">
        {title}
      </Title>
      <Text c="dimmed" maw={440}>
        {text}
      </Text>
      {children}
    </Stack>
  )
}

interface Query<T> {
  readonly data: T | undefined
  readonly error: unknown
  readonly refetch: () => unknown
}

/** A query's loading, failed and loaded states. */
export function Loaded<T>({ query, children }: { query: Query<T>; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) {
    // What is shown stays where it is: something may be typed into it.
    return (
      <>
        {query.error instanceof Problem && query.error.status === 404 && <Failure error={query.error} />}
        {children(query.data)}
      </>
    )
  }
  if (query.error) return <Failure error={query.error} onRetry={() => query.refetch()} />
  return <Loading />
}
