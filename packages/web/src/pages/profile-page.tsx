import { isLanguage, nameOfLanguage } from '@lectern/texts'
import '../ui/panel-styles.ts'
import '@mantine/core/styles/Code.layer.css'
import type { Schemas } from '@lectern/api-client'
import { Button, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useId } from 'react'
import { useSearchParams } from 'wouter'
import { answered, api, queryClient } from '../api/client.ts'
import { useTexts } from '../app/i18n.ts'
import { NotificationPreferences } from '../features/messages/notifications/preferences.tsx'
import { ShortcutsSwitch } from '../features/operations/search/shortcuts-switch.tsx'
import { loginKey } from '../features/people/auth/keys.ts'
import { changeLanguage, useLanguages, useMe } from '../features/people/auth/queries.ts'
import { OwnData } from '../features/people/data-protection/own-data.tsx'
import { CalendarFeed } from '../features/people/profile/calendar-feed.tsx'
import { LmsCode } from '../features/people/profile/lms-code.tsx'
import { Passkeys } from '../features/people/profile/passkeys.tsx'
import { Proof } from '../features/people/profile/proof.tsx'
import { changePassword, endLogin, endOtherLogins, useSecurity } from '../features/people/profile/queries.ts'
import { SecondFactor } from '../features/people/profile/second-factor.tsx'
import { browserName } from '../ui/browser-name.ts'
import { errorsOf } from '../ui/form-problem.ts'
import { orSay } from '../ui/or-say.tsx'
import { Page } from '../ui/page.tsx'
import { Select } from '../ui/select.tsx'
import { Failure, Loaded } from '../ui/states.tsx'
import { Together } from '../ui/together.tsx'
import { formatMoment } from '../ui/when.ts'
import { WhosePassword } from '../ui/whose-password.tsx'
import { ZoneSelectOnDemand } from '../ui/zone-select-on-demand.tsx'

type Security = Schemas['Security']

/** One's own language, zone, and what keeps one's place safe. */
export function ProfilePage() {
  const { t } = useTexts()
  const security = useSecurity()
  // The page of a launch leads here.
  const [search] = useSearchParams()
  const isFromLms = search.has('lms')
  return (
    <Page title={t('profile.title')}>
      <Together>
        <Stack gap="md" maw={760}>
          {isFromLms && (
            <Section title={t('profile.lms')}>
              <LmsCode />
            </Section>
          )}
          <Paper withBorder p="md">
            <Preferences />
          </Paper>
          <Section title={t('notices.title')}>
            <NotificationPreferences />
          </Section>
          <Section title={t('search.keys')}>
            <ShortcutsSwitch />
          </Section>
          <Section title={t('profile.calendar')}>
            <CalendarFeed />
          </Section>
          <Section title={t('profile.data')}>
            <OwnData />
          </Section>
          <Loaded query={security}>
            {(found) => (
              <>
                <Proof security={found} />
                <Section title={t('profile.password')}>
                  {found.hasPassword ? (
                    <PasswordForm minLength={found.passwordMinLength} />
                  ) : (
                    <Text>{t('profile.noPassword')}</Text>
                  )}
                </Section>
                <Section title={t('profile.factor')}>
                  <SecondFactor factor={found.secondFactor} />
                </Section>
                <Section title={t('profile.passkeys')}>
                  <Passkeys passkeys={found.passkeys} />
                </Section>
                <Section title={t('profile.logins')}>
                  <Logins logins={found.logins} />
                </Section>
              </>
            )}
          </Loaded>
        </Stack>
      </Together>
    </Page>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId()
  return (
    <Paper withBorder p="md" component="section" aria-labelledby={id}>
      <Title order={2} size="h4" id={id} mb="sm">
        {title}
      </Title>
      {children}
    </Paper>
  )
}

function Preferences() {
  const { t, language } = useTexts()
  const offered = useLanguages()
  const me = useMe().data
  const save = useMutation({
    mutationFn: async (timeZone: string) => {
      queryClient.setQueryData(loginKey, await answered(api.PATCH('/api/v1/me', { body: { timeZone } })))
      await queryClient.invalidateQueries()
    },
  })
  return (
    <Group align="flex-end" grow preventGrowOverflow={false}>
      <Select
        label={t('profile.language')}
        data={offered.map((value) => ({ value, label: nameOfLanguage(value) }))}
        value={language}
        allowDeselect={false}
        onChange={(value) => isLanguage(value) && orSay(changeLanguage(value, me))}
      />
      <ZoneSelectOnDemand
        label={t('profile.timeZone')}
        value={me?.timeZone ?? null}
        onChange={(value) => value && orSay(save.mutateAsync(value))}
        {...(save.isSuccess ? { description: t('profile.saved') } : {})}
      />
    </Group>
  )
}

function PasswordForm({ minLength }: { minLength: number }) {
  const { t } = useTexts()
  const email = useMe().data?.email
  const form = useForm({ initialValues: { current: '', password: '' } })
  const change = useMutation({
    mutationFn: changePassword,
    onSuccess: () => form.reset(),
    onError: (error) => form.setErrors(errorsOf(error)),
  })
  const isAtFields = Object.keys(form.errors).some((name) => name === 'current' || name === 'password')
  return (
    <form onSubmit={form.onSubmit((values) => change.mutate(values))}>
      <Stack align="flex-start">
        <WhosePassword email={email} />
        <TextInput
          label={t('profile.currentPassword')}
          type="password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          w="100%"
          {...form.getInputProps('current')}
        />
        <TextInput
          label={t('welcome.password')}
          description={t('welcome.rules', { min: minLength })}
          type="password"
          autoComplete="new-password"
          required
          withAsterisk={false}
          w="100%"
          {...form.getInputProps('password')}
        />
        {change.error && !isAtFields && <Failure error={change.error} />}
        {change.isSuccess && <Text role="status">{t('profile.passwordChanged')}</Text>}
        <Button type="submit" variant="default" loading={change.isPending}>
          {t('profile.changePassword')}
        </Button>
      </Stack>
    </form>
  )
}

function Logins({ logins }: { logins: Security['logins'] }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const end = useMutation({ mutationFn: endLogin })
  const endOthers = useMutation({ mutationFn: endOtherLogins })
  return (
    <Stack>
      {logins.map((login) => (
        <Group key={login.id} justify="space-between">
          <div>
            <Text fw={600}>
              {login.isCurrent
                ? t('profile.thisBrowserNamed', { browser: browserName(login.userAgent) })
                : browserName(login.userAgent)}
            </Text>
            <Text size="sm" c="dimmed">
              {t('login.way', { way: login.way })} ·{' '}
              {t('profile.seen', { when: formatMoment(login.seenAt, zone, language) })}
            </Text>
          </div>
          {!login.isCurrent && (
            <Button variant="default" size="xs" onClick={() => end.mutate(login.id)}>
              {t('profile.signOutOne')}
            </Button>
          )}
        </Group>
      ))}
      {logins.length > 1 && (
        <Group>
          <Button variant="default" loading={endOthers.isPending} onClick={() => endOthers.mutate()}>
            {t('profile.signOutElsewhere')}
          </Button>
        </Group>
      )}
      {(end.error ?? endOthers.error) && <Failure error={end.error ?? endOthers.error} />}
    </Stack>
  )
}
