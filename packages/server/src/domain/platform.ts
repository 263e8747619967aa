import type { Hex } from '@lectern/brand'
import { nameOfLanguage } from '@lectern/texts'
import { InvalidInputError } from './errors.ts'
import type { Language } from './message.ts'
import type { Role } from './role.ts'

/** 1 = Monday to 7 = Sunday, as ISO 8601 counts. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7

/** Pictures that a platform may have: its logo, that for the dark scheme, the icon in tabs, the picture of the sign-in page. */
export const imageKinds = ['logo', 'logo-dark', 'icon', 'sign-in'] as const
export type ImageKind = (typeof imageKinds)[number]

/** A picture that is stored, without its content. */
export interface StoredImage {
  readonly kind: ImageKind
  readonly size: string
  readonly hash: string
  readonly width: number
  readonly height: number
}

/** What stands at the top of mails. */
export const mailHeaders = ['logo', 'name', 'both'] as const
export type MailHeader = (typeof mailHeaders)[number]

/** Words of the sign-in page; languages that are left out have none. */
export type SignInTexts = Partial<Record<Language, { readonly title: string; readonly text: string }>>

interface HasLanguages {
  readonly defaultLanguage: Language
  readonly languages: readonly Language[]
}

/**
 * The language in which somebody is spoken to: their own while the platform offers it, else another one.
 *
 * @param own null = they chose none
 */
export function languageFor(
  { languages, defaultLanguage }: HasLanguages,
  own: Language | null,
  otherwise = defaultLanguage,
): Language {
  return own !== null && languages.includes(own) ? own : otherwise
}

/** @throws {InvalidInputError} `language-not-offered` */
export function assertOffered(platform: HasLanguages, language: Language | null | undefined): void {
  const refusal = languageRefusal(platform, language)
  if (refusal) throw InvalidInputError.at('/language', refusal.code, refusal.params)
}

/** Why people of a platform can't have this language; undefined = they can. */
export function languageRefusal({ languages }: HasLanguages, language: Language | null | undefined) {
  if (!language || languages.includes(language)) return undefined
  const params = { language: nameOfLanguage(language), offered: languages.map(nameOfLanguage) }
  return { code: 'language-not-offered' as const, params }
}

interface HasImages {
  readonly images: readonly StoredImage[]
}

/** Sizes of icons: tabs, Apple's home screens, and those of manifests. `maskable` has room at its edges. */
export const iconSizes = ['32', '180', '192', '512', 'maskable'] as const
export type IconSize = (typeof iconSizes)[number]

/** A picture as pages show it. */
export interface ShownImage {
  readonly url: string
  readonly width: number
  readonly height: number
}

/** @param size `whole`, or one that is made of it */
export function findImage(platform: HasImages, kind: ImageKind, size = 'whole') {
  return platform.images.find((image) => image.kind === kind && image.size === size)
}

/** Its own icon, or the one that was made of its logo. */
export function findIcon(platform: HasImages, size: IconSize): StoredImage | undefined {
  return findImage(platform, 'icon', size) ?? findImage(platform, 'logo', size)
}

export function toShownImage(image: StoredImage | undefined): ShownImage | null {
  if (!image) return null
  const { kind, size, hash, width, height } = image
  const part = size === 'whole' ? '' : `size=${size}&`
  return { url: `/api/v1/platform/images/${kind}?${part}at=${hash}`, width, height }
}

/** The pictures that pages show. */
export function imagesOf(platform: HasImages) {
  return {
    logo: toShownImage(findImage(platform, 'logo')),
    logoDark: toShownImage(findImage(platform, 'logo-dark')),
    icon: toShownImage(findIcon(platform, '192')),
    signIn: toShownImage(findImage(platform, 'sign-in')),
  }
}

/** A platform as its pages need it, also before somebody signs in. */
export function brandOf(platform: Brand & HasImages) {
  const { name, accentColor, accentColorDark, signInTexts } = platform
  const { defaultLanguage, languages, timeZone, firstDayOfWeek } = platform
  return {
    ...{ name, accentColor, accentColorDark, images: imagesOf(platform), signInTexts },
    ...{ defaultLanguage, languages: [...languages], timeZone, firstDayOfWeek },
  }
}

interface Brand extends HasLanguages {
  readonly name: string
  readonly accentColor: Hex | null
  readonly accentColorDark: Hex | null
  readonly signInTexts: SignInTexts
  readonly timeZone: string
  readonly firstDayOfWeek: Weekday
}

/** How long a login may last that nobody uses; it never lasts longer than a login that is used. */
export const IDLE_MINUTES = { least: 15, most: 20_160 } as const

/** Whether one of these roles asks for more than a password. */
export function needsSecondFactor(
  { secondFactorFor }: { readonly secondFactorFor: readonly Role[] },
  roles: readonly Role[],
): boolean {
  return roles.some((role) => secondFactorFor.includes(role))
}
