import '../ui/panel-styles.ts'
import type { Schemas } from '@lectern/api-client'
import { Anchor, Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { answered, api } from '../api/client.ts'
import { AdminPage } from '../app/admin-page.tsx'
import { useTexts } from '../app/i18n.ts'
import { useMe } from '../features/people/auth/queries.ts'
import { DonePicture } from '../ui/pictures.tsx'
import { StateBadge } from '../ui/state-badge.tsx'
import { Empty, Failure, Loaded } from '../ui/states.tsx'
import { formatMoment } from '../ui/when.ts'

type Finding = Schemas['Finding']
type Found = Finding['first'][number]

/** What should never be in the data of the platform, as far as it is. */
export function DataCheckPage() {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const examination = useQuery({
    queryKey: ['examination'],
    queryFn: () => answered(api.GET('/api/v1/examination')),
  })
  return (
    <AdminPage title={t('doctor.title')}>
      <Stack maw={760}>
        <Text>{t('doctor.text')}</Text>
        <Loaded query={examination}>
          {({ examinedAt, checks, findings }) => {
            const when = formatMoment(examinedAt, zone, language)
            if (findings.length === 0)
              return (
                <Empty
                  title={t('doctor.fine')}
                  picture={<DonePicture />}
                  text={t('doctor.fineText', { checks, when })}
                />
              )
            return (
              <>
                <Text role="status">{t('doctor.found', { count: findings.length, when })}</Text>
                {findings.map((finding) => (
                  <FindingCard key={finding.code} finding={finding} />
                ))}
              </>
            )
          }}
        </Loaded>
        {examination.data && examination.error && <Failure error={examination.error} />}
        {examination.data && (
          <Group>
            <Button
              variant="default"
              loading={examination.isFetching}
              onClick={() => void examination.refetch()}
            >
              {t(examination.isFetching ? 'doctor.checking' : 'doctor.again')}
            </Button>
          </Group>
        )}
      </Stack>
    </AdminPage>
  )
}

function FindingCard({ finding: { level, what, advice, first, count } }: { finding: Finding }) {
  const { t } = useTexts()
  return (
    <Paper withBorder p="md" radius="md">
      <Stack gap="xs" align="flex-start">
        <StateBadge tone={level === 'error' ? 'bad' : 'warning'}>{t('doctor.level', { level })}</StateBadge>
        <Title order={2} size="h5">
          {what}
        </Title>
        <Text>{advice}</Text>
        <Stack component="ul" gap={2} m={0} p={0} style={{ listStyle: 'none' }}>
          {first.map((found) => (
            <li key={`${found.kind} ${found.id}`} style={{ overflowWrap: 'anywhere' }}>
              <FoundLink found={found} />
            </li>
          ))}
          {count > first.length && <li>{t('doctor.more', { count: count - first.length })}</li>}
        </Stack>
      </Stack>
    </Paper>
  )
}

/** Where these things are shown; the others are found by what the advice says. */
const pages: Partial<Record<Found['kind'], (id: string) => string>> = {
  session: (id) => `/sessions/${id}`,
  event: (id) => `/learn/events/${id}`,
  person: (id) => `/admin/people/${id}`,
  webhook: () => '/admin/webhooks',
  mail: () => '/admin/mails',
  'certificate-key': () => '/admin/certificates',
}

function FoundLink({ found: { kind, id } }: { found: Found }) {
  const { t } = useTexts()
  const href = pages[kind]?.(id)
  const label = t('doctor.open', { kind, id })
  return href ? (
    <Anchor component={Link} href={href} size="sm">
      {label}
    </Anchor>
  ) : (
    <Text size="sm" c="dimmed">
      {label}
    </Text>
  )
}
