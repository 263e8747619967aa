import { Stack, Title } from '@mantine/core'
import { type Translate, useTexts } from '../app/i18n.ts'
import { type Part, toParts } from '../features/operations/roster/days.ts'
import { NotStarted } from '../features/operations/roster/not-started.tsx'
import { useTeaching } from '../features/operations/roster/queries.ts'
import { PastEvent, TaughtEventCard } from '../features/operations/roster/taught-event.tsx'
import { useMe } from '../features/people/auth/queries.ts'
import { AccessButton } from '../features/training/events/access-button.tsx'
import { Page } from '../ui/page.tsx'
import { Empty, Loaded } from '../ui/states.tsx'
import { formatDay } from '../ui/when.ts'

/** What somebody teaches: now, next, today and later; then what ended lately and is not marked yet. */
export function TeachingPage() {
  const { t, language } = useTexts()
  const teaching = useTeaching()
  const zone = useMe().data?.timeZone ?? 'UTC'
  return (
    <Page title={t('teach.title')}>
      <NotStarted />
      <Loaded query={teaching}>
        {({ coming, past }) => (
          <Stack gap="xl">
            {coming.length === 0 && <Empty title={t('teach.empty.title')} text={t('teach.empty.text')} />}
            {toParts(coming, Date.now(), (instant) => formatDay(instant, zone, language)).map((part) => (
              <Section
                key={part.kind + part.startsAt}
                title={titleOf(part, t, () => formatDay(part.startsAt, zone, language))}
              >
                {part.items.map((taught) => (
                  <TaughtEventCard
                    key={taught.event.id}
                    taught={taught}
                    isNext={part.kind === 'running' || part.kind === 'next'}
                  >
                    <AccessButton event={taught.event} kind="start" />
                  </TaughtEventCard>
                ))}
              </Section>
            ))}
            {past.length > 0 && (
              <Section title={t('teach.past')}>
                {past.map((taught) => (
                  <PastEvent key={taught.event.id} taught={taught} />
                ))}
              </Section>
            )}
          </Stack>
        )}
      </Loaded>
    </Page>
  )
}

function Section({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section aria-label={title}>
      <Title order={2} size="h4" mb="sm">
        {title}
      </Title>
      <Stack gap="xs">{children}</Stack>
    </section>
  )
}

const partTexts = {
  running: 'teach.running',
  next: 'teach.next',
  laterToday: 'teach.laterToday',
} as const

function titleOf({ kind }: Part, t: Translate, day: () => string): string {
  return kind === 'day' ? day() : t(partTexts[kind])
}
