import '@mantine/core/styles/Progress.layer.css'
import { Button, Group, Progress, Stack, Table, Text } from '@mantine/core'
import { useTexts } from '../../../app/i18n.ts'
import { MoreButton } from '../../../ui/more-button.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { type PersonImport, useImport, useRefusedRows } from './queries.ts'

/** How far an import of people is, with the rows that were left out and why. */
export function ImportProgress({ importId }: { importId: string }) {
  const found = useImport(importId)
  return <Loaded query={found}>{(loaded) => <LoadedImport found={loaded} />}</Loaded>
}

function LoadedImport({ found }: { found: PersonImport }) {
  const { t } = useTexts()
  const { id, total, waiting, added, changed, unchanged, refused } = found
  const done = total - waiting
  const isWorking = found.finishedAt === null
  return (
    <Stack gap="sm">
      <Text fw={600} role="status">
        {isWorking
          ? t('people.importWorking', { done, total })
          : `${t('import.done')} ${t('people.importCounts', { added, changed, unchanged, refused })}`}
      </Text>
      <Progress value={total === 0 ? 100 : (100 * done) / total} aria-label={t('people.importProgress')} />
      {isWorking && <Text c="dimmed">{t('people.importLeave')}</Text>}
      <Group>
        <Button component="a" variant="default" href={`/api/v1/people/imports/${id}/report.csv`} download>
          {t('people.importReport')}
        </Button>
      </Group>
      {refused > 0 && !isWorking && <Refused importId={id} />}
    </Stack>
  )
}

function Refused({ importId }: { importId: string }) {
  const { t } = useTexts()
  const rows = useRefusedRows(importId)
  return (
    <section aria-label={t('people.importLeftOut')}>
      <h2>{t('people.importLeftOut')}</h2>
      <Loaded query={rows}>
        {({ pages }) => (
          <Table>
            <Table.Tbody>
              {pages
                .flatMap((page) => page.items)
                .map((row) => (
                  <Table.Tr key={row.line}>
                    <Table.Td c="dimmed" style={{ whiteSpace: 'nowrap' }}>
                      {t('import.line', { line: row.line })}
                    </Table.Td>
                    <Table.Td style={{ overflowWrap: 'anywhere' }}>
                      {[row.email, row.name].filter(Boolean).join(' · ')}
                      {row.reason && <Text size="sm">{row.reason}</Text>}
                    </Table.Td>
                  </Table.Tr>
                ))}
            </Table.Tbody>
          </Table>
        )}
      </Loaded>
      <MoreButton query={rows} />
    </section>
  )
}
