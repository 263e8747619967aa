import { z } from 'zod'
import { KEPT_DAYS } from '../../../domain/attendance.ts'
import { IDLE_MINUTES, imageKinds, mailHeaders } from '../../../domain/platform.ts'
import { roles } from '../../../domain/role.ts'
import { Language, line, name, perLanguage, TimeZone, text, Version } from '../../../http/schemas.ts'
import { says } from '../../../http/wrong-shape.ts'
import { NoShowRule } from './no-show-rule.schemas.ts'

/** Words of the sign-in page. */
const MAX_TITLE = 120
const MAX_TEXT = 1000

const Color = z
  .string()
  .regex(/^#[0-9a-fA-F]{6}$/, says('field-color'))
  .overwrite((text) => text.toLowerCase())
const accentColor = Color.nullable().describe('such as #0b6e6e; null = the product’s own')
const accentColorDark = Color.nullable().describe('in the dark scheme; null = made of the accent')
const FirstDayOfWeek = z.union([
  z.literal(1),
  z.literal(2),
  z.literal(3),
  z.literal(4),
  z.literal(5),
  z.literal(6),
  z.literal(7),
])
const firstDayOfWeek = FirstDayOfWeek.describe('1 = Monday to 7 = Sunday')
const attendanceRetentionDays = z
  .int32()
  .min(KEPT_DAYS.least)
  .max(KEPT_DAYS.most)
  .describe('so long what tools report of events is kept as it came; then it is deleted')
const recordingRetentionDays = z
  .int32()
  .min(1)
  .max(3653)
  .describe('so long copies of recordings are kept in the storage of one’s own')
const showsRecordings = z
  .boolean()
  .describe('learners see recordings where nothing else is said of a course or an event')
const recordsEvents = z
  .boolean()
  .describe('events are recorded where nothing else is said of them: learners agree before they join')
const secondFactorFor = z
  .array(z.enum(roles))
  .max(roles.length)
  .describe(
    'roles whose people need a second factor: an authenticator app, a passkey, or an identity provider',
  )
const idleMinutes = z
  .int32()
  .min(IDLE_MINUTES.least)
  .max(IDLE_MINUTES.most)
  .describe('a login that nobody uses ends after so long')
const noShowRule = NoShowRule.nullable().describe(
  'from how many no-shows on nobody enrolls themselves for a while, in courses without a rule of their own; null = nobody’s are counted',
)
const languages = z.array(Language).min(1).max(20).describe('those that people may choose, in order')

export const PlatformImage = z
  .object({
    url: z.string().describe('on this host; another one after each change of the picture'),
    width: z.int32(),
    height: z.int32(),
  })
  .meta({ id: 'PlatformImage' })

const Images = z.object({
  logo: PlatformImage.nullable(),
  logoDark: PlatformImage.nullable().describe('in the dark scheme; null = the logo'),
  icon: PlatformImage.nullable().describe('in tabs and on phones: its own, or made of the logo'),
  signIn: PlatformImage.nullable().describe('beside the form of the sign-in page'),
})

const SignInText = z.object({ title: z.string(), text: z.string() })
const SignInTexts = perLanguage(SignInText.optional()).describe('words of the sign-in page; left out = none')

/** What every page needs of a platform, also before somebody signs in. */
export const brand = {
  name: z.string(),
  accentColor: accentColor,
  accentColorDark: accentColorDark,
  images: Images,
  signInTexts: SignInTexts,
  defaultLanguage: Language,
  languages,
  timeZone: z.string().describe('where nothing else is said: of new events, and of people who chose none'),
  firstDayOfWeek,
}

export const PlatformSettings = z
  .object({
    ...brand,
    hasOwnIcon: z.boolean().describe('false: the icon is made of the logo, or is the product’s'),
    mailHeader: z.enum(mailHeaders).describe('what stands at the top of mails'),
    attendanceRetentionDays,
    recordingRetentionDays,
    showsRecordings,
    recordsEvents,
    secondFactorFor,
    idleMinutes,
    noShowRule,
    version: Version,
  })
  .meta({ id: 'PlatformSettings' })

export const ChangePlatformSettings = z
  .object({
    name: name(),
    accentColor,
    accentColorDark,
    signInTexts: perLanguage(z.object({ title: line(MAX_TITLE), text: text(MAX_TEXT) }).optional()).describe(
      'in place of all that there were',
    ),
    defaultLanguage: Language,
    languages,
    timeZone: TimeZone,
    firstDayOfWeek,
    mailHeader: z.enum(mailHeaders),
    attendanceRetentionDays,
    recordingRetentionDays,
    showsRecordings,
    recordsEvents,
    secondFactorFor,
    idleMinutes,
    noShowRule,
  })
  .partial()
  .meta({ id: 'ChangePlatformSettings' })

export const ImageParams = z.object({ image: z.enum(imageKinds) })
