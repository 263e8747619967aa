import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useTexts } from '../../../app/i18n.ts'
import { CardTable } from '../../../ui/card-table.tsx'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { formatMoment } from '../../../ui/when.ts'
import { type LmsLink, type LmsScores, readScores, sendScoresAgain } from './queries.ts'

/** What went back to the gradebook of an LMS, person by person, and what it did not take. */
export function ScoresPanel({ link, zone, onClose }: { link: LmsLink; zone: string; onClose: () => void }) {
  const { t, language } = useTexts()
  const scores = useQuery({ queryKey: ['lms', 'scores', link.id], queryFn: () => readScores(link.id) })
  const again = useMutation({ mutationFn: () => sendScoresAgain(link.id) })
  const columns = [
    { label: t('lms.person'), show: ({ name }: Row) => name },
    { label: t('lms.what'), show: ({ kind }: Row) => t('lms.scoreKind', { kind }) },
    { label: t('lms.scores'), show: ({ score }: Row) => t('lms.scoreOf', { score }) },
    {
      label: t('lms.state'),
      show: ({ state, problem }: Row) => (
        <>
          <StateBadge tone={state === 'sent' ? 'good' : state === 'failed' ? 'bad' : 'neutral'}>
            {t('lms.scoreState', { state })}
          </StateBadge>
          {problem && state !== 'sent' && (
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              {problem}
            </Text>
          )}
        </>
      ),
    },
    {
      label: t('lms.scoreSent'),
      show: ({ sentAt }: Row) => (sentAt ? formatMoment(sentAt, zone, language) : '–'),
    },
  ]
  return (
    <SlideOver
      title={t('lms.scoresTitle', { name: link.contextTitle || link.title || '…' })}
      onClose={onClose}
    >
      <Loaded query={scores}>
        {({ items, dueAt }) => (
          <Stack>
            {dueAt && <Text>{t('lms.scoresDue', { at: formatMoment(dueAt, zone, language) })}</Text>}
            {items.length === 0 ? (
              <Text>{t('lms.scoresNone')}</Text>
            ) : (
              <CardTable
                label={t('lms.scores')}
                rows={items.map((row, index) => ({ ...row, id: String(index) }))}
                columns={columns}
              />
            )}
            {again.error && <Text role="alert">{again.error.message}</Text>}
            {link.sends.length > 0 && (
              <Group justify="flex-end">
                <Button variant="default" loading={again.isPending} onClick={() => again.mutate()}>
                  {t('lms.scoresAgain')}
                </Button>
              </Group>
            )}
          </Stack>
        )}
      </Loaded>
    </SlideOver>
  )
}

type Row = LmsScores['items'][number] & { readonly id: string }
