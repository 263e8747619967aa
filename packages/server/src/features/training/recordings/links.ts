import type { Ctx } from '../../../ctx.ts'
import type { RecordingLink } from '../../../providers/provider.ts'
import type { ProviderRegistry } from '../../../providers/registry.ts'

/** A player asks for a film part by part: its link is asked for once in this time. */
const KEPT_MS = 60_000
const MOST = 500

/** A link, and whose it is. */
export interface OpenLink extends RecordingLink {
  /** The company's service, as sentences name it. */
  readonly vendor: string
}

/** Links to files, in memory alone and for a minute: they are secrets. */
class Links {
  readonly #links = new Map<string, { link: OpenLink; until: number }>()

  find(key: string, now: Date): OpenLink | undefined {
    const found = this.#links.get(key)
    return found && found.until > now.getTime() ? found.link : undefined
  }

  keep(key: string, link: OpenLink, now: Date): void {
    this.#links.delete(key)
    this.#links.set(key, { link, until: now.getTime() + KEPT_MS })
    const [oldest] = this.#links.keys()
    if (this.#links.size > MOST && oldest !== undefined) this.#links.delete(oldest)
  }
}

const byServer = new WeakMap<ProviderRegistry, Links>()

/** Those of this server. */
export function linksOf({ providers }: Pick<Ctx, 'providers'>): Links {
  const known = byServer.get(providers) ?? new Links()
  byServer.set(providers, known)
  return known
}
