import '../../../ui/panel-styles.ts'
import '@mantine/core/styles/List.layer.css'
import { Anchor, List, NativeSelect, Stack, Table, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { formatDay } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { csvOf, type EvaluationResults, type ResultFilter, useResults } from './queries.ts'

/** What was answered after the events of a course: of all, of one event, of one instructor. */
export function EvaluationResultsPanel({ courseId, onClose }: { courseId: string; onClose: () => void }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const [filter, setFilter] = useState<ResultFilter>({ eventId: '', instructorId: '' })
  const results = useResults(courseId, filter)
  return (
    <SlideOver title={t('evaluation.results')} onClose={onClose}>
      <Loaded query={results}>
        {({ events, instructors, questions, answered, heldBack }) => (
          <Stack gap="md">
            <NativeSelect
              label={t('evaluation.event')}
              value={filter.eventId}
              onChange={({ currentTarget }) => setFilter({ ...filter, eventId: currentTarget.value })}
              data={[
                { value: '', label: t('evaluation.allEvents') },
                ...events.map(({ id, name, startsAt }) => ({
                  value: id,
                  label: `${name} · ${formatDay(startsAt, zone, language)}`,
                })),
              ]}
            />
            <NativeSelect
              label={t('evaluation.instructor')}
              value={filter.instructorId}
              onChange={({ currentTarget }) => setFilter({ ...filter, instructorId: currentTarget.value })}
              data={[
                { value: '', label: t('evaluation.allInstructors') },
                ...instructors.map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
            <Text role="status">
              {t('evaluation.answered', { count: answered })}{' '}
              {heldBack > 0 && t('evaluation.heldBack', { count: heldBack })}
            </Text>
            {questions.map((result) => (
              <QuestionResult key={result.question.id} result={result} />
            ))}
            {answered > heldBack && (
              <Anchor href={csvOf(courseId, filter)} download>
                {t('evaluation.csv')}
              </Anchor>
            )}
          </Stack>
        )}
      </Loaded>
    </SlideOver>
  )
}

function QuestionResult({ result }: { result: EvaluationResults['questions'][number] }) {
  const { t } = useTexts()
  const { question, count, mean, counts, texts } = result
  const id = `results-${question.id}`
  return (
    <Stack gap="xs" component="section" aria-labelledby={id}>
      <Title order={3} size="h5" id={id}>
        {question.text}
      </Title>
      <Text size="sm" c="dimmed">
        {t('evaluation.answers', { count })} {mean !== null && t('evaluation.mean', { mean })}
      </Text>
      {counts.length > 0 && count > 0 && (
        <Table>
          <Table.Tbody>
            {counts.map((one) => (
              <Table.Tr key={one.value}>
                <Table.Th scope="row">{one.value}</Table.Th>
                <Table.Td>{t('evaluation.times', { count: one.count })}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {texts.length > 0 && (
        <List>
          {texts.map((text, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two may say the same, and none moves
            <List.Item key={at}>{text}</List.Item>
          ))}
        </List>
      )}
    </Stack>
  )
}
