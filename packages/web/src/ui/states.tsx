import { Alert, Anchor, Button, Loader, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { Problem } from '../api/client.ts'
import { useTexts } from '../app/i18n.ts'
import { Page } from './page.tsx'
import classes from './states.module.css'

/** What is there at once is not announced: the sign stays out of sight for its first 300 ms, and keeps its place. */
export function Loading() {
  const { t } = useTexts()
  return (
    <Stack align="center" py="xl" role="status" className={classes.loading}>
      <Loader aria-hidden />
      <Text c="dimmed">{t('app.loading')}</Text>
    </Stack>
  )
}

interface FailureProps {
  error: unknown
  onRetry?: () => void
  /** Nothing else stands on the page: it gets its heading from here. */
  isPage?: boolean
}

/** Says what went wrong, in the platform's own sentence where there is one. */
export function Failure({ error, onRetry, isPage = false }: FailureProps) {
  const { t } = useTexts()
  const known =
    error instanceof Problem && (/^idempotency-/.test(error.code) ? t('app.error.doneBefore') : error.message)
  const title = t(
    isNoAddress(error) ? 'app.notFound.title' : isMissing(error) ? 'app.missing' : 'app.error.title',
  )
  const inside = isPage ? undefined : title
  const said = isMissing(error) ? (
    <Missing problem={error} title={inside} />
  ) : (
    <Alert color="red" variant="outline" title={inside} role="alert">
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
  return isPage ? <Page title={title}>{said}</Page> : said
}

/** The address is that of nothing, such as one with a part that is no id. */
export function isNoAddress(error: unknown): boolean {
  return error instanceof Problem && error.code === 'route-not-found'
}

/** It is not there, or not any more: trying again does not help. */
export function isMissing(error: unknown): error is Problem {
  return error instanceof Problem && (error.status === 404 || error.status === 410)
}

/** What a link leads to is not there any more, or not for this person: on to what is. */
function Missing({ problem, title }: { problem: Problem; title: string | undefined }) {
  const { t } = useTexts()
  const { nearest } = problem
  const label = nearest?.startsWith('/sessions/')
    ? 'app.toSession'
    : nearest?.startsWith('/courses/')
      ? 'app.toCourse'
      : nearest
        ? 'app.toCalendar'
        : 'app.home'
  return (
    <Alert color="yellow" variant="outline" title={title} role="alert">
      <Stack gap="sm" align="flex-start">
        <Text style={{ overflowWrap: 'anywhere' }}>
          {isNoAddress(problem) ? t('app.notFound.text') : problem.message}
        </Text>
        <Anchor component={Link} href={nearest ?? '/'}>
          {t(label)}
        </Anchor>
      </Stack>
    </Alert>
  )
}

interface EmptyProps {
  title: string
  text: string
  /** Of what will stand here: one of `pictures.tsx`. */
  picture?: ReactNode
  /** The one thing to do. */
  children?: ReactNode
}

/** Where nothing is yet: what will stand here, and the one thing to do. */
export function Empty({ title, text, picture, children }: EmptyProps) {
  return (
    <Stack align="center" gap={4} py="xl" ta="center">
      {picture}
      <Title order={2} size="h4" mt={picture ? 'xs' : 0}>
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

interface LoadedProps<T> extends Pick<FailureProps, 'isPage'> {
  query: Query<T>
  children: (data: T) => ReactNode
}

/** A query's loading, failed and loaded states. */
export function Loaded<T>({ query, isPage, children }: LoadedProps<T>) {
  if (query.data !== undefined) {
    // What is shown stays where it is: something may be typed into it.
    return (
      <>
        {isMissing(query.error) && <Failure error={query.error} />}
        {children(query.data)}
      </>
    )
  }
  if (query.error) return <Failure error={query.error} onRetry={() => query.refetch()} isPage={isPage} />
  return <Loading />
}
