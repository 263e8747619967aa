import { createHash } from 'node:crypto'

/** An address as a program signs it, written down apart from the simulator. */
export function signed(
  simulator: { readonly apiUrl: string; secret(): string },
  call: string,
  params: Readonly<Record<string, string | number | boolean>> = {},
  algorithm = 'sha256',
): string {
  const query = new URLSearchParams(
    Object.entries(params).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString()
  const checksum = createHash(algorithm).update(`${call}${query}${simulator.secret()}`).digest('hex')
  return `${simulator.apiUrl}api/${call}?${query}${query && '&'}checksum=${checksum}`
}

/** The names of the elements right below one, in order, each once. */
export function childrenOf(xml: string, parent: string): string[] {
  const inner = new RegExp(`<${parent}>([\\s\\S]*?)</${parent}>`).exec(xml)?.[1] ?? ''
  const names: string[] = []
  let depth = 0
  for (const [, isEnd, name = ''] of inner.matchAll(/<(\/?)([\w-]+)>/g)) {
    if (isEnd) depth -= 1
    else {
      if (depth === 0 && !names.includes(name)) names.push(name)
      depth += 1
    }
  }
  return names
}

export function textOf(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1]
}
