import '../ui/panel-styles.ts'
import '@mantine/core/styles/Code.layer.css'
import { Button, Code, Group, Stack, Text, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { AdminPage } from '../app/admin-page.tsx'
import { useTexts } from '../app/i18n.ts'
import {
  decideDeployment,
  type Lms,
  type LmsLink,
  removeLms,
  rotateKeys,
  useLmses,
  useLmsLinks,
} from '../features/operations/lms/queries.ts'
import { useMe } from '../features/people/auth/queries.ts'
import { CardTable } from '../ui/card-table.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { CopyField } from '../ui/copy-field.tsx'
import { lazily } from '../ui/lazily.tsx'
import { NewButton } from '../ui/new-button.tsx'
import { ConnectionPicture } from '../ui/pictures.tsx'
import { RowMenu } from '../ui/row-menu.tsx'
import { StateBadge } from '../ui/state-badge.tsx'
import { Empty, Failure, Loaded } from '../ui/states.tsx'
import { useOpened } from '../ui/use-opened.ts'
import { usePanel } from '../ui/use-panel.ts'
import { formatMoment } from '../ui/when.ts'

const LmsForm = lazily(async () => (await import('../features/operations/lms/lms-form.tsx')).LmsForm)
const LinkPanel = lazily(async () => (await import('../features/operations/lms/link-panel.tsx')).LinkPanel)
const RosterPanel = lazily(
  async () => (await import('../features/operations/lms/roster-panel.tsx')).RosterPanel,
)
const ScoresPanel = lazily(
  async () => (await import('../features/operations/lms/scores-panel.tsx')).ScoresPanel,
)
const Invitation = lazily(async () => (await import('../features/operations/lms/invitation.tsx')).Invitation)

/** In which learning management systems this platform is a tool. */
export function LmsPage() {
  const { t } = useTexts()
  const { panel, open, close } = usePanel()
  const [removing, setRemoving] = useState<Lms>()
  const [isRotating, setIsRotating] = useState(false)
  const lmses = useLmses()
  const edited = useOpened(
    panel ?? undefined,
    lmses.data?.items.find(({ id }) => id === panel),
  )
  const columns = [
    {
      label: t('lms.name'),
      show: ({ name, issuer, clientId }: Lms) => (
        <>
          <Text fw={600}>{name}</Text>
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {issuer}
          </Text>
          <Code>{clientId}</Code>
        </>
      ),
    },
    {
      label: t('lms.state'),
      show: ({ active }: Lms) => (
        <StateBadge tone={active ? 'good' : 'neutral'}>
          {t('apps.stateName', { state: active ? 'active' : 'inactive' })}
        </StateBadge>
      ),
    },
    { label: t('lms.deployments'), show: (lms: Lms) => <Deployments lms={lms} /> },
  ]
  return (
    <AdminPage title={t('lms.title')} action={<NewButton label={t('lms.new')} onClick={() => open('new')} />}>
      <Stack>
        <Text>{t('lms.about')}</Text>
        <Loaded query={lmses}>
          {({ items, setup }) => (
            <>
              <Group>
                <Button variant="default" onClick={() => open('invitation')}>
                  {t('lms.invite')}
                </Button>
                <Button variant="default" onClick={() => setIsRotating(true)}>
                  {t('lms.rotate')}
                </Button>
              </Group>
              {items.length === 0 ? (
                <Empty title={t('lms.none')} picture={<ConnectionPicture />} text={t('lms.noneText')} />
              ) : (
                <CardTable
                  label={t('lms.title')}
                  rows={items}
                  columns={columns}
                  action={(lms) => (
                    <RowMenu
                      name={lms.name}
                      actions={[
                        { label: t('app.edit'), onChoose: () => open(lms.id) },
                        { label: t('lms.remove'), onChoose: () => setRemoving(lms) },
                      ]}
                    />
                  )}
                />
              )}
              {items.length > 0 && <Links />}
              <Title order={2}>{t('lms.setup')}</Title>
              <Text>{t('lms.setupHelp')}</Text>
              <CopyField label={t('lms.loginUrl')} value={setup.loginUrl} />
              <CopyField label={t('lms.redirectUrl')} value={setup.redirectUrl} />
              <CopyField label={t('lms.ownKeysUrl')} value={setup.keysUrl} />
              <CopyField label={t('lms.domain')} value={setup.domain} />
              <CopyField label={t('lms.configurationUrl')} value={setup.configurationUrl} />
            </>
          )}
        </Loaded>
      </Stack>
      {panel === 'new' && <LmsForm onClose={close} />}
      {panel === 'invitation' && <Invitation onClose={close} />}
      {edited && <LmsForm key={edited.thing.id} lms={edited.thing} isGone={edited.isGone} onClose={close} />}
      {removing && (
        <Confirm
          title={t('lms.removeTitle', { name: removing.name })}
          text={t('lms.removeText')}
          action={t('lms.remove')}
          onConfirm={() => removeLms(removing.id)}
          onClose={() => setRemoving(undefined)}
        />
      )}
      {isRotating && (
        <Confirm
          title={t('lms.rotateTitle')}
          text={t('lms.rotateText')}
          action={t('lms.rotate')}
          onConfirm={rotateKeys}
          onClose={() => setIsRotating(false)}
        />
      )}
    </AdminPage>
  )
}

/** Where the LMS has installed the tool; what waits is decided here. */
function Deployments({ lms }: { lms: Lms }) {
  const { t } = useTexts()
  const decide = useMutation({
    mutationFn: ({ deploymentId, to }: { deploymentId: string; to: 'accepted' | 'refused' }) =>
      decideDeployment(lms.id, deploymentId, to),
  })
  if (lms.deployments.length === 0) return <Text>{t('lms.deploymentsNone')}</Text>
  return (
    <Stack gap="xs">
      {lms.deployments.map(({ deploymentId, state }) => {
        const tone = state === 'accepted' ? 'good' : state === 'waiting' ? 'warning' : 'neutral'
        const name = { name: deploymentId }
        return (
          <Group key={deploymentId} gap="xs">
            <Code>{deploymentId}</Code>
            <StateBadge tone={tone}>{t('lms.deploymentState', { state })}</StateBadge>
            {state !== 'accepted' && (
              <Button
                size="xs"
                variant="default"
                aria-label={t('lms.acceptNamed', name)}
                onClick={() => decide.mutate({ deploymentId, to: 'accepted' })}
              >
                {t('lms.accept')}
              </Button>
            )}
            {state !== 'refused' && (
              <Button
                size="xs"
                variant="default"
                aria-label={t('lms.refuseNamed', name)}
                onClick={() => decide.mutate({ deploymentId, to: 'refused' })}
              >
                {t('lms.refuse')}
              </Button>
            )}
          </Group>
        )
      })}
      {decide.error && <Failure error={decide.error} />}
    </Stack>
  )
}

/** Courses of LMSes, and what they lead to. */
function Links() {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const links = useLmsLinks()
  const [opened, setOpened] = useState<{ link: LmsLink; panel: 'link' | 'roster' | 'scores' }>()
  const close = () => setOpened(undefined)
  const columns = [
    {
      label: t('lms.link'),
      show: ({ contextTitle, title }: LmsLink) => (
        <>
          <Text fw={600}>{contextTitle || title || '…'}</Text>
          {title && contextTitle && <Text size="sm">{title}</Text>}
        </>
      ),
    },
    { label: t('lms.one'), show: ({ lmsName }: LmsLink) => lmsName },
    {
      label: t('lms.target'),
      show: ({ targetNames, isCopied }: LmsLink) =>
        targetNames.length > 0 ? (
          targetNames.map((name) => <Text key={name}>{name}</Text>)
        ) : (
          <StateBadge tone="warning">{t(isCopied ? 'lms.linkCopied' : 'lms.linkNone')}</StateBadge>
        ),
    },
    { label: t('lms.seen'), show: ({ seenAt }: LmsLink) => formatMoment(seenAt, zone, language) },
  ]
  return (
    <>
      <Title order={2}>{t('lms.links')}</Title>
      <Loaded query={links}>
        {({ items }) =>
          items.length === 0 ? (
            <Text>{t('lms.linksNone')}</Text>
          ) : (
            <CardTable
              label={t('lms.links')}
              rows={items}
              columns={columns}
              action={(link) => (
                <RowMenu
                  name={link.contextTitle || link.title || '…'}
                  actions={[
                    { label: t('lms.linkAction'), onChoose: () => setOpened({ link, panel: 'link' }) },
                    ...(link.hasRoster && link.targetNames.length > 0 && !link.courseId
                      ? [
                          {
                            label: t('lms.compare'),
                            onChoose: () => setOpened({ link, panel: 'roster' as const }),
                          },
                        ]
                      : []),
                    ...(link.hasScores
                      ? [
                          {
                            label: t('lms.scores'),
                            onChoose: () => setOpened({ link, panel: 'scores' as const }),
                          },
                        ]
                      : []),
                  ]}
                />
              )}
            />
          )
        }
      </Loaded>
      {opened?.panel === 'link' && <LinkPanel link={opened.link} onClose={close} />}
      {opened?.panel === 'roster' && <RosterPanel link={opened.link} onClose={close} />}
      {opened?.panel === 'scores' && <ScoresPanel link={opened.link} zone={zone} onClose={close} />}
    </>
  )
}
