import '@mantine/core/styles/Table.layer.css'
import { Table, Text } from '@mantine/core'
import type { TimelineEntry } from '../../../api/client.ts'
import { type TextKey, type Translate, useTexts } from '../../../app/i18n.ts'
import { formatMoment } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'

/** What happened around an event, newest first: when, what, who. */
export function Timeline({ items }: { items: readonly TimelineEntry[] }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  return (
    <Table aria-label={t('care.history')}>
      <Table.Tbody>
        {items.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: entries have no id, and the list is read whole
          <Table.Tr key={`${item.at} ${index}`}>
            <Table.Td style={{ whiteSpace: 'nowrap', verticalAlign: 'top' }}>
              <Text size="sm" c="dimmed">
                {formatMoment(item.at, zone, language)}
              </Text>
            </Table.Td>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>
              {wordsOf(item, t)}
              {item.personName && <Text span c="dimmed">{` · ${item.personName}`}</Text>}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

const actions = [
  'timeline.event.schedule',
  'timeline.event.change',
  'timeline.event.cancel',
  'timeline.event.restore',
  'timeline.event.stand-in',
  'timeline.event.replace-room',
  'timeline.event.move-account',
  'timeline.event.nudge',
  'timeline.event.message',
  'timeline.event.mark-attendance',
  'timeline.event.undo-attendance',
] as const satisfies readonly TextKey[]

function wordsOf({ kind, data }: TimelineEntry, t: Translate): string {
  const word = (name: string) => (data[name] === null || data[name] === undefined ? '' : String(data[name]))
  const count = (name: string) => Number(data[name]) || 0
  switch (kind) {
    case 'change': {
      const action = actions.find((known) => known.replace('timeline.', '') === data.action)
      const { subject = '' } = Object(data.changes) as { subject?: string }
      const words = action ? t(action, { subject }) : word('action')
      const changes = data.changes as { quiet?: boolean } | undefined // as the audit log wrote them
      return changes?.quiet ? t('timeline.quietly', { words }) : words
    }
    case 'call': {
      const values = { operation: word('operation'), status: word('status') || '–', ms: count('durationMs') }
      const call = t('timeline.call', values)
      return data.error ? t('app.labelled', { label: call, value: word('error') }) : call
    }
    case 'attempt':
      return t('timeline.attempt', { marker: word('marker'), outcome: word('outcome') || '…' })
    case 'registrations':
      return t('timeline.registrations', { done: count('done'), failed: count('failed') })
    case 'entry':
      return t(data.role === 'instructor' ? 'timeline.started' : 'timeline.joined')
    case 'mail':
      return t(data.sent ? 'timeline.mail' : 'timeline.mailWaits', { subject: word('subject') })
    case 'preflight':
      return t(data.isGreen ? 'timeline.green' : 'timeline.red')
    default:
      return kind
  }
}
