import { accentCss, accentsOf, STANDARD_ACCENT } from '@lectern/brand'
import type { Platform } from '../ctx.ts'
import { brandOf, findIcon, toShownImage } from '../domain/platform.ts'

/** An identity provider, as a button on the sign-in page. */
export interface SignInWay {
  readonly name: string
  readonly path: string
}

/**
 * The web app's page as one platform's: its name, icon and colors stand in it before anything is drawn, and what pages
 * need of it (`#lectern-platform`, read by `web/src/app/platform-start.ts`), so that nothing flashes in other colors.
 * It is the answer of `GET /api/v1/platform`.
 *
 * @param nonce for the styles of this one answer; the web app reads it in `web/src/app/style-nonce.ts`
 * @param ways undefined = not known now: pages ask for them
 */
export function branded(
  html: string,
  platform: Platform,
  {
    nonce,
    ways,
    redirectPaths,
  }: { nonce: string; ways: readonly SignInWay[] | undefined; redirectPaths: readonly string[] },
): string {
  const { name, accentColor, accentColorDark } = platform
  const hasAccent = accentColor !== null || accentColorDark !== null
  const css = hasAccent ? accentCss(accentsOf(accentColor ?? STANDARD_ACCENT, accentColorDark)) : ''
  const head = [
    `<meta property="csp-nonce" nonce="${nonce}">`,
    `<meta name="application-name" content="${escapeHtml(name)}">`,
    css && `<style id="lectern-accent" nonce="${nonce}">${css}</style>`,
    `<script type="application/json" id="lectern-platform">${toData({ ...brandOf(platform), identityProviders: ways, redirectPaths })}</script>`,
  ].join('')
  // Functions: what people wrote may hold `$&` and its like, which a text would expand.
  return withIcons(html, platform)
    .replace(/<title>[^<]*<\/title>/, () => `<title>${escapeHtml(name)}</title>`)
    .replace('</head>', () => `${head}</head>`)
}

function withIcons(html: string, platform: Platform): string {
  const hrefs = [toShownImage(findIcon(platform, '32'))?.url, toShownImage(findIcon(platform, '180'))?.url]
  const [icon, touchIcon] = hrefs.map((href) => href && escapeHtml(href))
  if (!icon || !touchIcon) return html
  return html
    .replace(/<link rel="icon"[^>]*>/, () => `<link rel="icon" href="${icon}" type="image/png">`)
    .replace(/<link rel="apple-touch-icon"[^>]*>/, () => `<link rel="apple-touch-icon" href="${touchIcon}">`)
}

/** JSON that ends no element, whatever is in it. */
export function toData(value: object | null): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c')
}

/** For text and attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
}
