import '@mantine/core/styles/Progress.layer.css'
import { Button, Group, Progress, Stack, Table, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTexts } from '../../../app/i18n.ts'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { Failure } from '../../../ui/states.tsx'
import { formatMoment } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { type Move, undoMove } from './queries.ts'

const tones = { waiting: 'neutral', moved: 'good', refused: 'warning' } as const

/** What a move would do, does or did, event by event. */
export function MoveState({ move }: { move: Move }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const undo = useMutation({ mutationFn: undoMove })
  const { id, total, moved, refused } = move
  const isTried = id === null
  const words = isTried
    ? t('moves.tried', { moved, total })
    : move.finishedAt
      ? t('moves.done', { moved, total })
      : t('moves.progress', { done: moved + refused, total })
  return (
    <Stack gap="sm" role="status">
      <Text fw={600}>{move.isUndo ? t('moves.undone', { words }) : words}</Text>
      {!isTried && (
        <Progress
          value={total === 0 ? 100 : (100 * (moved + refused)) / total}
          aria-label={t('accounts.moveEvents')}
        />
      )}
      <Table>
        <Table.Tbody>
          {move.items.map((item) => (
            <Table.Tr key={item.eventId}>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>
                <Text fw={600}>{item.name}</Text>
                <Text size="sm" c="dimmed">
                  {formatMoment(item.startsAt, zone, language)} · {item.from} → {item.to}
                </Text>
                {item.reason && <Text size="sm">{item.reason.text}</Text>}
                {item.oldRoom?.reason && <Text size="sm">{item.oldRoom.reason.text}</Text>}
              </Table.Td>
              <Table.Td ta="end">
                <StateBadge tone={tones[item.state]}>
                  {t('moves.stateName', {
                    state: isTried && item.state === 'moved' ? 'canMove' : item.state,
                  })}
                </StateBadge>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {id !== null && move.finishedAt && (
        <Group>
          <Button component="a" variant="default" href={`/api/v1/moves/${id}/report.csv`} download>
            {t('moves.report')}
          </Button>
          {moved > 0 && (
            <Button variant="default" loading={undo.isPending} onClick={() => undo.mutate(id)}>
              {t('moves.undo')}
            </Button>
          )}
        </Group>
      )}
      {undo.error && <Failure error={undo.error} />}
    </Stack>
  )
}
