import type { Check, Finding } from '@lectern/evidence-pack'
import { Alert, Button, FileButton, List, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTexts } from '../app/i18n.ts'
import { useMe } from '../features/people/auth/queries.ts'
import { Facts } from '../ui/facts.tsx'
import { Page } from '../ui/page.tsx'
import { Failure, Loading } from '../ui/states.tsx'
import { formatMoment } from '../ui/when.ts'
import classes from './verify-page.module.css'

const sentences = {
  'not-a-zip': 'verifyPack.not-a-zip',
  'another-zip': 'verifyPack.another-zip',
  'zip-damaged': 'verifyPack.zip-damaged',
  'too-large': 'verifyPack.too-large',
  'manifest-missing': 'verifyPack.manifest-missing',
  'manifest-unreadable': 'verifyPack.manifest-unreadable',
  'format-unknown': 'verifyPack.format-unknown',
  'signature-missing': 'verifyPack.signature-missing',
  'signature-unreadable': 'verifyPack.signature-unreadable',
  'key-missing': 'verifyPack.key-missing',
  'key-not-of-platform': 'verifyPack.key-not-of-platform',
  'signature-wrong': 'verifyPack.signature-wrong',
  'manifest-changed': 'verifyPack.manifest-changed',
  'chain-broken': 'verifyPack.chain-broken',
  'file-missing': 'verifyPack.file-missing',
  'file-extra': 'verifyPack.file-extra',
  'file-twice': 'verifyPack.file-twice',
  'file-changed': 'verifyPack.file-changed',
  'rows-moved': 'verifyPack.rows-moved',
  'row-changed': 'verifyPack.row-changed',
  'row-missing': 'verifyPack.row-missing',
  'more-rows': 'verifyPack.more-rows',
} as const satisfies Record<Finding['code'], string>

/** Anybody checks an evidence pack here. The file stays on their computer: once the page is there, it needs no network. */
export function VerifyPackPage() {
  const { t } = useTexts()
  // Also without a network.
  const checking = useMutation({ mutationFn: (file: File) => check(file), networkMode: 'always' })
  return (
    <div className={classes.page}>
      <Page title={t('verifyPack.title')} trail={[]}>
        <Stack gap="md" align="flex-start">
          <Text>{t('verifyPack.intro')}</Text>
          <FileButton accept=".zip,application/zip" onChange={(file) => file && checking.mutate(file)}>
            {(props) => <Button {...props}>{t('verifyPack.choose')}</Button>}
          </FileButton>
        </Stack>
        {checking.isPending && <Loading />}
        {checking.error && <Failure error={checking.error} />}
        {checking.data && <Found name={checking.variables.name} check={checking.data} />}
      </Page>
    </div>
  )
}

type Checked = Check & { readonly isNoPack: boolean }

/** By the platform's keys where they can be asked for; a pack of another platform by its own. */
async function check(file: File): Promise<Checked> {
  const [{ checkPack, isNoPack }, keys] = await Promise.all([
    import('@lectern/evidence-pack'),
    platformKeys(),
  ])
  const bytes = new Uint8Array(await file.arrayBuffer())
  const own = await checkPack(bytes)
  if (keys === undefined || own.findings.length > 0) return { ...own, isNoPack: isNoPack(own) }
  const { findings, key } = await checkPack(bytes, keys)
  return findings.length === 0
    ? { ...own, key, isNoPack: false }
    : { ...own, isNoPack: false, key: own.key && { ...own.key, isOfPlatform: false } }
}

async function platformKeys(): Promise<string | undefined> {
  try {
    const answer = await fetch('/.well-known/jwks.json')
    return answer.ok ? await answer.text() : undefined
  } catch {
    return undefined // without a network
  }
}

function Found({ name, check }: { name: string; check: Checked }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const { findings, manifest, key } = check
  const isWhole = findings.length === 0
  return (
    <Stack gap="md" mt="lg">
      <Alert
        role={isWhole ? 'status' : 'alert'}
        variant="outline"
        color={isWhole ? undefined : 'red'}
        title={
          isWhole
            ? t('verifyPack.whole')
            : t(check.isNoPack ? 'verifyPack.noPack' : 'verifyPack.notWhole', { file: name })
        }
      >
        {isWhole ? (
          <Text>{t(sentenceOfKey(key?.isOfPlatform))}</Text>
        ) : (
          <List>
            {findings.map((finding) => (
              <List.Item key={JSON.stringify(finding)}>
                <Text className={classes.finding}>{t(sentences[finding.code], paramsOf(finding))}</Text>
              </List.Item>
            ))}
          </List>
        )}
      </Alert>
      {isWhole && manifest && (
        <Facts
          facts={[
            [t('verify.issuer'), `${manifest.platform.name} (${manifest.platform.host})`],
            [t('verify.course'), manifest.session.course],
            [t('verifyPack.session'), manifest.session.name],
            [t('verifyPack.made'), formatMoment(manifest.madeAt, zone, language)],
            [t('verifyPack.by'), manifest.madeBy],
            [t('verifyPack.files'), manifest.files.length],
            [t('verifyPack.key'), key?.thumbprint],
          ]}
        />
      )}
    </Stack>
  )
}

function sentenceOfKey(isOfPlatform: boolean | undefined) {
  if (isOfPlatform === undefined) return 'verifyPack.keyUnknown'
  return isOfPlatform ? 'verifyPack.keyOwn' : 'verifyPack.keyOther'
}

/** What the sentences of findings have places for. */
function paramsOf(finding: Finding) {
  return { path: '', line: 0, text: '', count: 0, version: '', ...finding }
}
