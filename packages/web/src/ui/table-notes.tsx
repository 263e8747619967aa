import '@mantine/core/styles/InlineInput.layer.css'
import '@mantine/core/styles/Radio.layer.css'
import { Group, Radio, Text } from '@mantine/core'
import { useTexts } from '../app/i18n.ts'

export type DateOrder = 'dmy' | 'mdy'

/** How a table was read, beside its rows. */
export interface TableReading {
  /** `unclear` = dates could be two days and are refused until somebody says which. */
  readonly dateOrder?: DateOrder | 'unclear' | null
  /** Headings of columns that were not read. */
  readonly unread?: readonly string[]
}

interface TableNotesProps {
  reading: TableReading
  /** Reads the table again. */
  onDateOrder?: (order: DateOrder) => void
}

/** What is to be known, or chosen, of a table before its rows: the order of its dates, and columns that are not read. */
export function TableNotes({ reading: { dateOrder = null, unread = [] }, onDateOrder }: TableNotesProps) {
  const { t } = useTexts()
  return (
    <>
      {dateOrder && onDateOrder && (
        <Radio.Group
          label={t('import.dates')}
          description={t(dateOrder === 'unclear' ? 'import.datesUnclear' : 'import.datesRead')}
          value={dateOrder === 'unclear' ? null : dateOrder}
          onChange={(order) => onDateOrder(order as DateOrder)}
        >
          <Group mt={4}>
            <Radio value="dmy" label={t('import.dmy')} />
            <Radio value="mdy" label={t('import.mdy')} />
          </Group>
        </Radio.Group>
      )}
      {unread.length > 0 && (
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {t('import.unread', { columns: unread })}
        </Text>
      )}
    </>
  )
}
