import '../../../ui/panel-styles.ts'
import { Anchor, Stack, Text } from '@mantine/core'
import { useTexts } from '../../../app/i18n.ts'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { Empty, Loaded } from '../../../ui/states.tsx'
import { formatDay } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import classes from './own-certificates.module.css'
import { type Certificate, pdfOf, useOwnCertificates } from './queries.ts'
import { stateTones } from './tones.ts'

/** All certificates that somebody was issued, with what can be done with each. */
export function OwnCertificatesPanel({ onClose }: { onClose: () => void }) {
  const { t } = useTexts()
  const certificates = useOwnCertificates()
  return (
    <SlideOver title={t('mine.certificates')} onClose={onClose}>
      <Loaded query={certificates}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('certificates.none')} text={t('certificates.noneOwn')} />
          ) : (
            <ul className={classes.list}>
              {items.map((certificate) => (
                <Item key={certificate.id} certificate={certificate} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </SlideOver>
  )
}

function Item({ certificate }: { certificate: Certificate }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const { id, number, state, courseName, sessionName, issuedAt, validUntil, recalled, address } = certificate
  const badge = `/api/v1/me/certificates/${id}/badge`
  return (
    <Stack component="li" gap={4} align="flex-start">
      <Text fw={600}>
        {courseName} · {sessionName}
      </Text>
      <StateBadge tone={stateTones[state]}>{t('certificates.state', { state })}</StateBadge>
      <Text size="sm" c="dimmed">
        {[
          number,
          formatDay(issuedAt, zone, language),
          validUntil && `${t('certificates.validUntil')} ${formatDay(validUntil, zone, language)}`,
          recalled?.reason,
        ]
          .filter(Boolean)
          .join(' · ')}
      </Text>
      <div className={classes.ways}>
        <Anchor href={pdfOf(certificate)} download aria-label={t('certificates.pdfNamed', { number })}>
          {t('certificates.pdf')}
        </Anchor>
        {!recalled && (
          <>
            <Anchor href={`${badge}.jwt`} download aria-label={t('certificates.badgeNamed', { number })}>
              {t('certificates.badge')}
            </Anchor>
            <Anchor href={`${badge}.svg`} download aria-label={t('certificates.pictureNamed', { number })}>
              {t('certificates.picture')}
            </Anchor>
          </>
        )}
        <Anchor href={new URL(address).pathname} aria-label={t('certificates.checkNamed', { number })}>
          {t('certificates.check')}
        </Anchor>
      </div>
    </Stack>
  )
}
