/**
 * Where a browser comes into a room. What stands behind `#` is read by the page alone, as JSON.
 *
 * @see https://jitsi.github.io/handbook/docs/dev-guide/dev-guide-iframe (read 2026-11)
 */
export function roomUrl(
  site: { readonly url: string },
  room: string,
  { token, config }: { readonly token: string; readonly config: Readonly<Record<string, string | boolean>> },
): string {
  const settings = Object.entries(config).map(
    ([name, value]) => `config.${name}=${encodeURIComponent(JSON.stringify(value))}`,
  )
  return `${site.url}${room}?jwt=${token}#${settings.join('&')}`
}
