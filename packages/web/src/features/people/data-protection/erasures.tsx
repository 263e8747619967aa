import { Paper, Stack, Text } from '@mantine/core'
import { useTexts } from '../../../app/i18n.ts'
import { Folded } from '../../../ui/folded.tsx'
import { MoreButton } from '../../../ui/more-button.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { formatMoment } from '../../../ui/when.ts'
import { useMe } from '../auth/queries.ts'
import { ErasedKinds } from './erased-kinds.tsx'
import { useErasures } from './queries.ts'

/** What was erased, without any of it. */
export function Erasures() {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const erasures = useErasures()
  return (
    <Loaded query={erasures}>
      {({ pages }) => {
        const items = pages.flatMap((page) => page.items)
        if (items.length === 0) return <Text c="dimmed">{t('data.noErasures')}</Text>
        return (
          <Stack>
            {items.map(({ id, erasedAt, cause, by, kinds, atProvider, evidenceUntil, finishedAt }) => (
              <Paper key={id} withBorder p="md">
                <Stack gap="xs">
                  <Text fw={600}>{formatMoment(erasedAt, zone, language)}</Text>
                  <Text size="sm">
                    {by ? t('data.causeBy', { cause, name: by.name }) : t('data.cause', { cause })}
                  </Text>
                  {atProvider > 0 && <Text size="sm">{t('data.atProvider', { count: atProvider })}</Text>}
                  {finishedAt && <Text size="sm">{t('data.finished')}</Text>}
                  <Folded title={t('data.what')}>
                    <ErasedKinds kinds={kinds} evidenceUntil={evidenceUntil} />
                  </Folded>
                </Stack>
              </Paper>
            ))}
            <MoreButton query={erasures} />
          </Stack>
        )
      }}
    </Loaded>
  )
}
