import { Button, Group, Stack, Table, Text, TextInput, VisuallyHidden } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { answered, api, type Enrollment } from '../../api/client.ts'
import { useTexts } from '../../app/i18n.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { Empty, Failure, Loaded } from '../../ui/states.tsx'
import { formatDay } from '../../ui/when.ts'
import { useMe } from '../login/queries.ts'

const keyOf = (sessionId: string) => ['enrollments', sessionId]

/** The learners of a session: search and enroll, list and remove. */
export function Enrollments({ sessionId }: { sessionId: string }) {
  const { t, language } = useTexts()
  const client = useQueryClient()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const [leaving, setLeaving] = useState<Enrollment>()
  const enrollments = useQuery({
    queryKey: keyOf(sessionId),
    queryFn: () =>
      answered(api.GET('/api/v1/sessions/{sessionId}/enrollments', { params: { path: { sessionId } } })),
  })
  const remove = async (personId: string) => {
    await answered(
      api.DELETE('/api/v1/sessions/{sessionId}/enrollments/{personId}', {
        params: { path: { sessionId, personId } },
      }),
    )
    await refresh()
  }
  const refresh = async () => {
    await client.invalidateQueries({ queryKey: keyOf(sessionId) })
    await client.invalidateQueries({ queryKey: ['sessions'] })
  }
  return (
    <Stack gap="xl">
      <Loaded query={enrollments}>
        {({ items }) => (
          <>
            <PersonSearch
              sessionId={sessionId}
              enrolled={new Set(items.map((e) => e.personId))}
              onEnrolled={refresh}
            />
            {items.length === 0 ? (
              <Empty title={t('enrollments.empty.title')} text={t('enrollments.empty.text')} />
            ) : (
              <Table stickyHeader verticalSpacing={6} aria-label={t('enrollments.title')}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t('accounts.name')}</Table.Th>
                    <Table.Th visibleFrom="sm">{t('signIn.email')}</Table.Th>
                    <Table.Th visibleFrom="sm">{t('enrollments.since')}</Table.Th>
                    <Table.Th>
                      <VisuallyHidden>{t('app.remove')}</VisuallyHidden>
                    </Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {items.map((enrollment) => (
                    <Table.Tr key={enrollment.personId}>
                      <Table.Td>{enrollment.name}</Table.Td>
                      <Table.Td visibleFrom="sm">{enrollment.email}</Table.Td>
                      <Table.Td visibleFrom="sm">{formatDay(enrollment.enrolledAt, zone, language)}</Table.Td>
                      <Table.Td ta="right">
                        <Button
                          variant="default"
                          size="xs"
                          onClick={() => setLeaving(enrollment)}
                          aria-label={t('enrollments.removeNamed', { name: enrollment.name })}
                        >
                          {t('app.remove')}
                        </Button>
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            )}
          </>
        )}
      </Loaded>
      {leaving && (
        <Confirm
          title={t('enrollments.removeTitle', { name: leaving.name })}
          text={t('enrollments.removeText')}
          action={t('app.remove')}
          onConfirm={() => remove(leaving.personId)}
          onClose={() => setLeaving(undefined)}
        />
      )}
    </Stack>
  )
}

interface PersonSearchProps {
  sessionId: string
  enrolled: ReadonlySet<string>
  onEnrolled: () => Promise<void>
}

function PersonSearch({ sessionId, enrolled, onEnrolled }: PersonSearchProps) {
  const { t } = useTexts()
  const [typed, setTyped] = useState('')
  const [query] = useDebouncedValue(typed.trim(), 200)
  const people = useQuery({
    queryKey: ['people', query],
    queryFn: () => answered(api.GET('/api/v1/people', { params: { query: { query, limit: 10 } } })),
    enabled: query.length > 0,
  })
  const enroll = useMutation({
    mutationFn: (personId: string) =>
      answered(
        api.POST('/api/v1/sessions/{sessionId}/enrollments', {
          params: { path: { sessionId } },
          body: { personId, whenFull: 'refuse' },
        }),
      ),
    onSuccess: onEnrolled,
  })
  const found = people.data?.items.filter((person) => !enrolled.has(person.id)) ?? []
  return (
    <Stack gap="xs" maw={560}>
      <TextInput
        type="search"
        label={t('enrollments.add')}
        placeholder={t('enrollments.find')}
        value={typed}
        onChange={(e) => setTyped(e.currentTarget.value)}
      />
      {query && people.data && found.length === 0 && (
        <Text c="dimmed" role="status">
          {t('enrollments.nobody', { query })}
        </Text>
      )}
      {query &&
        found.map((person) => {
          const name = `${person.firstName} ${person.lastName}`
          return (
            <Group key={person.id} justify="space-between" wrap="nowrap">
              <div style={{ minWidth: 0 }}>
                <Text truncate>{name}</Text>
                <Text size="sm" c="dimmed" truncate>
                  {person.email}
                </Text>
              </div>
              <Button
                size="xs"
                loading={enroll.isPending && enroll.variables === person.id}
                onClick={() => enroll.mutate(person.id)}
              >
                {t('enrollments.enroll', { name })}
              </Button>
            </Group>
          )
        })}
      {(enroll.error || people.error) && <Failure error={enroll.error ?? people.error} />}
    </Stack>
  )
}
