/**
 * `npm run verify -- PACK.zip [--keys KEYS.json]`: says whether an evidence pack is as its platform made it. Needs no network.
 * Exit code 0 = it is, 1 = it is not, 2 = there was nothing to check.
 */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { checkPack, isNoPack } from './check.ts'
import { sentenceOf } from './sentences.ts'

const USAGE = `npm run verify -- PACK.zip [--keys KEYS.json]

Says whether an evidence pack is as its platform made it.

  --keys FILE  the platform's own keys, saved from https://<its host>/.well-known/jwks.json. Without them the pack
               proves that nothing was changed since it was signed; with them, who signed it.`

process.exitCode = await run()

async function run(): Promise<number> {
  const { file, keys } = readArguments()
  if (!file) return say(USAGE, 2)
  const [zip, given] = [read(file), keys === undefined ? undefined : read(keys)]
  if (!zip || (keys !== undefined && !given)) return 2
  const { findings, manifest, key } = await checkPack(zip, given && new TextDecoder().decode(given))
  if (manifest) {
    const { session, platform, files } = manifest
    console.log(`${session.course}: ${session.name}, of ${platform.name} (${platform.host})`)
    console.log(`Made ${manifest.madeAt} by ${manifest.madeBy}; ${files.length} files.`)
  }
  if (key) {
    const whose = key.isOfPlatform ? 'one of the keys that you gave' : 'compare it with the platform’s own'
    console.log(`Key ${key.thumbprint} (${whose}).`)
  }
  for (const finding of findings) console.error(`✗ ${sentenceOf(finding)}`)
  if (findings.length === 0) return say('✓ Every file is as it was signed.', 0)
  return isNoPack({ findings }) ? 2 : 1
}

function readArguments(): { file: string | undefined; keys: string | undefined } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { keys: { type: 'string' } },
    })
    return { file: positionals.length === 1 ? positionals[0] : undefined, keys: values.keys }
  } catch {
    return { file: undefined, keys: undefined }
  }
}

function read(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path)
  } catch {
    console.error(`${path} can't be read. Is it the name of a file?`)
    return undefined
  }
}

function say(text: string, code: number): number {
  console.log(text)
  return code
}
