import { Anchor, Stack, Text } from '@mantine/core'
import { useTexts } from '../../../app/i18n.ts'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { TableImport } from '../../../ui/table-import.tsx'
import { importEvents } from './queries.ts'

/** Sessions and events from a table: looked at first, then imported. */
export function ImportPanel({ sessionId, onClose }: { sessionId: string; onClose: () => void }) {
  const { t } = useTexts()
  return (
    <SlideOver title={t('bulk.import')} onClose={onClose}>
      <Stack>
        <Text c="dimmed">{t('bulk.importHelp')}</Text>
        <Anchor href="/api/v1/events/import-template.csv" download>
          {t('bulk.template')}
        </Anchor>
        <TableImport
          label={t('people.importTable')}
          onImport={(text, save, dateOrder) =>
            importEvents({ text, save, sessionId, ...(dateOrder ? { dateOrder } : {}) })
          }
          countsOf={({ added, changed, unchanged, refused }) =>
            t('people.importCounts', { added, changed, unchanged, refused })
          }
          nameOf={(row) => [row.session, row.event].filter(Boolean).join(' · ')}
        />
      </Stack>
    </SlideOver>
  )
}
