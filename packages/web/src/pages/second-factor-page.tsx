import '../ui/panel-styles.ts'
import '@mantine/core/styles/Code.layer.css'
import '@mantine/core/styles/Divider.layer.css'
import type { Schemas } from '@lectern/api-client'
import { Anchor, Button, Divider, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { queryClient } from '../api/client.ts'
import { useTexts } from '../app/i18n.ts'
import { signOut } from '../features/people/auth/queries.ts'
import { ByPassword } from '../features/people/profile/by-password.tsx'
import { Passkeys } from '../features/people/profile/passkeys.tsx'
import { proveByPasskey } from '../features/people/profile/proof.ts'
import { Proof } from '../features/people/profile/proof.tsx'
import { useSecurity } from '../features/people/profile/queries.ts'
import { SecondFactor } from '../features/people/profile/second-factor.tsx'
import { Failure, Loaded } from '../ui/states.tsx'
import { OutsideCard } from './sign-in-page.tsx'

type Security = Schemas['Security']

/** For who may do nothing before they show a second factor, or set one up: what they asked for comes then. */
export function SecondFactorPage({ onShown }: { onShown: () => void }) {
  const { t } = useTexts()
  const security = useSecurity()
  const leave = useMutation({ mutationFn: signOut })
  const goOn = async () => {
    await queryClient.invalidateQueries()
    onShown()
  }
  return (
    <OutsideCard title={t('factor.title')}>
      <Stack>
        <Text>{t('factor.text')}</Text>
        <Loaded query={security}>{(found) => <Ways security={found} onShown={goOn} />}</Loaded>
        <Anchor component="button" type="button" ta="start" onClick={() => leave.mutate()}>
          {t('factor.leave')}
        </Anchor>
        {leave.error && <Failure error={leave.error} />}
      </Stack>
    </OutsideCard>
  )
}

/** Who comes without a factor sets one up, and sees its recovery codes until they are kept: also once it is there. */
function Ways({ security, onShown }: { security: Security; onShown: () => void }) {
  const { t } = useTexts()
  const [isNew] = useState(!security.secondFactor && security.passkeys.length === 0)
  return (
    <>
      <Proof security={security} />
      {isNew && <SetUp security={security} onShown={onShown} />}
      {!isNew && security.secondFactor && (
        <ByPassword label={t('profile.currentPassword')} needsCode onProven={onShown} />
      )}
      {!isNew && security.passkeys.length > 0 && <ByPasskey onShown={onShown} />}
    </>
  )
}

/** Who has none makes one: an app, or a passkey. */
function SetUp({ security, onShown }: { security: Security; onShown: () => void }) {
  const { t } = useTexts()
  const knowsPasskeys = 'PublicKeyCredential' in window
  return (
    <>
      <SecondFactor factor={null} onSetUp={onShown} />
      {knowsPasskeys && (
        <>
          <Divider label={t('signIn.or')} />
          <Passkeys passkeys={security.passkeys} onAdded={onShown} />
        </>
      )}
    </>
  )
}

function ByPasskey({ onShown }: { onShown: () => void }) {
  const { t } = useTexts()
  const prove = useMutation({
    mutationFn: proveByPasskey,
    onSuccess: (isShown) => isShown && onShown(),
  })
  return (
    <Stack>
      <Button variant="default" loading={prove.isPending} onClick={() => prove.mutate()}>
        {t('proof.passkey')}
      </Button>
      {prove.error && <Failure error={prove.error} />}
    </Stack>
  )
}
