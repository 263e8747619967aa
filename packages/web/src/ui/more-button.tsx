import { Button, Group } from '@mantine/core'
import { useTexts } from '../app/i18n.ts'

interface Pages {
  readonly hasNextPage: boolean
  readonly isFetchingNextPage: boolean
  readonly fetchNextPage: () => unknown
}

/** Reads the next page of a list, as long as there is one. */
export function MoreButton({ query }: { query: Pages }) {
  const { t } = useTexts()
  if (!query.hasNextPage) return null
  return (
    <Group justify="center">
      <Button variant="default" loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
        {t('app.more')}
      </Button>
    </Group>
  )
}
