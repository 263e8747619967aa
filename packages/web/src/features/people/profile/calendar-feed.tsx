import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { answered, api, changesOf } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { CopyField } from '../../../ui/copy-field.tsx'
import { Failure, Loaded } from '../../../ui/states.tsx'
import { formatMoment } from '../../../ui/when.ts'
import { useMe } from '../auth/queries.ts'

const feedKey = ['calendar-feed'] as const
const refreshed = changesOf(feedKey)

/** The secret address at which a calendar program reads one's own events. */
export function CalendarFeed() {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const feed = useQuery({ queryKey: feedKey, queryFn: () => answered(api.GET('/api/v1/me/calendar-feed')) })
  const make = useMutation({ mutationFn: () => refreshed(answered(api.POST('/api/v1/me/calendar-feed'))) })
  const revoke = useMutation({
    mutationFn: () => refreshed(answered(api.DELETE('/api/v1/me/calendar-feed'))),
    onSuccess: () => make.reset(),
  })
  const moment = (instant: string) => formatMoment(instant, zone, language)
  return (
    <Stack>
      <Text>{t('profile.calendarText')}</Text>
      {make.data && (
        <>
          <Button component="a" href={make.data.url.replace(/^https?:/, 'webcal:')}>
            {t('profile.calendarOpen')}
          </Button>
          <CopyField label={t('profile.calendarUrl')} value={make.data.url} />
          <Text>{t('profile.calendarOnce')}</Text>
        </>
      )}
      <Loaded query={feed}>
        {({ createdAt, readAt }) => (
          <>
            {createdAt && (
              <Text c="dimmed">
                {t('profile.calendarSince', { when: moment(createdAt) })}{' '}
                {readAt
                  ? t('profile.calendarRead', { when: moment(readAt) })
                  : t('profile.calendarNeverRead')}
              </Text>
            )}
            <Group>
              <Button variant="default" loading={make.isPending} onClick={() => make.mutate()}>
                {t(createdAt ? 'profile.calendarAnew' : 'profile.calendarMake')}
              </Button>
              {createdAt && (
                <Button variant="default" loading={revoke.isPending} onClick={() => revoke.mutate()}>
                  {t('profile.calendarRevoke')}
                </Button>
              )}
            </Group>
          </>
        )}
      </Loaded>
      {(make.error ?? revoke.error) && <Failure error={make.error ?? revoke.error} />}
    </Stack>
  )
}
