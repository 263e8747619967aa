import { Button, Stack, TextInput, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useEffect } from 'react'
import { Redirect, useLocation, useSearchParams } from 'wouter'
import { useTexts } from '../app/i18n.ts'
import { LanguageSwitch } from '../app/shell.tsx'
import { signIn, usePlatform } from '../features/login/queries.ts'
import { nextPath } from '../ui/next-path.ts'
import { Failure } from '../ui/states.tsx'
import classes from './sign-in-page.module.css'

/** Addresses that the server answers, not the web app: they need a real visit. */
const SERVER_PATHS = /^\/learn\/(gotomeeting|events\/[^/]+\/(join|start))(\?|$)/

export function SignInPage({ isSignedIn = false }: { isSignedIn?: boolean }) {
  const { t } = useTexts()
  const [, navigate] = useLocation()
  const [search] = useSearchParams()
  const next = nextPath(search.get('next'))
  const platform = usePlatform()
  const goOn = () =>
    SERVER_PATHS.test(next) ? window.location.assign(next) : navigate(next, { replace: true })
  const login = useMutation({
    mutationFn: ({ email, password }: { email: string; password: string }) => signIn(email, password),
    onSuccess: goOn,
  })
  const title = t('signIn.to', { platform: platform.data?.name ?? 'Lectern' })
  useEffect(() => {
    document.title = title
  }, [title])

  if (isSignedIn && !login.isSuccess) return <Redirect to={next} replace />
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const fields = new FormData(event.currentTarget)
    login.mutate({ email: String(fields.get('email')), password: String(fields.get('password')) })
  }
  return (
    <div className={classes.page}>
      <div className={classes.languages}>
        <LanguageSwitch />
      </div>
      <main className={classes.card}>
        <Title order={1} size="h2" mb="lg">
          {title}
        </Title>
        <form onSubmit={submit}>
          <Stack>
            <TextInput
              label={t('signIn.email')}
              name="email"
              type="email"
              autoComplete="username"
              required
              withAsterisk={false}
              size="md"
            />
            <TextInput
              label={t('signIn.password')}
              name="password"
              type="password"
              autoComplete="current-password"
              required
              withAsterisk={false}
              size="md"
            />
            {login.error && <Failure error={login.error} />}
            <Button type="submit" size="md" loading={login.isPending}>
              {t('signIn.submit')}
            </Button>
          </Stack>
        </form>
      </main>
    </div>
  )
}
