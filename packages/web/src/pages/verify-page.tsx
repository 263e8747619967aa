import { Alert, Text } from '@mantine/core'
import { Problem } from '../api/client.ts'
import { useTexts } from '../app/i18n.ts'
import { useVerified } from '../features/training/certificates/queries.ts'
import { stateTones } from '../features/training/certificates/tones.ts'
import { Facts } from '../ui/facts.tsx'
import { formatNumber } from '../ui/formats.ts'
import { Page } from '../ui/page.tsx'
import { StateBadge } from '../ui/state-badge.tsx'
import { Empty, Failure, Loading } from '../ui/states.tsx'
import { formatLongDay } from '../ui/when.ts'
import classes from './verify-page.module.css'

const sentences = {
  valid: 'verify.valid',
  expired: 'verify.expired',
  recalled: 'verify.recalled',
} as const

/** What anybody may know of a certificate: where its QR code leads. */
export function VerifyPage({ code }: { code: string }) {
  const { t } = useTexts()
  const verified = useVerified(code)
  return (
    <div className={classes.page}>
      <Page title={t('verify.title')} trail={[]}>
        {verified.isPending && <Loading />}
        {verified.error && <Refused error={verified.error} />}
        {verified.data && <Found certificate={verified.data} />}
      </Page>
    </div>
  )
}

function Refused({ error }: { error: Error }) {
  const { t } = useTexts()
  const isUnknown = error instanceof Problem && error.code === 'certificate-not-found'
  if (!isUnknown) return <Failure error={error} />
  return <Empty title={t('verify.unknown')} text={t('verify.unknownText')} />
}

type Verified = NonNullable<ReturnType<typeof useVerified>['data']>

function Found({ certificate }: { certificate: Verified }) {
  const { t, language } = useTexts()
  const { state, firstDay, lastDay, seconds, timeZone } = certificate
  const day = (instant: string | null) => instant && formatLongDay(instant, language, timeZone)
  const held = [...new Set([firstDay, lastDay])].map((one) => formatLongDay(one, language)).join(' – ')
  const hours = formatNumber(Math.round(seconds / 1800) / 2, language)
  return (
    <>
      <Alert variant="outline" role="status" mb="md">
        <StateBadge tone={stateTones[state]}>{t('certificates.state', { state })}</StateBadge>
        <Text mt="xs">{t(sentences[state])}</Text>
      </Alert>
      <Facts
        facts={[
          [t('certificates.number'), certificate.number],
          [t('verify.issuer'), certificate.issuer],
          [t('certificates.person'), certificate.person],
          [t('verify.course'), certificate.courseName],
          [t('verify.when'), held],
          [t('verify.hours'), seconds > 0 && hours],
          [t('verify.completed'), day(certificate.completedAt)],
          [t('certificates.issued'), day(certificate.issuedAt)],
          [t('certificates.validUntil'), day(certificate.validUntil) ?? t('certificates.forGood')],
          [t('verify.recalledOn'), day(certificate.recalledAt)],
        ]}
      />
      <Text c="dimmed" size="sm" mt="md">
        {t('verify.compare')}
      </Text>
    </>
  )
}
