import { Anchor, Button, Group, Paper, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Link } from 'wouter'
import { useTexts } from '../../../app/i18n.ts'
import { Failure } from '../../../ui/states.tsx'
import { cityOf, differs, formatSpan } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { settleZoneChange, type ZoneChange } from './queries.ts'

/** One event whose clock and instant fell apart, with the two ways on. The proposal stands out. */
export function ZoneChangeCard({ change }: { change: ZoneChange }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const settle = useMutation({
    mutationFn: (keep: 'wall-time' | 'instant') => settleZoneChange(change, keep),
  })
  const planned = formatSpan(
    { startsAt: `${change.startsWall}:00Z`, endsAt: `${change.endsWall}:00Z` },
    'UTC',
    language,
  ).replace(' (UTC)', () => ` (${cityOf(change.timeZone)})`)
  const inWords = (span: { startsAt: string; endsAt: string }) => {
    const there = formatSpan(span, change.timeZone, language)
    return differs(span, zone, change.timeZone) ? `${there}, ${formatSpan(span, zone, language)}` : there
  }
  const variantOf = (keep: ZoneChange['proposal']) => (change.proposal === keep ? 'filled' : 'default')
  return (
    <Paper withBorder p="md" component="article" aria-label={change.eventName}>
      <Stack gap="sm">
        <div>
          <Anchor component={Link} href={`/learn/events/${change.eventId}`} fw={650}>
            {change.eventName}
          </Anchor>
          <Text size="sm" c="dimmed">
            {change.courseName} · {t('zoneChanges.planned', { when: planned })}
          </Text>
        </div>
        {change.byWallTime ? (
          <Text>{t('zoneChanges.wallTime', { when: inWords(change.byWallTime) })}</Text>
        ) : (
          <Text>{change.impossible?.text}</Text>
        )}
        <Text>{t('zoneChanges.instant', { when: inWords(change) })}</Text>
        {settle.error && <Failure error={settle.error} />}
        <Group gap="xs">
          {change.byWallTime && (
            <Button
              variant={variantOf('wall-time')}
              loading={settle.isPending}
              onClick={() => settle.mutate('wall-time')}
            >
              {t('zoneChanges.keepWallTime')}
            </Button>
          )}
          <Button
            variant={variantOf('instant')}
            loading={settle.isPending}
            onClick={() => settle.mutate('instant')}
          >
            {t('zoneChanges.keepInstant')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  )
}
