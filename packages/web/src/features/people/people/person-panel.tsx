import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useLocation, useSearchParams } from 'wouter'
import { useTexts } from '../../../app/i18n.ts'
import { browserName } from '../../../ui/browser-name.ts'
import { Confirm } from '../../../ui/confirm.tsx'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { Failure, Loaded } from '../../../ui/states.tsx'
import { formatMoment } from '../../../ui/when.ts'
import { useMe } from '../auth/queries.ts'
import { ErasePanel } from '../data-protection/erase-panel.tsx'
import { PersonForm } from './person-form.tsx'
import { stateTones } from './person-state.ts'
import {
  changePerson,
  inviteAgain,
  mergePeople,
  type PersonDetails,
  sendReset,
  signOutEverywhere,
  turnFactorOff,
  usePerson,
} from './queries.ts'

interface PersonPanelProps {
  personId: string
  onClose: () => void
  /** What others know of them. */
  more?: ReactNode
}

export function PersonPanel({ personId, onClose, more }: PersonPanelProps) {
  const { t } = useTexts()
  const person = usePerson(personId)
  const [search, setSearch] = useSearchParams()
  const [, navigate] = useLocation()
  // As a panel of its own, before which what is typed here is asked about.
  if (search.get('panel') === 'erase')
    return <ErasePanel personId={personId} onClose={onClose} onDone={() => navigate('/admin/data')} />
  return (
    <SlideOver title={t('people.edit')} onClose={onClose}>
      <Loaded query={person}>
        {(found) => (
          <Stack gap="xl">
            <Facts person={found} />
            <PersonForm key={found.id} person={found} onClose={onClose} />
            <SignIn person={found} />
            {more}
            <Duplicates person={found} />
            <Erase onErase={() => setSearch({ panel: 'erase' }, { replace: true })} />
          </Stack>
        )}
      </Loaded>
    </SlideOver>
  )
}

/** What can't be taken back stands below all else. */
function Erase({ onErase }: { onErase: () => void }) {
  const { t } = useTexts()
  return (
    <section aria-labelledby="person-erase">
      <Title order={3} size="h5" id="person-erase" mb="xs">
        {t('data.eraseTitle')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('data.eraseOffer')}
      </Text>
      <Button variant="default" onClick={onErase}>
        {t('data.eraseLook')}
      </Button>
    </section>
  )
}

function Facts({ person }: { person: PersonDetails }) {
  const { t } = useTexts()
  return (
    <Stack gap={4}>
      <Group gap="sm">
        <StateBadge tone={stateTones[person.state]}>
          {t('people.stateName', { state: person.state })}
        </StateBadge>
        <Text>{t('people.enrollments', { count: person.enrollments })}</Text>
        {person.teamCount > 0 && <Text>{t('people.teamCount', { count: person.teamCount })}</Text>}
      </Group>
      {person.otherAddresses.length > 0 && (
        <Text size="sm" c="dimmed">
          {t('people.otherAddresses', { addresses: person.otherAddresses })}
        </Text>
      )}
    </Stack>
  )
}

/** What helps somebody who can't get in, or must not any more. */
function SignIn({ person }: { person: PersonDetails }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const [isAsking, setIsAsking] = useState(false)
  const name = `${person.firstName} ${person.lastName}`.trim()
  const act = useMutation({
    mutationFn: async ({ work, said }: { work: () => Promise<unknown>; said: string }) => {
      await work()
      return said
    },
  })
  const button = (label: string, said: string, work: () => Promise<unknown>) => (
    <Button variant="default" loading={act.isPending} onClick={() => act.mutate({ work, said })}>
      {label}
    </Button>
  )
  return (
    <section aria-labelledby="person-sign-in">
      <Title order={3} size="h5" id="person-sign-in" mb="xs">
        {t('people.security')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('people.logins', { count: person.logins.length })} ·{' '}
        {t('people.passkeys', { count: person.passkeys })}
      </Text>
      {person.logins.map((login) => (
        <Text key={login.id} size="sm">
          {browserName(login.userAgent)}, {formatMoment(login.seenAt, zone, language)}
        </Text>
      ))}
      <Group gap="xs" mt="sm">
        {person.active &&
          person.hasPassword &&
          button(t('people.reset'), t('people.resetSent'), () => sendReset(person.id))}
        {person.active &&
          !person.hasPassword &&
          button(t('people.inviteAgain'), t('people.invited'), () => inviteAgain(person.id))}
        {person.logins.length > 0 &&
          button(t('people.signOut'), t('people.signedOut'), () => signOutEverywhere(person.id))}
        {person.hasSecondFactor &&
          button(t('people.factorOff'), t('people.factorGone'), () => turnFactorOff(person.id))}
        {person.active ? (
          <Button variant="default" onClick={() => setIsAsking(true)}>
            {t('people.deactivate')}
          </Button>
        ) : (
          button(t('people.activate'), '', () => changePerson(person, { active: true }))
        )}
      </Group>
      {act.data && (
        <Text mt="sm" role="status">
          {act.data}
        </Text>
      )}
      {act.error && <Failure error={act.error} />}
      {isAsking && (
        <Confirm
          title={t('people.deactivateTitle', { name })}
          text={t('people.deactivateText')}
          action={t('people.deactivate')}
          onConfirm={() => changePerson(person, { active: false })}
          onClose={() => setIsAsking(false)}
        />
      )}
    </section>
  )
}

function Duplicates({ person }: { person: PersonDetails }) {
  const { t } = useTexts()
  const [merging, setMerging] = useState<PersonDetails['duplicates'][number]>()
  return (
    <>
      {person.duplicates.length > 0 && (
        <Alert color="gray" variant="outline" title={t('people.duplicates')}>
          <Stack>
            {person.duplicates.map((other) => (
              <Group key={other.id} justify="space-between">
                <div>
                  <Text fw={600}>{other.name}</Text>
                  <Text size="sm">
                    {other.email} · {t('people.enrollments', { count: other.enrollments })}
                  </Text>
                </div>
                <Button variant="default" size="xs" onClick={() => setMerging(other)}>
                  {t('people.merge')}
                </Button>
              </Group>
            ))}
          </Stack>
        </Alert>
      )}
      {merging && (
        <Confirm
          title={t('people.mergeTitle', { other: merging.email, name: person.email })}
          text={t('people.mergeText')}
          action={t('people.merge')}
          onConfirm={() => mergePeople(person.id, merging.id)}
          onClose={() => setMerging(undefined)}
        />
      )}
    </>
  )
}
