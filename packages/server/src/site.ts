import type { Config } from './config.ts'
import type { Site } from './ctx.ts'

/** The host of `PUBLIC_URL`, and names of this machine, are reached as that says; every other one by https. */
export function siteOf({ demo, publicUrl, mailFrom, smtpUrl }: Config): Site {
  const known = new URL(publicUrl)
  const port = known.port ? `:${known.port}` : ''
  const isLocal = (host: string) => host === known.hostname || host === 'localhost' || host === '127.0.0.1'
  return {
    isDemo: demo,
    sendsMails: smtpUrl !== undefined,
    mailFrom,
    originOf: (host) => (isLocal(host) ? `${known.protocol}//${host}${port}` : `https://${host}`),
  }
}
