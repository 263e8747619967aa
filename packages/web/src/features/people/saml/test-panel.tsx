import { Alert, Button, Stack, Table, Text, Title } from '@mantine/core'
import { useTexts } from '../../../app/i18n.ts'
import { Facts } from '../../../ui/facts.tsx'
import { formatList } from '../../../ui/formats.ts'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { formatMoment } from '../../../ui/when.ts'
import { useMe } from '../auth/queries.ts'
import type { SamlProvider } from './queries.ts'

type Test = NonNullable<SamlProvider['lastTest']>

interface TestPanelProps {
  provider: SamlProvider
  onClose: () => void
}

/** Tries a provider without signing anybody in: what came, what it counts as, and what is missing. */
export function TestPanel({ provider, onClose }: TestPanelProps) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const { id, name, lastProblem, lastTest } = provider
  return (
    <SlideOver title={t('saml.testOf', { name })} onClose={onClose}>
      <Stack>
        <Text>{t('saml.testText')}</Text>
        <Button component="a" href={`/sign-in/with/${id}?test`} style={{ alignSelf: 'flex-start' }}>
          {t('saml.testNow')}
        </Button>
        {lastProblem && (
          <Alert
            color="red"
            variant="outline"
            title={t('saml.notTaken')}
            style={{ overflowWrap: 'anywhere' }}
          >
            <Text>{lastProblem.text}</Text>
            <Text size="sm">{formatMoment(lastProblem.at, zone, language)}</Text>
          </Alert>
        )}
        {lastTest && <Came test={lastTest} zone={zone} />}
      </Stack>
    </SlideOver>
  )
}

function Came({ test, zone }: { test: Test; zone: string }) {
  const { t, language } = useTexts()
  const or = (text: string | null) => text || t('saml.cameEmpty')
  return (
    <>
      <Alert
        color={test.person ? 'green' : 'orange'}
        variant="outline"
        title={t('saml.outcome', { person: test.person ?? 'nobody' })}
      >
        {test.problem && <Text>{test.problem}</Text>}
        <Text size="sm">{t('saml.testedAt', { at: formatMoment(test.at, zone, language) })}</Text>
      </Alert>
      <Facts
        facts={[
          [t('saml.emailAttribute'), or(test.email)],
          [t('saml.firstNameAttribute'), or(test.firstName)],
          [t('saml.lastNameAttribute'), or(test.lastName)],
          [t('saml.groupsHere'), formatList(test.groups, language)],
          [t('saml.nameId'), t('saml.nameIdOf', { subject: test.subject, format: test.nameIdFormat })],
          [t('saml.sealed'), t('saml.isSealed', { sealed: test.isSealed ? 'true' : 'false' })],
        ]}
      />
      <Title order={3}>{t('saml.came')}</Title>
      {test.attributes.length === 0 ? (
        <Text>{t('saml.cameNone')}</Text>
      ) : (
        <Table aria-label={t('saml.came')} layout="fixed" style={{ overflowWrap: 'anywhere' }}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('saml.attribute')}</Table.Th>
              <Table.Th>{t('saml.values')}</Table.Th>
              <Table.Th>{t('saml.use')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {test.attributes.map(({ name, values, use }) => (
              <Table.Tr key={name}>
                <Table.Td>{name}</Table.Td>
                <Table.Td>{formatList(values, language)}</Table.Td>
                <Table.Td>{t('saml.useOf', { use: use ?? 'none' })}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </>
  )
}
