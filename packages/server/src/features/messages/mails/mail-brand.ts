import { type Accents, accentsOf, STANDARD_ACCENT } from '@lectern/brand'
import type { Ctx, Platform } from '../../../ctx.ts'
import { findImage } from '../../../domain/platform.ts'
import { getPlatformImage } from '../../platform/platforms/platform-images.service.ts'

/** What a mail looks like, before it is HTML. */
export interface MailBrand {
  readonly accents: Accents
  /** In CSS pixels; null = none is shown. */
  readonly logo: { readonly width: number; readonly height: number } | null
  readonly showsName: boolean
}

/** By which the HTML of a mail names the logo that travels with it. */
export const LOGO_CID = 'logo@lectern'
/** Pictures have twice the pixels that are shown. */
const PIXELS = 2

export function mailBrandOf(platform: Platform): MailBrand {
  const { accentColor, accentColorDark, mailHeader } = platform
  const image = mailHeader === 'name' ? undefined : findImage(platform, 'logo', 'mail')
  return {
    accents: accentsOf(accentColor ?? STANDARD_ACCENT, accentColorDark),
    logo: image ? { width: Math.ceil(image.width / PIXELS), height: Math.ceil(image.height / PIXELS) } : null,
    showsName: !image || mailHeader === 'both',
  }
}

/** A file that travels in a mail and is shown in it: nothing is fetched from anywhere. */
export interface InlineFile {
  readonly cid: string
  readonly content: Buffer
  readonly contentType: string
}

/** The logo that a mail names, as it is now. @returns nothing for mails without one, or when there is none any more */
export async function logoOf(ctx: Ctx, html: string): Promise<InlineFile[]> {
  if (!html.includes(`cid:${LOGO_CID}`) || !findImage(ctx.platform, 'logo', 'mail')) return []
  const { content, contentType } = await getPlatformImage(ctx, 'logo', 'mail')
  return [{ cid: LOGO_CID, content, contentType }]
}

const LOGO = new RegExp(`<img [^>]*src="cid:${LOGO_CID}"[^>]*alt="([^"]*)"[^>]*>`, 'g')

/** A mail that was written with a logo which is gone says in words what the logo said. */
export function withoutLogo(html: string): string {
  return html.replace(LOGO, (_, alt: string) => alt)
}

/** A mail as it is read in the outbox: the logo stands in it. */
export function withLogoInside(html: string, [logo]: readonly InlineFile[]): string {
  if (!logo) return html
  const data = `data:${logo.contentType};base64,${logo.content.toString('base64')}`
  return html.replaceAll(`cid:${LOGO_CID}`, () => data)
}
