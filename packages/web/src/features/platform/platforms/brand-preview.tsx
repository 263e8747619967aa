import { accentsOf, accentVariables, type Hex, readHex, STANDARD_ACCENT } from '@lectern/brand'
import type { CSSProperties, ReactNode } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import type { Brand } from '../../../app/platform-start.ts'
import classes from './platform-form.module.css'
import { PlatformMark } from './platform-mark.tsx'
import type { PlatformSettings } from './queries.ts'

type Look = Pick<Brand, 'name' | 'images'> & Pick<PlatformSettings, 'mailHeader'>

interface BrandPreviewProps {
  look: Look
  /** As they are typed. */
  accentColor: string
  accentColorDark: string
  /** Of the sign-in page, in the reader's language. */
  words: { title: string; text: string }
}

/** The platform as people will see it, while it is still being thought about. */
export function BrandPreview({ look, accentColor, accentColorDark, words }: BrandPreviewProps) {
  const { t } = useTexts()
  const accents = accentsOf(
    readHex(accentColor.trim()) ?? STANDARD_ACCENT,
    (readHex(accentColorDark.trim()) as Hex | undefined) ?? null,
  )
  const variables = accentVariables(accents) as CSSProperties
  const frame = (caption: string, scheme: 'light' | 'dark', content: ReactNode) => (
    <div>
      <p className={classes.caption}>{caption}</p>
      <div className={classes.frame} style={{ ...variables, colorScheme: scheme }}>
        {content}
      </div>
    </div>
  )
  return (
    <section className={classes.preview} aria-label={t('platform.preview')}>
      {(['light', 'dark'] as const).map((scheme) => (
        <div key={scheme}>
          {frame(t('platform.previewScheme', { scheme }), scheme, <AppSample look={look} scheme={scheme} />)}
        </div>
      ))}
      {frame(t('platform.previewSignIn'), 'light', <SignInSample look={look} words={words} />)}
      {frame(t('platform.previewMail'), 'light', <MailSample look={look} />)}
    </section>
  )
}

function AppSample({ look, scheme }: { look: Look; scheme: 'light' | 'dark' }) {
  const { t } = useTexts()
  return (
    <div className={classes.app}>
      <div className={classes.side}>
        <PlatformMark platform={look} scheme={scheme} />
        <span className={classes.place}>{t('nav.home')}</span>
        <span className={classes.place} data-here>
          {t('nav.calendar')}
        </span>
        <span className={classes.place}>{t('nav.courses')}</span>
      </div>
      <div className={classes.page}>
        <strong>{t('platform.sampleCourse')}</strong>
        <span>{t('platform.sampleState')}</span>
        <span className={classes.link}>{t('platform.sampleLink')}</span>
        <span className={classes.button}>{t('platform.sampleButton')}</span>
      </div>
    </div>
  )
}

function SignInSample({ look, words }: { look: Look; words: BrandPreviewProps['words'] }) {
  const { t } = useTexts()
  const picture = look.images.signIn
  return (
    <div className={classes.outside} data-with-picture={picture ? true : undefined}>
      <div className={classes.page}>
        <PlatformMark platform={look} scheme="light" />
        {words.title && <strong>{words.title}</strong>}
        {words.text && <span className={classes.words}>{words.text}</span>}
        <span className={classes.button}>{t('signIn.submit')}</span>
      </div>
      {picture && <img className={classes.beside} src={picture.url} alt="" />}
    </div>
  )
}

function MailSample({ look: { name, images, mailHeader } }: { look: Look }) {
  const { t } = useTexts()
  const showsLogo = mailHeader !== 'name' && images.logo
  return (
    <div className={classes.mail}>
      <PlatformMark
        platform={{
          name: showsLogo && mailHeader === 'logo' ? '' : name,
          images: { ...images, logo: showsLogo ? images.logo : null },
        }}
        scheme="light"
      />
      <span>{t('platform.sampleCourse')}</span>
      <span>
        <span className={classes.button}>{t('platform.sampleButton')}</span>
      </span>
    </div>
  )
}
