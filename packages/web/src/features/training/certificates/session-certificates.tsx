import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { CardTable } from '../../../ui/card-table.tsx'
import { lazily } from '../../../ui/lazily.tsx'
import { RowMenu } from '../../../ui/row-menu.tsx'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { Empty, Failure, Loaded } from '../../../ui/states.tsx'
import { formatDay } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { type Certificate, issueMissing, useSessionCertificates } from './queries.ts'
import { stateTones } from './tones.ts'

const ReasonPanel = lazily(async () => (await import('./reason-panel.tsx')).ReasonPanel)

/** What was issued in a session: downloads, and what can be done to one of them. */
export function SessionCertificates({ sessionId }: { sessionId: string }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const certificates = useSessionCertificates(sessionId)
  const [asking, setAsking] = useState<{ certificate: Certificate; what: 'recall' | 'reissue' }>()
  const file = `/api/v1/sessions/${sessionId}/certificates.pdf`
  const columns = [
    {
      label: t('certificates.person'),
      show: ({ personName }: Certificate) => <Text fw={600}>{personName}</Text>,
    },
    {
      label: t('certificates.number'),
      show: ({ id, number }: Certificate) => (
        <Anchor
          href={`${file}?certificateId=${id}`}
          download
          aria-label={t('certificates.pdfNamed', { number })}
        >
          {number}
        </Anchor>
      ),
    },
    {
      label: t('certificates.stateLabel'),
      show: ({ state, recalled }: Certificate) => (
        <>
          <StateBadge tone={stateTones[state]}>{t('certificates.state', { state })}</StateBadge>
          {recalled && (
            <Text size="sm" c="dimmed">
              {t('certificates.recalledBecause', {
                day: formatDay(recalled.at, zone, language),
                reason: recalled.reason,
              })}
            </Text>
          )}
        </>
      ),
    },
    {
      label: t('certificates.issued'),
      show: ({ issuedAt }: Certificate) => formatDay(issuedAt, zone, language),
    },
    {
      label: t('certificates.validUntil'),
      show: ({ validUntil }: Certificate) =>
        validUntil ? formatDay(validUntil, zone, language) : t('certificates.forGood'),
    },
  ]
  return (
    <>
      <Loaded query={certificates}>
        {({ items, missing }) =>
          items.length === 0 ? (
            <Empty title={t('certificates.none')} text={t('certificates.noneText')}>
              <Missing sessionId={sessionId} count={missing} />
            </Empty>
          ) : (
            <Stack>
              <Missing sessionId={sessionId} count={missing} />
              {items.some(({ recalled }) => !recalled) && (
                <Group>
                  <Button component="a" href={file} download variant="default">
                    {t('certificates.downloadAll')}
                  </Button>
                </Group>
              )}
              <CardTable
                label={t('certificates.title')}
                rows={items}
                columns={columns}
                action={(certificate) =>
                  !certificate.recalled && (
                    <RowMenu
                      name={certificate.number}
                      actions={(['reissue', 'recall'] as const).map((what) => ({
                        label: t(what === 'recall' ? 'certificates.recall' : 'certificates.reissue'),
                        onChoose: () => setAsking({ certificate, what }),
                      }))}
                    />
                  )
                }
              />
            </Stack>
          )
        }
      </Loaded>
      {asking && <ReasonPanel {...asking} onClose={() => setAsking(undefined)} />}
    </>
  )
}

/** Who has completed the session and has none, such as from a time at which none were issued. */
function Missing({ sessionId, count }: { sessionId: string; count: number }) {
  const { t } = useTexts()
  const issue = useMutation({ mutationFn: () => issueMissing(sessionId) })
  if (count === 0) return null
  return (
    <Group gap="sm">
      <Text>{t('certificates.missing', { count })}</Text>
      <Button loading={issue.isPending} onClick={() => issue.mutate()}>
        {t('certificates.issueMissing')}
      </Button>
      {issue.error && <Failure error={issue.error} />}
    </Group>
  )
}
