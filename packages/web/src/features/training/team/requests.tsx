import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTexts, withTexts } from '../../../app/i18n.ts'
import { lazily } from '../../../ui/lazily.tsx'
import { Failure, Loaded } from '../../../ui/states.tsx'
import { formatMoment } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { approve, type TeamRequest, useRequests } from './queries.ts'

const RefusePanel = lazily(
  async () => (await withTexts(['planning'], import('./refuse-panel.tsx'))).RefusePanel,
)

/** Requests that wait for the manager who looks, the one that ends first first. */
export function Requests() {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const requests = useRequests()
  const [refusing, setRefusing] = useState<TeamRequest>()
  const [said, setSaid] = useState('')
  const work = useMutation({
    mutationFn: approve,
    onMutate: () => setSaid(''),
    onSuccess: ({ status }, { name }) => setSaid(t('team.approved', { status, name })),
    // Somebody else decided: the list says what is left.
    onError: () => void requests.refetch(),
  })
  return (
    <section aria-labelledby="team-requests">
      <h2 id="team-requests">{t('team.requests')}</h2>
      <Loaded query={requests}>
        {({ items }) => (
          <Stack gap="sm">
            {said && (
              <Text role="status" fw={600}>
                {said}
              </Text>
            )}
            {work.error && <Failure error={work.error} />}
            {items.length === 0 && <Text c="dimmed">{t('team.noRequests')}</Text>}
            <Stack component="ul" gap="md" p={0} m={0} style={{ listStyle: 'none' }}>
              {items.map((request) => {
                const { personId, sessionId, name, courseName, sessionName } = request
                const named = { name, course: courseName }
                const facts = [
                  request.insteadOf && t('team.insteadOf', { name: request.insteadOf }),
                  request.firstStartsAt && formatMoment(request.firstStartsAt, zone, language),
                  t('team.until', { until: formatMoment(request.expiresAt, zone, language) }),
                  request.isFull && t('team.full'),
                ]
                return (
                  <Group component="li" key={`${personId}/${sessionId}`} justify="space-between" gap="xs">
                    <div style={{ overflowWrap: 'anywhere' }}>
                      <Text fw={600}>{t('team.asks', { ...named, session: sessionName })}</Text>
                      <Text size="sm">{facts.filter(Boolean).join(' · ')}</Text>
                    </div>
                    <Group gap="xs">
                      <Button
                        variant="default"
                        aria-label={t('team.refuseOf', named)}
                        onClick={() => setRefusing(request)}
                      >
                        {t('team.refuse')}
                      </Button>
                      <Button
                        aria-label={t('team.approveOf', named)}
                        loading={work.isPending && work.variables === request}
                        onClick={() => work.mutate(request)}
                      >
                        {t('team.approve')}
                      </Button>
                    </Group>
                  </Group>
                )
              })}
            </Stack>
          </Stack>
        )}
      </Loaded>
      {refusing && (
        <RefusePanel
          request={refusing}
          onDone={() => setSaid(t('team.refused', { name: refusing.name }))}
          onClose={() => {
            setRefusing(undefined)
            void requests.refetch()
          }}
        />
      )}
    </section>
  )
}
