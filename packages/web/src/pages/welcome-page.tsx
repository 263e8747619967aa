import { Button, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { answered, api, Problem } from '../api/client.ts'
import { useTexts } from '../app/i18n.ts'
import { Failure, Loaded } from '../ui/states.tsx'
import { WhosePassword } from '../ui/whose-password.tsx'
import { OutsideCard } from './sign-in-page.tsx'

/** Where the link of an invitation or a reset leads: a new password is chosen. */
export function WelcomePage({ token }: { token: string }) {
  const { t } = useTexts()
  const params = { path: { token } }
  const link = useQuery({
    queryKey: ['password-link', token],
    queryFn: () => answered(api.GET('/api/v1/password-links/{token}', { params })),
    retry: false,
    staleTime: Infinity,
  })
  const choose = useMutation({
    mutationFn: (password: string) =>
      answered(api.POST('/api/v1/password-links/{token}', { params, body: { password } })),
    // A fresh start: somebody else may have been signed in here.
    onSuccess: ({ signedIn }) => window.location.assign(signedIn ? '/' : '/sign-in'),
  })
  if (link.error) {
    return (
      <OutsideCard title={t('welcome.reset')}>
        <Failure error={link.error} />
      </OutsideCard>
    )
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    choose.mutate(String(new FormData(event.currentTarget).get('password')))
  }
  const flaw = choose.error instanceof Problem ? choose.error.fields[0]?.detail : undefined
  return (
    <Loaded query={link}>
      {({ purpose, firstName, email, minLength }) => (
        <OutsideCard
          title={t(purpose === 'reset' ? 'welcome.reset' : 'welcome.invitation', { name: firstName })}
        >
          <form onSubmit={submit}>
            <Stack>
              <Text>{t('welcome.for', { email })}</Text>
              <WhosePassword email={email} />
              <TextInput
                label={t('welcome.password')}
                description={t('welcome.rules', { min: minLength })}
                name="password"
                type="password"
                autoComplete="new-password"
                required
                withAsterisk={false}
                size="md"
                autoFocus
                error={flaw}
              />
              {choose.error && !flaw && <Failure error={choose.error} />}
              <Button type="submit" size="md" loading={choose.isPending || choose.isSuccess}>
                {t('welcome.save')}
              </Button>
            </Stack>
          </form>
        </OutsideCard>
      )}
    </Loaded>
  )
}
