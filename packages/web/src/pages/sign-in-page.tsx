import '@mantine/core/styles/Divider.layer.css'
import { Alert, Anchor, Button, Divider, Stack, Text, TextInput, Title } from '@mantine/core'
import { skipToken, useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useEffect, useState } from 'react'
import { Link, Redirect, useLocation, useSearchParams } from 'wouter'
import { answered, api, Problem } from '../api/client.ts'
import { useTexts } from '../app/i18n.ts'
import { LanguageSwitch } from '../app/language-switch.tsx'
import { endedKey } from '../features/people/auth/keys.ts'
import { useMe, usePlatform } from '../features/people/auth/queries.ts'
import { signIn, signInWithPasskey } from '../features/people/auth/sign-in.ts'
import { PlatformMark } from '../features/platform/platforms/platform-mark.tsx'
import { nextPath } from '../ui/next-path.ts'
import { Page } from '../ui/page.tsx'
import { pageProblem } from '../ui/page-problem.ts'
import { Failure } from '../ui/states.tsx'
import classes from './sign-in-page.module.css'

/** Leads into a room. */
const ENTRANCE = /^\/learn\/events\/[^/]+\/(join|start)(\?|$)/

/** An address that the server answers, not the web app: it needs a real visit. */
function isOfServer(next: string, redirectPaths: readonly string[] = []): boolean {
  const [path = ''] = next.split('?')
  return ENTRANCE.test(next) || (path !== '/' && redirectPaths.includes(path))
}

interface OutsideCardProps {
  title: string
  /** Above the title. */
  words?: ReactNode
  children: ReactNode
}

/** A page for who is not signed in: the platform's mark, its picture, and a card. */
export function OutsideCard({ title, words, children }: OutsideCardProps) {
  useEffect(() => {
    document.title = title
  }, [title])
  const platform = usePlatform().data
  const picture = platform?.images.signIn
  // Who is signed in sees it within the frame, which has its main part already. It stays what it was at first: as another
  // element it would begin anew, and what stands in it be gone, such as codes that are shown once.
  const me = useMe().data
  const [Card] = useState<'div' | 'main'>(me && !me.needsSecondFactor ? 'div' : 'main')
  return (
    <div className={classes.page} data-with-picture={picture ? true : undefined}>
      <div className={classes.side}>
        <header className={classes.languages}>
          <LanguageSwitch />
        </header>
        <Card className={classes.card}>
          <div className={classes.mark}>
            <PlatformMark platform={platform} size="large" />
          </div>
          {words}
          <Title order={1} mb="lg">
            {title}
          </Title>
          {children}
        </Card>
      </div>
      {picture && (
        <img
          className={classes.picture}
          src={picture.url}
          alt=""
          width={picture.width}
          height={picture.height}
        />
      )}
    </div>
  )
}

export function SignInPage({ isSignedIn = false }: { isSignedIn?: boolean }) {
  const { t } = useTexts()
  const [path, navigate] = useLocation()
  const [search] = useSearchParams()
  const next = nextPath(search.get('next'))
  const platform = usePlatform()
  const ended = useQuery<string>({ queryKey: endedKey, queryFn: skipToken, gcTime: Number.POSITIVE_INFINITY })
  const [isForgotten, setIsForgotten] = useState(false)
  const [hasEntered, setHasEntered] = useState(false)
  const goOn = () => {
    setHasEntered(true)
    if (isOfServer(next, platform.data?.redirectPaths)) window.location.assign(next)
    else navigate(next, { replace: true })
  }
  // Of the way to an identity provider, which ended at this address; not of a later visit to the sign-in page.
  const problem = path === '/sign-in' ? undefined : pageProblem()
  if (isSignedIn && !hasEntered)
    return problem ? <NotProven text={problem.text} /> : <Redirect to={next} replace />
  if (isForgotten) return <Forgotten onBack={() => setIsForgotten(false)} />
  return (
    <OutsideCard
      title={t('signIn.to', { platform: platform.data?.name ?? 'Lectern' })}
      words={<SignInWords />}
    >
      <Stack>
        {problem && (
          <Alert color="orange" variant="outline" role="alert">
            {problem.text}
          </Alert>
        )}
        {ended.data && (
          <Alert color="blue" variant="outline" role="status">
            {ended.data}
          </Alert>
        )}
        <PasswordForm onEntered={goOn} />
        <Anchor component="button" type="button" onClick={() => setIsForgotten(true)} ta="start">
          {t('signIn.forgot')}
        </Anchor>
        <OtherWays onEntered={goOn} next={next} />
      </Stack>
    </OutsideCard>
  )
}

/** What the platform says here, in the language of the page. */
function SignInWords() {
  const { language } = useTexts()
  const words = usePlatform().data?.signInTexts[language]
  if (!words?.title && !words?.text) return null
  return (
    <div className={classes.words}>
      {words.title && <p className={classes.wordsTitle}>{words.title}</p>}
      {words.text && <p className={classes.wordsText}>{words.text}</p>}
    </div>
  )
}

/** Somebody who is signed in went to an identity provider to prove it again, in vain. */
function NotProven({ text }: { text: string }) {
  const { t } = useTexts()
  return (
    <Page title={t('proof.title')}>
      <Stack align="flex-start">
        <Alert color="orange" variant="outline" role="alert">
          {text}
        </Alert>
        <Anchor component={Link} href="/profile">
          {t('proof.back')}
        </Anchor>
      </Stack>
    </Page>
  )
}

function PasswordForm({ onEntered }: { onEntered: () => void }) {
  const { t } = useTexts()
  const login = useMutation({ mutationFn: signIn, onSuccess: onEntered })
  const code = login.error instanceof Problem ? login.error.code : ''
  const needsCode = code.startsWith('second-factor')
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const fields = new FormData(event.currentTarget)
    const typed = String(fields.get('code') ?? '')
    login.mutate({
      email: String(fields.get('email')),
      password: String(fields.get('password')),
      ...(typed ? { code: typed } : {}),
    })
  }
  return (
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
        {needsCode && (
          <TextInput
            label={t('signIn.code')}
            description={t('signIn.codeHelp')}
            name="code"
            autoComplete="one-time-code"
            inputMode="text"
            autoFocus
            required
            withAsterisk={false}
            size="md"
          />
        )}
        {login.error && code !== 'second-factor-needed' && <Failure error={login.error} />}
        <Button type="submit" size="md" loading={login.isPending}>
          {t('signIn.submit')}
        </Button>
      </Stack>
    </form>
  )
}

/** Passkeys, where the browser knows them, and the platform's identity providers. */
function OtherWays({ onEntered, next }: { onEntered: () => void; next: string }) {
  const { t } = useTexts()
  const providers = usePlatform().data?.identityProviders ?? []
  const passkey = useMutation({
    mutationFn: signInWithPasskey,
    onSuccess: (hasEntered) => hasEntered && onEntered(),
  })
  const knowsPasskeys = 'PublicKeyCredential' in window
  if (providers.length === 0 && !knowsPasskeys) return null
  return (
    <Stack gap="sm">
      <Divider label={t('signIn.or')} />
      {providers.map(({ name, path }) => (
        <Button
          key={path}
          component="a"
          href={`${path}?next=${encodeURIComponent(next)}`}
          variant="default"
          size="md"
        >
          {t('signIn.with', { provider: name })}
        </Button>
      ))}
      {knowsPasskeys && (
        <Button variant="default" size="md" loading={passkey.isPending} onClick={() => passkey.mutate()}>
          {t('signIn.passkey')}
        </Button>
      )}
      {passkey.error && <Failure error={passkey.error} />}
    </Stack>
  )
}

function Forgotten({ onBack }: { onBack: () => void }) {
  const { t } = useTexts()
  const ask = useMutation({
    mutationFn: async (email: string) => {
      await answered(api.POST('/api/v1/password-resets', { body: { email } }))
      return email
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    ask.mutate(String(new FormData(event.currentTarget).get('email')))
  }
  return (
    <OutsideCard title={t('signIn.forgot')}>
      <Stack>
        {ask.data ? (
          <Text role="status">{t('signIn.linkSent', { email: ask.data })}</Text>
        ) : (
          <form onSubmit={submit}>
            <Stack>
              <Text>{t('signIn.forgotText')}</Text>
              <TextInput
                label={t('signIn.email')}
                name="email"
                type="email"
                autoComplete="username"
                required
                withAsterisk={false}
                size="md"
                autoFocus
              />
              {ask.error && <Failure error={ask.error} />}
              <Button type="submit" size="md" loading={ask.isPending}>
                {t('signIn.sendLink')}
              </Button>
            </Stack>
          </form>
        )}
        <Anchor component="button" type="button" onClick={onBack} ta="start">
          {t('signIn.back')}
        </Anchor>
      </Stack>
    </OutsideCard>
  )
}
