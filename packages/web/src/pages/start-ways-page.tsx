import { Anchor, Button, Paper, Stack, Text } from '@mantine/core'
import { Link } from 'wouter'
import { useTexts } from '../app/i18n.ts'
import { useEventTrail } from '../features/training/courses/use-course-trail.ts'
import { useEvent } from '../features/training/events/queries.ts'
import { Page } from '../ui/page.tsx'
import { Loaded } from '../ui/states.tsx'

/** Two ways into a room that only its organizer can open: the instructor chooses. */
export function StartWaysPage({ eventId }: { eventId: string }) {
  const { t } = useTexts()
  const event = useEvent(eventId)
  const trail = useEventTrail(event.data)
  return (
    <Loaded query={event} isPage>
      {({ name, start }) => (
        <Page title={t('wait.start', { name })} trail={trail}>
          <Stack align="flex-start" gap="md" maw={560}>
            <Paper withBorder p="md" w="100%">
              <Stack align="flex-start" gap="sm">
                <Text>{t('start.organizerText', { organizer: start?.organizer ?? '' })}</Text>
                <Button component="a" size="lg" href={`/learn/events/${eventId}/start?as=organizer`}>
                  {t('start.organizer')}
                </Button>
              </Stack>
            </Paper>
            <Paper withBorder p="md" w="100%">
              <Stack align="flex-start" gap="sm">
                <Text>{t('start.coOrganizerText')}</Text>
                <Button
                  component="a"
                  size="lg"
                  variant="default"
                  href={`/learn/events/${eventId}/start?as=co-organizer`}
                >
                  {t('start.coOrganizer')}
                </Button>
              </Stack>
            </Paper>
            <Anchor component={Link} href={`/learn/events/${eventId}`}>
              {t('wait.back')}
            </Anchor>
          </Stack>
        </Page>
      )}
    </Loaded>
  )
}
