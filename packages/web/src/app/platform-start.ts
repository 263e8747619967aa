import type { Schemas } from '@lectern/api-client'
import { accentCss, accentsOf, type Hex, STANDARD_ACCENT } from '@lectern/brand'
import { styleNonce } from './style-nonce.ts'

/** A platform as its pages need it, also before somebody signs in. */
export type Brand = Schemas['PublicPlatform']

/** Without ways to sign in where the server could not find them. */
type Start = Omit<Brand, 'identityProviders'> & Partial<Brand>

let found: Start | null | undefined

/** What the server wrote into the page; undefined where the page is not the server's, as while the app is developed. */
export function platformAtStart(): Start | undefined {
  if (found === undefined) {
    const text = globalThis.document?.getElementById?.('lectern-platform')?.textContent
    found = text ? (JSON.parse(text) as Start) : null
  }
  return found ?? undefined
}

/** How this page calls the platform, for titles of windows. */
export function siteName(): string {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="application-name"]')
  return meta?.content || 'Lectern'
}

/** Shows what the platform has become while the page was open: its name, its colors, its icon. */
export function wearBrand({ name, accentColor, accentColorDark, images }: Brand): void {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="application-name"]')
  if (meta && meta.content !== name) {
    document.title = document.title.replace(meta.content, name)
    meta.content = name
  }
  const hasAccent = accentColor !== null || accentColorDark !== null
  const css = hasAccent
    ? accentCss(accentsOf((accentColor ?? STANDARD_ACCENT) as Hex, accentColorDark as Hex | null))
    : ''
  const style = document.getElementById('lectern-accent') ?? document.createElement('style')
  style.id = 'lectern-accent'
  style.nonce = styleNonce()
  if (style.textContent !== css) style.textContent = css
  if (!style.isConnected) document.head.append(style)
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
  const href = images.icon?.url.replace('size=192', 'size=32') ?? '/icon.svg'
  if (icon && icon.getAttribute('href') !== href) {
    icon.type = images.icon ? 'image/png' : 'image/svg+xml'
    icon.href = href
  }
}
