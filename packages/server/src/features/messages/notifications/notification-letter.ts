import type { Phrase } from '@lectern/texts/server'
import type { Ctx } from '../../../ctx.ts'
import { phrase, type Reader } from '../../../messages/messages.ts'
import type { Letter } from '../mails/letter.ts'
import { mailBrandOf } from '../mails/mail-brand.ts'
import type { Settings } from './settings.store.ts'
import type { Wording } from './wording.ts'

/** One notification in words, with the address that it leads to. */
export interface Piece {
  readonly wording: Wording
  readonly url: string
  /** Color of its course; left out = it is of none. */
  readonly hue?: number | undefined
}

interface Contents {
  readonly settings: Pick<Settings, 'senderName' | 'footer'>
  readonly reader: Reader
  /** Of the person; empty = nobody is greeted. */
  readonly name: string
  /** Of our pages, such as `https://training.example.com`. */
  readonly origin: string
  /** At least one; several become sections under headings. */
  readonly pieces: readonly Piece[]
  /** How no more of these mails come. */
  readonly unsubscribe: { readonly phrase: Phrase; readonly url: string } | undefined
}

/** Makes one mail of what a person is told. */
export function toLetter(
  ctx: Ctx,
  { settings, reader, name, origin, pieces, unsubscribe }: Contents,
): { subject: string; letter: Letter } {
  const more = pieces.length - 1
  const title = pieces[0]?.wording.subject ?? ''
  return {
    subject: more > 0 ? phrase('notify-several', { title, count: more }, reader) : title,
    letter: {
      language: reader.language,
      platform: settings.senderName || ctx.platform.name,
      brand: mailBrandOf(ctx.platform),
      greeting: name ? phrase('notify-greeting', { name }, reader) : '',
      sections: pieces.map(({ wording, url, hue }) => ({
        title: more > 0 ? wording.subject : undefined,
        url,
        hue,
        blocks: wording.blocks,
      })),
      button: buttonOf(pieces, origin, reader),
      footer: [
        settings.footer[reader.language],
        phrase('notify-choose', { url: `${origin}/profile` }, reader),
        unsubscribe ? phrase(unsubscribe.phrase, { url: unsubscribe.url }, reader) : '',
      ].filter(Boolean),
    },
  }
}

const labels = [
  ['/events/', 'notify-open-event'],
  ['/sessions/', 'notify-open-session'],
  ['/courses/', 'notify-open-course'],
  ['/calendar', 'notify-open-calendar'],
] as const

function buttonOf([first, ...others]: readonly Piece[], origin: string, reader: Reader): Letter['button'] {
  if (!first) return undefined
  if (others.length > 0)
    return { label: phrase('notify-open-all', {}, reader), url: `${origin}/notifications` }
  const { url } = first
  const [, label = 'notify-open'] = labels.find(([part]) => url.includes(part)) ?? []
  return { label: phrase(label, {}, reader), url }
}
