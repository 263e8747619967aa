import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useTexts } from '../../../app/i18n.ts'
import { CardTable } from '../../../ui/card-table.tsx'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { compareRoster, type LmsLink, type LmsRoster, takeRoster } from './queries.ts'

/** What would become of the places of a session if they were as the roster of the LMS, before it is done. */
export function RosterPanel({ link, onClose }: { link: LmsLink; onClose: () => void }) {
  const { t } = useTexts()
  const roster = useQuery({
    queryKey: ['lms', 'roster', link.id],
    queryFn: () => compareRoster(link.id),
    gcTime: 0,
  })
  const save = useMutation({ mutationFn: () => takeRoster(link.id), onSuccess: onClose })
  const columns = [
    { label: t('lms.person'), show: ({ name }: Row) => name },
    {
      label: t('lms.what'),
      show: ({ outcome, reason }: Row) => reason || t('lms.outcome', { outcome }),
    },
  ]
  return (
    <SlideOver title={t('lms.rosterTitle', { name: link.contextTitle || '…' })} onClose={onClose}>
      <Loaded query={roster}>
        {({ rows, members, added, waiting, removed, refused }) => (
          <Stack>
            <Text role="status">{t('lms.rosterSays', { members, added, waiting, removed, refused })}</Text>
            {rows.length === 0 ? (
              <Text>{t('lms.rosterSame')}</Text>
            ) : (
              <CardTable
                label={t('lms.what')}
                rows={rows.map((row, index) => ({ ...row, id: String(index) }))}
                columns={columns}
              />
            )}
            {save.error && <Text role="alert">{save.error.message}</Text>}
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                {t('app.cancel')}
              </Button>
              {rows.length > 0 && (
                <Button loading={save.isPending} onClick={() => save.mutate()}>
                  {t('lms.rosterSave')}
                </Button>
              )}
            </Group>
          </Stack>
        )}
      </Loaded>
    </SlideOver>
  )
}

type Row = LmsRoster['rows'][number] & { readonly id: string }
